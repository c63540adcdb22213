"""Cancellation and pause, both at the end of what is paid, and resuming before then."""

from collections.abc import Iterable

from headless.plugins import Effect, Rule, RuleContext
from paid_tiers.effects import kept, membership_of, refused, settled, status_on, told
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.status import CANCELLED, EXPIRED, PAUSED, words_of
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS


class Stop(Rule):
    """A membership stays until what is paid ends. Then nothing follows: after a pause, until it is resumed."""

    id = "stop"
    label, label_zh = "Cancel, pause, resume", "关闭续费、暂停与恢复"
    on = ("subscription.cancelled", "subscription.paused", "subscription.resumed")
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect]:
        """Note what was asked for, or refuse with a reason."""
        membership, asked = membership_of(ctx), ctx.event.type.rpartition(".")[2]
        status = status_on(ctx, membership) if membership is not None else EXPIRED
        if membership is None or status == EXPIRED:
            return refused("NOT_A_MEMBER", TEXTS.told("there is no membership"))
        if asked == "resumed":
            return _resume(ctx, membership, status)
        if status in (asked, CANCELLED):
            return refused(
                f"ALREADY_{status.upper()}", TEXTS.told("the membership is {status} already", status=words_of(status))
            )
        day = f"{asked}_on"
        return _said(ctx, membership.changed(grace_until=None, next_plan=None, **{day: ctx.today}), membership)


def _resume(ctx: RuleContext[PaidSettings], membership: Membership, status: str) -> list[Effect]:
    if status not in (CANCELLED, PAUSED):
        return refused(
            "NOTHING_TO_RESUME", TEXTS.told("the membership is {status}", status=words_of(status)), status=status
        )
    return _said(ctx, membership.changed(cancelled_on=None, paused_on=None), membership)


def _said(ctx: RuleContext[PaidSettings], now: Membership, membership: Membership) -> list[Effect]:
    if membership.entitled(ctx.today) or status_on(ctx, now) != EXPIRED:
        return settled(ctx, now, membership)
    # No tier ends with it, so that nothing else would tell.
    why = CANCELLED if now.cancelled_on else "not renewed"
    return [kept(now.changed(ended=why)), told("expired", now.last.plan, why=why)]
