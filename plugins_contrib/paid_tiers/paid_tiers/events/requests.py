"""Requests of a member. A rule may refuse them."""

from headless.plugins import Code, EventData, EventType, Reference
from paid_tiers.scalars import Text


class TrialStarted(EventData):
    """Begin a plan's trial."""

    plan: Code


class CodeRedeemed(EventData):
    """Use up a code that opens a plan."""

    code: Reference


class PlanChanged(EventData):
    """Change to another plan: to a higher one now, to a lower one when what is paid ends."""

    plan: Code


class Stopped(EventData):
    """Let the membership end or pause when what is paid ends."""

    reason: Text = ""


class Resumed(EventData):
    """Resume a cancelled or paused membership."""


def _asked(name: str, data: type[EventData], label: str, label_zh: str) -> EventType:
    senders = {"member", "merchant"}
    return EventType(f"subscription.{name}", data, senders, request=True, label=label, label_zh=label_zh)


REQUESTS = (
    _asked("trial_started", TrialStarted, "trial started", "开始试用"),
    _asked("code_redeemed", CodeRedeemed, "code redeemed", "使用兑换码开通"),
    _asked("plan_changed", PlanChanged, "plan changed", "变更套餐"),
    _asked("cancelled", Stopped, "subscription cancelled", "关闭自动续费"),
    _asked("paused", Stopped, "subscription paused", "暂停会员"),
    _asked("resumed", Resumed, "subscription resumed", "恢复会员"),
)
