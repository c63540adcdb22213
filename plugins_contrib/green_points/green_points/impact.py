"""The impact of a member's eco behaviour so far, as front ends show it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from green_points.actions import ActionSettings, EcoActions
from green_points.deeds import sums
from green_points.scalars import named
from headless.plugins import Context, Field, Own


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
        done = ctx.facts["deeds"] or {}
        views = [_view(ctx.settings, code, times, ctx.lang) for code, (times, _) in sorted(done.items())]
        since = min((day for _, day in done.values()), default=None)
        total = sum((view.kilograms for view in views), Decimal(0))
        return ImpactView(total, None if since is None else date.fromordinal(since), views)


def _view(settings: ActionSettings, code: str, times: int, lang: str) -> DeedView:
    action = settings.actions.get(code)
    if action is None:
        return DeedView(code, code, times, Decimal(0))
    return DeedView(code, named(action, code).told(lang), times, Decimal(times * action.grams) / 1000)
