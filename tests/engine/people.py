"""A shop with a few tiers, tags and asset kinds, and people whom conditions are tested on."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from headless.engine.conditions.conditions import Condition, parse_condition
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.spec import MetricSpec, MetricType, Registry, extended
from headless.engine.metrics.stored import stored_metric
from headless.engine.metrics.totals import Totals
from headless.engine.program.program import Program
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.values.comparisons import ORDERED, Op
from headless.engine.values.zones import Zone

LONDON = Zone("Europe/London")
GROWTH = Track(1, "growth", "Growth", (Tier(11, "silver", "Silver", 1), Tier(12, "gold", "Gold", 2)), default=True)
PRIME = Track(2, "prime", "Prime", (Tier(21, "prime", "Prime", 1),), kind="PAID")
SHOP = Program(
    merchant_id=1,
    slug="shop",
    currency="CNY",
    decimals=2,
    zone=LONDON,
    kinds={"points": AssetKind(31, "points", "Points"), "cash": AssetKind(32, "cash", "Cash", decimals=2, money=True)},
    tracks={"growth": GROWTH, "prime": PRIME},
    tags={"vip": TagKind(41, "vip", "VIP"), "new": TagKind(42, "new", "New")},
)


def day(year: int, month: int, day_of_month: int) -> int:
    """A local day."""
    return date(year, month, day_of_month).toordinal()


TODAY = day(2026, 3, 15)


def plugin_metric(name: str, type_: MetricType) -> MetricSpec:
    """A metric that a plugin computes and the engine stores."""
    ops = (Op.EQ, Op.NEQ, Op.EXISTS) if type_ == "flag" else (*ORDERED, Op.IN, Op.EXISTS)
    more = (Op.CONTAINS,) if type_ == "text" else ()
    return stored_metric(name, type_, {"en": name, "zh": name}, name, (*ops, *more), plugin="scores")


METRICS: Registry = extended(
    BUILT_IN,
    [plugin_metric("score", "decimal"), plugin_metric("mood", "text"), plugin_metric("trusted", "flag")],
)


def condition(document: Any) -> Condition:
    """A condition as the shop reads it."""
    return parse_condition(document, METRICS, SHOP)


def asks(metric: str, op: str, value: Any = None, window: str | None = None, **args: str) -> dict[str, Any]:
    """The JSON of one test."""
    given = {"metric": metric, "op": op, "value": value, "window": window, "args": args or None}
    return {"test": {name: part for name, part in given.items() if part is not None}}


@dataclass
class Person:
    """A member in memory. `tiers` is by track code: (tier code, local day of its end or None)."""

    totals: Totals = field(default_factory=Totals)
    joined_on: int = day(2025, 1, 1)
    birthday_on: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    tag_codes: Set[str] = frozenset()
    stored: Mapping[str, Any] = field(default_factory=dict)
    balances: Mapping[str, int] = field(default_factory=dict)
    tiers: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)

    def ordered(self, on: int, pence: int, refunded: int = 0, **args: str) -> "Person":
        """Add an order of that day."""
        key = "|".join(["order", *(f"{name}={value}" for name, value in sorted(args.items()))])
        self.totals.add(key, on, 1, pence, refunded)
        return self

    def did(self, type_: str, *days: int) -> "Person":
        """Add an event of a type on each day."""
        for on in days:
            self.totals.add(f"event:{type_}", on, 1)
        return self

    def balance(self, asset: str) -> int | None:
        return self.balances.get(asset)

    def _tier(self, track: str | None) -> tuple[str, int | None] | None:
        return self.tiers.get(track or "growth")

    def tier_code(self, track: str | None) -> str | None:
        held = self._tier(track)
        return held[0] if held else None

    def tier_rank(self, track: str | None) -> int | None:
        held = self._tier(track)
        return SHOP.tier_rank_of(track, held[0]) if held else None

    def tier_until_day(self, track: str | None) -> int | None:
        held = self._tier(track)
        return held[1] if held else None
