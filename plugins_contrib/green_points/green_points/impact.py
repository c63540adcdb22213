"""The impact of a member's eco behaviour so far, as front ends show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from green_points.actions import ActionSettings, EcoActions
from green_points.deeds import sums, sums_of_all
from green_points.scalars import named
from headless.plugins import Context, Field, MerchantContext, Own


@dataclass(frozen=True, slots=True)
class DeedView:
    """One kind of eco action: how often the member did it, and the kilograms of CO2 that this saved."""

    action: str
    name: str
    times: int
    kilograms: Decimal


@dataclass(frozen=True, slots=True)
class ImpactView:
    """Everything together. kilograms: of CO2. since: the day of the first deed, null without any."""

    kilograms: Decimal
    since: date | None
    deeds: list[DeedView]


class Impact(Field):
    """The CO2 that the member's eco behaviour has saved, even if it earned no green points."""

    id = "impact"
    settings_of = EcoActions.id
    type = ImpactView
    for_member = True
    needs = {"deeds": Own(sums)}

    def resolve(self, ctx: Context[ActionSettings]) -> Any:
        """Sum up by what each action saves as it is set now. An action that is no longer set counts nothing."""
        return _impact(ctx, ctx.facts["deeds"] or {})


class CommunityImpact(Field):
    """The CO2 that all members have saved together."""

    id = "community_impact"
    on = "merchant"
    settings_of = EcoActions.id
    type = ImpactView
    for_member = True
    needs = {"deeds": Own(sums_of_all)}

    def resolve(self, ctx: MerchantContext[ActionSettings]) -> Any:
        """Sum up the deeds of all members in the same way."""
        return _impact(ctx, ctx.facts["deeds"])


def _impact(ctx: Context[ActionSettings] | MerchantContext[ActionSettings], done: Mapping[str, Any]) -> ImpactView:
    views = [_view(ctx.settings, code, times, ctx.lang) for code, (times, _) in sorted(done.items())]
    since = min((day for _, day in done.values()), default=None)
    total = sum((view.kilograms for view in views), Decimal(0))
    return ImpactView(total, None if since is None else date.fromordinal(since), views)


def _view(settings: ActionSettings, code: str, times: int, lang: str) -> DeedView:
    action = settings.actions.get(code)
    if action is None:
        return DeedView(code, code, times, Decimal(0))
    return DeedView(code, named(action, code).told(lang), times, Decimal(times * action.grams) / 1000)
