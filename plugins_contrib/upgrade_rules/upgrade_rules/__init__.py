"""Upgrade rules: a composite score with gates, growth acceleration, quota tiers, miles or flights, and nudges."""

from collections.abc import Sequence

from headless.plugins import AssetKind, EventType, Field, Metric, Rule, TierRule, hookimpl
from upgrade_rules.acceleration import GrowthAcceleration
from upgrade_rules.flights import MILES, FlightMiles, MilesOrFlights, flown
from upgrade_rules.nudges import Nudges
from upgrade_rules.quotas import QuotaByOrders, QuotaBySpend
from upgrade_rules.score import Score, ScoreParts, Trusted
from upgrade_rules.score_tiers import ByScore

label, label_zh = "Upgrade rules", "升级规则"
description_zh = "升级规则：带门槛的综合评分、成长值加速、名额等级、里程或航段，以及升级提醒。"


@hookimpl
def register_assets() -> Sequence[AssetKind]:
    """Return miles, for frequent flyers."""
    return [AssetKind(MILES, "Miles")]


@hookimpl
def register_events() -> Sequence[EventType]:
    """Return the event of a flight."""
    return [flown]


@hookimpl
def register_metrics() -> Sequence[type[Metric]]:
    """Return the composite score, and whether the credit gates are open."""
    return [Score, Trusted]


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return the rules that earn and boost."""
    return [GrowthAcceleration, FlightMiles]


@hookimpl
def register_tier_rules() -> Sequence[type[TierRule]]:
    """Return the rules that decide tiers."""
    return [ByScore, QuotaBySpend, QuotaByOrders, MilesOrFlights]


@hookimpl
def register_fields() -> Sequence[type[Field]]:
    """Return the fields that front ends show."""
    return [ScoreParts, Nudges]
