"""Offers: what is for sale to this member today."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from headless.plugins import Context, Field
from paid_tiers.effects import membership_of
from paid_tiers.membership.memory import TRIAL
from paid_tiers.membership.proration import charge_for
from paid_tiers.money import written
from paid_tiers.settings import PaidSettings, Plan


def _said(text: str) -> dict[str, str]:
    return {"description": text}


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan as this member may buy it today."""

    code: str = field(metadata=_said("How events call it."))
    name: str = field(metadata=_said("How members know it."))
    price: Decimal = field(metadata=_said("For one period."))
    currency: str = field(metadata=_said("Its ISO code."))
    period: str = field(metadata=_said("How long a payment lasts."))
    track: str = field(metadata=_said("Its tier track."))
    tier: str = field(metadata=_said("The tier that the member has."))
    times: Decimal = field(metadata=_said("How many times as much orders earn."))
    trial: str | None = field(metadata=_said("How long it may be tried."))
    trial_available: bool = field(metadata=_said("True if this member may still try it."))
    costs_today: Decimal = field(
        metadata=_said("What it costs this member today: less than its price if an upgrade counts what is unused.")
    )


def may_try(ctx: Context[PaidSettings], plan: Plan) -> bool:
    """Return True if the member may still try a plan."""
    membership = membership_of(ctx)
    member = membership is not None and membership.entitled(ctx.today)
    return plan.trial is not None and TRIAL not in ctx.shared and not member


class Plans(Field):
    """The plans for sale, as the merchant lists them."""

    id = "plans"
    type = list[Offer]
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return every plan that is offered."""
        membership = membership_of(ctx)
        return [
            Offer(
                code=plan.code,
                name=plan.called.told(ctx.lang),
                price=written(plan.price, plan.currency),
                currency=plan.currency,
                period=plan.period,
                track=plan.track,
                tier=plan.tier,
                times=plan.times,
                trial=plan.trial,
                trial_available=may_try(ctx, plan),
                costs_today=charge_for(membership, plan, ctx.settings, ctx.today),
            )
            for plan in ctx.settings.plans
            if plan.offered
        ]


class TrialAvailable(Field):
    """True if the member may still try a plan."""

    id = "trial_available"
    type = bool
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return True if any plan that is offered may be tried."""
        return any(plan.offered and may_try(ctx, plan) for plan in ctx.settings.plans)
