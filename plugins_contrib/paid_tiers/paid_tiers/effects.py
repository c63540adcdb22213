"""Parts that the rules share: they read what is remembered and make effects of it."""

from datetime import date
from typing import Any

from headless.plugins import Context, Effect, Emit, Enter, Refuse, Remember, RuleContext
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.status import EXPIRED, status_of
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS


def membership_of(ctx: Context[Any]) -> Membership | None:
    """Return the member's paid membership, or None if there never was one."""
    return Membership.of(ctx.shared)


def status_now(ctx: Context[PaidSettings]) -> str | None:
    """Return the billing status on the day of the event or of the evaluation."""
    membership = membership_of(ctx)
    return None if membership is None else status_on(ctx, membership)


def renews_now(ctx: Context[PaidSettings]) -> bool:
    """Return True if a renewal will be asked for: the membership is neither cancelled, paused nor over."""
    membership = membership_of(ctx)
    return membership is not None and membership.renews and status_on(ctx, membership) != EXPIRED


def status_on(ctx: Context[PaidSettings], membership: Membership) -> str:
    """Return the billing status of a membership today."""
    return status_of(membership, ctx.today, ctx.after(ctx.settings.suspended, membership.holds_until))


def plan_now(ctx: Context[PaidSettings], membership: Membership | None) -> Plan | None:
    """Return the plan that the member is entitled to today."""
    span = membership.at(ctx.today) if membership is not None else None
    return ctx.settings.plan(span.plan) if span is not None else None


def settled(
    ctx: RuleContext[PaidSettings], now: Membership, before: Membership | None = None, said: str = ""
) -> list[Effect]:
    """Keep a membership, and put the member where it says. said: what else there is to say of it."""
    return [*placed(ctx, now, before, said), kept(now)]


def kept(now: Membership) -> Effect:
    """Keep a membership in the plugin's shared memory."""
    return Remember(now.to_memory(), shared=True)


def placed(
    ctx: RuleContext[PaidSettings], now: Membership, before: Membership | None = None, said: str = ""
) -> list[Effect]:
    """Return the standing that a membership gives.

    It ends with the last day that has the same tier. Without an entitlement there is none.
    """
    old, new = plan_now(ctx, before), plan_now(ctx, now)
    left = [Enter(old.track, None)] if old is not None and (new is None or new.track != old.track) else []
    if new is None:
        return list(left)
    why = TEXTS.told("{plan}; {said}", plan=new.called, said=said) if said else new.called
    return [*left, Enter(new.track, new.tier, until=_until(ctx.settings, now, new, ctx.today), why=why)]


def refused(code: str, message: str, **data: Any) -> list[Effect]:
    """Refuse a request. `data` is for programs."""
    return [Refuse(code, message, {name: str(value) for name, value in data.items()})]


def told(what: str, plan: str, **data: Any) -> Effect:
    """Emit an event of the engine that reports a change of a membership."""
    return Emit(f"subscription.{what}", {"plan": plan, **data}, key=what)


def _until(settings: PaidSettings, now: Membership, plan: Plan, today: date) -> date:
    for span in now.spans:
        following = settings.plan(span.plan)
        if span.end > today and (following is None or following.place != plan.place):
            return span.start
    return now.holds_until
