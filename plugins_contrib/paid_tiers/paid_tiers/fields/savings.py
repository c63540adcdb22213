"""Savings of a member, compared with the fee."""

from decimal import Decimal
from typing import Any

from headless.plugins import Context, Field
from paid_tiers.effects import membership_of, plan_now
from paid_tiers.membership.memory import saved_so_far
from paid_tiers.money import written
from paid_tiers.settings import PaidSettings


class Saved(Field):
    """What the member has saved so far by being one, in the plan's currency."""

    id = "saved"
    type = Decimal
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return what the shop has reported, and what welcome packs are worth."""
        membership, saved = membership_of(ctx), saved_so_far(ctx.shared)
        plan = ctx.settings.plan(membership.last.plan) if membership is not None else None
        return saved if plan is None else written(saved, plan.currency)


class StillToSave(Field):
    """How much more must be saved to earn back the plan's price. 0 once it is earned back, null without a plan."""

    id = "still_to_save"
    type = Decimal
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return the price less what was saved."""
        plan = plan_now(ctx, membership_of(ctx))
        if plan is None:
            return None
        return written(max(Decimal(0), plan.price - saved_so_far(ctx.shared)), plan.currency)
