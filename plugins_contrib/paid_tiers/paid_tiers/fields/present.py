"""What the member has."""

from datetime import date
from typing import Any, ClassVar

from headless.plugins import Context, Field
from paid_tiers.membership.membership import Membership
from paid_tiers.says import membership_of, plan_now, status_now
from paid_tiers.settings import PaidSettings


class OfMembership(Field):
    """A field that reads the membership; `without` is its value where there was never one."""

    settings_of = "membership"
    without: ClassVar[Any] = None

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """What there is to say of the membership today."""
        found = membership_of(ctx)
        return self.without if found is None else self.of(found, ctx.today)

    def of(self, found: Membership, today: date) -> Any:
        """The field's value."""
        raise NotImplementedError


class CurrentPlan(Field):
    """The code of the plan that the member is entitled to; null without one."""

    id = "current_plan"
    type = str
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """The plan of today."""
        plan = plan_now(ctx, membership_of(ctx))
        return plan.code if plan is not None else None


class Status(Field):
    """How the next payment stands: trialing, active, past_due, suspended, paused, cancelled or expired; null before any."""

    id = "status"
    type = str
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """The billing status of today."""
        return status_now(ctx)


class NextPlan(OfMembership):
    """The code of the plan that comes when what is paid ends, if another one was chosen."""

    id = "next_plan"
    type = str

    def of(self, found: Membership, today: date) -> Any:
        """The plan that was chosen."""
        return found.next_plan


class Entitled(OfMembership):
    """Whether the member has what a plan gives today, whatever the billing status says."""

    id = "entitled"
    type = bool
    without = False

    def of(self, found: Membership, today: date) -> Any:
        """Whether today is paid for, or in grace."""
        return found.entitled(today)


class PaidThrough(OfMembership):
    """The day at whose start what is paid, tried or given by a code ends."""

    id = "paid_through"
    type = date

    def of(self, found: Membership, today: date) -> Any:
        """That day."""
        return found.paid_through


class Renews(OfMembership):
    """Whether a renewal will be asked for."""

    id = "renews"
    type = bool
    without = False

    def of(self, found: Membership, today: date) -> Any:
        """Whether it is neither cancelled, paused nor over."""
        return found.renews
