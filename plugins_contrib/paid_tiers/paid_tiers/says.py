"""What the rules have in common: reading what is remembered, and saying what follows from it."""

from datetime import date
from typing import Any

from headless.plugins import Context, Effect, Emit, Enter, Refuse, Remember, RuleContext
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.status import status_of
from paid_tiers.settings import PaidSettings, Plan


def membership_of(ctx: Context[Any]) -> Membership | None:
    """The member's paid membership; None if there never was one."""
    return Membership.of(ctx.shared)


def status_now(ctx: Context[PaidSettings]) -> str | None:
    """The billing status on the day of the event, or of the evaluation."""
    found = membership_of(ctx)
    return None if found is None else status_on(ctx, found)


def status_on(ctx: Context[PaidSettings], found: Membership) -> str:
    """The billing status that a membership has today."""
    return status_of(found, ctx.today, ctx.after(ctx.settings.suspended, found.holds_until))


def plan_now(ctx: Context[PaidSettings], found: Membership | None) -> Plan | None:
    """The plan that the member is entitled to today."""
    span = found.at(ctx.today) if found is not None else None
    return ctx.settings.plan(span.plan) if span is not None else None


def settled(ctx: RuleContext[PaidSettings], now: Membership, before: Membership | None = None) -> list[Effect]:
    """Keep a membership, and put the member where it says."""
    return [*placed(ctx, now, before), kept(now)]


def kept(now: Membership) -> Effect:
    """Keep a membership in the plugin's shared memory."""
    return Remember(now.to_memory(), shared=True)


def placed(ctx: RuleContext[PaidSettings], now: Membership, before: Membership | None = None) -> list[Effect]:
    """The standing that a membership gives: until the end of what holds without a change of tier, or none any more."""
    old, new = plan_now(ctx, before), plan_now(ctx, now)
    left = [Enter(old.track, None)] if old is not None and (new is None or new.track != old.track) else []
    if new is None:
        return list(left)
    return [
        *left,
        Enter(new.track, new.tier, until=_until(ctx.settings, now, new, ctx.today), why=new.name or new.code),
    ]


def refused(code: str, message: str, **data: Any) -> list[Effect]:
    """Refuse a request; `data` is for programs."""
    return [Refuse(code, message, {name: str(value) for name, value in data.items()})]


def told(what: str, plan: str, **data: Any) -> Effect:
    """An event of the engine's own that says what became of a membership."""
    return Emit(f"subscription.{what}", {"plan": plan, **data}, key=what)


def _until(settings: PaidSettings, now: Membership, plan: Plan, today: date) -> date:
    for span in now.spans:
        found = settings.plan(span.plan)
        if span.end > today and (found is None or found.place != plan.place):
            return span.start
    return now.holds_until
