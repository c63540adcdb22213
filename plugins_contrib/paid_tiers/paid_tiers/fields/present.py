"""What the member has."""

from datetime import date
from typing import Any

from headless.plugins import Context, Field
from paid_tiers.says import membership_of, plan_now, status_now
from paid_tiers.settings import PaidSettings


class CurrentPlan(Field):
    """The code of the plan that the member is entitled to; null without one."""

    id = "current_plan"
    type = str
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """The plan of today."""
        plan = plan_now(ctx, membership_of(ctx))
        return plan.code if plan is not None else None


class NextPlan(Field):
    """The code of the plan that comes when what is paid ends, if another one was chosen."""

    id = "next_plan"
    type = str
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """The plan that was chosen."""
        found = membership_of(ctx)
        return found.next_plan if found is not None else None


class Status(Field):
    """How the next payment stands: trialing, active, past_due, suspended, paused, cancelled or expired; null before any."""

    id = "status"
    type = str
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """The billing status of today."""
        return status_now(ctx)


class Entitled(Field):
    """Whether the member has what a plan gives today, whatever the billing status says."""

    id = "entitled"
    type = bool
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Whether today is paid for, or in grace."""
        found = membership_of(ctx)
        return found is not None and found.entitled(ctx.today)


class PaidThrough(Field):
    """The day at whose start what is paid, tried or given by a code ends."""

    id = "paid_through"
    type = date
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """That day; null before any."""
        found = membership_of(ctx)
        return found.paid_through if found is not None else None


class Renews(Field):
    """Whether a renewal will be asked for."""

    id = "renews"
    type = bool
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Whether it is neither cancelled, paused nor over."""
        found = membership_of(ctx)
        return found is not None and found.renews
