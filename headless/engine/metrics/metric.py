"""What a metric is, and what it is evaluated over: named, typed numbers or sets about one member."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, Protocol

from headless.engine.metrics.totals import Totals
from headless.engine.values.calendar import Window
from headless.engine.values.comparisons import Op
from headless.errors import Invalid

MetricType = Literal["count", "money", "decimal", "days", "amount", "text", "flag", "set", "tier", "attribute"]
WindowKind = Literal["days", "months", "calendar"]
Scalar = int | Decimal | str | bool
Value = Scalar | tuple[Scalar, ...] | None
Registry = Mapping[str, "MetricSpec"]

NUMERIC: frozenset[MetricType] = frozenset({"count", "money", "decimal", "days", "amount"})


@dataclass(frozen=True, slots=True)
class Argument:
    """What a metric can be narrowed to; with `choices`, one of these."""

    name: str
    description: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        found: dict[str, Any] = {"type": "string", "description": self.description}
        if self.choices:
            found["enum"] = list(self.choices)
        if self.default is not None:
            found["default"] = self.default
        return found


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One metric: what it measures, how it may be asked for, and the scope that reading it needs.

    `label` is by language ("en", "zh"). `plugin` is the owner; a plugin's metric is stored, not counted from totals.
    A `ratio` is an exact fraction of two sums.
    """

    name: str
    type: MetricType
    label: Mapping[str, str] = field(hash=False)
    description: str
    ops: tuple[Op, ...]
    scope: str = "members:read"
    unit: str | None = None
    windows: tuple[WindowKind, ...] = ()
    window_required: bool = False
    arguments: tuple[Argument, ...] = ()
    plugin: str = "headless"
    stored: bool = False
    ratio: bool = False

    @property
    def windowed(self) -> bool:
        return bool(self.windows)

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    def args_schema(self) -> dict[str, Any] | None:
        """The JSON Schema of its arguments; None if it takes none."""
        if not self.arguments:
            return None
        return {
            "type": "object",
            "properties": {argument.name: argument.schema() for argument in self.arguments},
            "required": [argument.name for argument in self.arguments if argument.required],
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Query:
    """A metric asked for with a window and arguments; defaults are filled in."""

    spec: MetricSpec
    window: Window | None = None
    args: tuple[tuple[str, str], ...] = ()

    def arg(self, name: str) -> str | None:
        """One argument; None if it was not given."""
        return next((value for key, value in self.args if key == name), None)


class Subject(Protocol):
    """One member, as conditions see it. Days are local; balances are in units."""

    @property
    def totals(self) -> Totals: ...
    @property
    def joined_on(self) -> int: ...
    @property
    def birthday_on(self) -> int | None: ...
    @property
    def attributes(self) -> Mapping[str, Any]: ...
    @property
    def tag_codes(self) -> AbstractSet[str]: ...
    @property
    def stored(self) -> Mapping[str, Any]: ...
    def tier_rank(self, track: str | None) -> int | None: ...
    def tier_code(self, track: str | None) -> str | None: ...
    def tier_until_day(self, track: str | None) -> int | None: ...
    def balance(self, asset: str) -> int | None: ...


class Terms(Protocol):
    """What a merchant's configuration contributes to comparing exactly; `track` None is the default one."""

    @property
    def currency(self) -> str: ...
    @property
    def currency_decimals(self) -> int: ...
    def asset_decimals(self, code: str) -> int | None: ...
    def tier_rank_of(self, track: str | None, tier: str) -> int | None: ...


def extended(registry: Registry, more: Iterable[MetricSpec]) -> Registry:
    """The registry with further metrics. Errors: Invalid with code METRIC_CLASH, naming both owners."""
    found = dict(registry)
    for spec in more:
        if spec.name in found:
            owner = found[spec.name].plugin
            raise Invalid(
                f"the metric {spec.name!r} of {spec.plugin!r} is already given by {owner!r}: rename it",
                code="METRIC_CLASH",
            )
        found[spec.name] = spec
    return MappingProxyType(found)
