"""Fields of the present membership."""

from datetime import date
from typing import Any, ClassVar

from headless.plugins import Context, Field
from paid_tiers.effects import membership_of, plan_now, renews_now, status_now
from paid_tiers.membership.membership import Membership
from paid_tiers.settings import PaidSettings


class OfMembership(Field):
    """A field that reads the membership. `without` is its value if there was never one."""

    settings_of = "membership"
    for_member = True
    without: ClassVar[Any] = None

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return the field's value today."""
        membership = membership_of(ctx)
        return self.without if membership is None else self.of(membership, ctx.today)

    def of(self, membership: Membership, today: date) -> Any:
        """Return the field's value for a membership."""
        raise NotImplementedError


class CurrentPlan(Field):
    """The code of the plan that the member is entitled to, null without one."""

    id = "current_plan"
    type = str
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return the plan of today."""
        plan = plan_now(ctx, membership_of(ctx))
        return plan.code if plan is not None else None


class Status(Field):
    """The state of the next payment: trialing, active, past_due, suspended, paused, cancelled or expired. Null before any."""

    id = "status"
    type = str
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> Any:
        """Return the billing status of today."""
        return status_now(ctx)


class NextPlan(OfMembership):
    """The code of the plan that comes after the present one, if another one is paid ahead or was chosen."""

    id = "next_plan"
    type = str

    def of(self, membership: Membership, today: date) -> Any:
        """Return the plan that is paid ahead, or that was chosen."""
        following = membership.following(today)
        return membership.next_plan if following is None else following.plan


class Entitled(OfMembership):
    """True if the member has what a plan gives today. The billing status does not matter."""

    id = "entitled"
    type = bool
    without = False

    def of(self, membership: Membership, today: date) -> Any:
        """Return True if today is paid for or in grace."""
        return membership.entitled(today)


class PaidThrough(OfMembership):
    """The day at whose start what is paid, tried or given by a code of the present plan ends."""

    id = "paid_through"
    type = date

    def of(self, membership: Membership, today: date) -> Any:
        """Return the day on which another plan follows, or nothing does."""
        following = membership.following(today)
        return membership.paid_through if following is None else following.start


class NextPaidThrough(OfMembership):
    """The day at whose start all that is paid ahead of the next plan ends, null if nothing is."""

    id = "next_paid_through"
    type = date

    def of(self, membership: Membership, today: date) -> Any:
        """Return the day."""
        return None if membership.following(today) is None else membership.paid_through


class Renews(Field):
    """True if a renewal will be asked for."""

    id = "renews"
    type = bool
    for_member = True
    settings_of = "membership"

    def resolve(self, ctx: Context[PaidSettings]) -> bool:
        """Return True if it is neither cancelled, paused nor over."""
        return renews_now(ctx)
