"""What a metric is: how it is called, how it may be asked for, how it is read, and when it may change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from headless.engine.metrics.measure import Measure
from headless.engine.metrics.subject import Terms
from headless.engine.texts.texts import Texts
from headless.engine.values.calendar import Window
from headless.engine.values.comparisons import ORDERED, Op
from headless.errors import Invalid
from headless.messages import Message

MetricType = Literal["count", "money", "decimal", "days", "amount", "text", "flag", "set", "tier", "attribute"]
WindowKind = Literal["days", "months", "calendar"]
Source = Literal["balance", "profile", "stored", "tag", "tier"]
"""What of a member a metric is read from, if not from daily totals: what is touched when it may have changed."""
Scalar = int | Decimal | str | bool
Threshold = Scalar | tuple[Scalar, ...] | None
Registry = Mapping[str, "MetricSpec"]

NUMBER_OPS = (*ORDERED, Op.IN, Op.EXISTS)
ANY_WINDOW: tuple[WindowKind, ...] = ("days", "months", "calendar")
_TEXTS = Texts("metrics")
NUMERIC: frozenset[MetricType] = frozenset({"count", "money", "decimal", "days", "amount"})


@dataclass(frozen=True, slots=True)
class Argument:
    """What a metric can be narrowed to. With `choices`, it is one of these."""

    name: str
    description: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        schema: dict[str, Any] = {"type": "string", "description": self.description}
        if self.choices:
            schema["enum"] = list(self.choices)
        if self.default is not None:
            schema["default"] = self.default
        return schema


def plain_unit(query: "Query", terms: Terms) -> str | None:
    """Return the unit that a metric is always counted in."""
    return query.spec.unit


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One metric, whole.

    measure: how it is read with a window and arguments, and when it may change. key: the key of the daily totals that it is
    computed from; a metric without one has a `source`. label: by language ("en", "zh"), by default from the texts of metrics.
    every_day: it is read from each day of those totals. scope: what reading it needs. more_scopes: of the facts that it follows
    from. counted_in: the unit, if that depends on
    the arguments. ratio: an exact fraction of two sums. plugin: the owner. stored: a plugin's, which is stored, not counted.
    """

    name: str
    type: MetricType
    description: str
    measure: Callable[["Query", Terms], Measure] = field(compare=False, repr=False)
    key: Callable[["Query"], str] | None = field(default=None, compare=False, repr=False)
    source: Source | None = None
    label: Mapping[str, str] = field(default_factory=dict, hash=False)
    every_day: bool = False
    ops: tuple[Op, ...] = NUMBER_OPS
    scope: str = "members:read"
    more_scopes: frozenset[str] = frozenset()
    unit: str | None = None
    counted_in: Callable[["Query", Terms], str | None] = field(default=plain_unit, compare=False, repr=False)
    windows: tuple[WindowKind, ...] = ()
    window_required: bool = False
    arguments: tuple[Argument, ...] = ()
    ratio: bool = False
    plugin: str = "headless"
    stored: bool = False

    def __post_init__(self) -> None:
        if (self.key is None) == (self.source is None):
            raise ValueError(f"the metric {self.name!r} needs either the key of its totals or a source")
        if not self.label:
            object.__setattr__(self, "label", _TEXTS.by_language(f"{self.name}.label"))

    @property
    def scopes(self) -> frozenset[str]:
        """All that reading it needs."""
        return self.more_scopes | {self.scope}

    @property
    def windowed(self) -> bool:
        return bool(self.windows)

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    def args_schema(self) -> dict[str, Any] | None:
        """Return the JSON Schema of its arguments, or None if it takes none."""
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
    """A metric asked for with a window and arguments. Defaults are filled in."""

    spec: MetricSpec
    window: Window | None = None
    args: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str | None:
        """The key of the daily totals that it is computed from, or None if it needs none."""
        return None if self.spec.key is None else self.spec.key(self)

    @property
    def source(self) -> str:
        """What of a member it is read from: a key of totals, or a `Source`."""
        return self.key or self.spec.source or ""

    def arg(self, name: str) -> str | None:
        """Return one argument, or None if it was not given."""
        return next((value for key, value in self.args if key == name), None)

    def measure(self, terms: Terms) -> Measure:
        """Return how to read it. An asset kind that the merchant does not have is always missing."""
        return self.spec.measure(self, terms)

    def unit(self, terms: Terms) -> str | None:
        """Return what its value is counted in: a currency, an asset kind's code, days, orders …"""
        return self.spec.counted_in(self, terms)


def extended(registry: Registry, more: Iterable[MetricSpec]) -> Registry:
    """Return the registry with further metrics.

    Raises:
        Invalid: With code METRIC_CLASH, if two have the same name. It names both owners.
    """
    specs = dict(registry)
    for spec in more:
        if spec.name in specs:
            owner = specs[spec.name].plugin
            raise Invalid(
                Message(
                    "the metric {spec!r} of {spec2!r} is already given by {owner!r}: rename it",
                    spec=spec.name,
                    spec2=spec.plugin,
                    owner=owner,
                ),
                code="METRIC_CLASH",
            )
        specs[spec.name] = spec
    return MappingProxyType(specs)
