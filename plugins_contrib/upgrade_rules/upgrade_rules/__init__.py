"""Upgrade rules: a composite score with gates, growth acceleration, quota tiers, miles or flights, and nudges."""

from collections.abc import Sequence

from headless.plugins import AssetKind, EventType, Field, Metric, Rule, TierRule, hookimpl
from upgrade_rules.acceleration import GrowthAcceleration
from upgrade_rules.flights import MILES, FlightMiles, MilesOrFlights, flown
from upgrade_rules.nudges import Nudges
from upgrade_rules.quotas import QuotaByOrders, QuotaBySpend
from upgrade_rules.score import Score, ScoreParts, Trusted
from upgrade_rules.score_tiers import ByScore


@hookimpl
def register_assets() -> Sequence[AssetKind]:
    """Miles, for frequent flyers."""
    return [AssetKind(MILES, "Miles")]


@hookimpl
def register_events() -> Sequence[EventType]:
    """A flight was flown."""
    return [flown]


@hookimpl
def register_metrics() -> Sequence[type[Metric]]:
    """The composite score, and whether the credit gates are open."""
    return [Score, Trusted]


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """What earns and boosts."""
    return [GrowthAcceleration, FlightMiles]


@hookimpl
def register_tier_rules() -> Sequence[type[TierRule]]:
    """What decides tiers."""
    return [ByScore, QuotaBySpend, QuotaByOrders, MilesOrFlights]


@hookimpl
def register_fields() -> Sequence[type[Field]]:
    """What front ends show."""
    return [ScoreParts, Nudges]
