"""The event types that tasks add."""

from datetime import date

from gamified_tasks.scalars import Key
from headless.plugins import Code, EventData, EventType, MemberRef

CLAIM = "gamified_tasks.claim"
GRAB = "gamified_tasks.grab"
COMPLETED = "gamified_tasks.completed"
DAILY_COMPLETED = "gamified_tasks.daily_completed"
REFERRED = "gamified_tasks.referred"
SUCCEEDED = "gamified_tasks.referral_succeeded"
WITHDRAWN = "gamified_tasks.referral_withdrawn"

GIVEN_BACK = ("order.refunded", "order.moved")
TOPPED_UP, TOPUP_BACK = "topup.paid", "topup.refunded"
"""What takes an order from its member: its whole refund, or that it goes to another one."""

_MEMBERS_TOO = frozenset({"merchant", "member"})
_ENGINE = frozenset({"engine"})


class Claim(EventData):
    """The member asks for a task's reward."""

    task: Key


class Grab(EventData):
    """The member reaches for a share of something limited."""

    grab: Key


class Completed(EventData):
    """A task was completed."""

    task: Key


class Referred(EventData):
    """The member was brought here by another.

    came_by: who had brought that other one, as known when this was sent. joined_on: since when the other one is a member.
    """

    referrer: MemberRef
    came_by: Code | None = None
    joined_on: date | None = None


class Referral(EventData):
    """The result of a referral: the member it brought, and that member's order."""

    referred: MemberRef
    by_order: Code


EVENT_TYPES = (
    EventType(CLAIM, Claim, _MEMBERS_TOO, request=True, label="reward claimed", label_zh="领取任务奖励"),
    EventType(GRAB, Grab, _MEMBERS_TOO, request=True, label="grabbed", label_zh="限量抢兑"),
    EventType(COMPLETED, Completed, _ENGINE, label="task completed", label_zh="任务完成"),
    EventType(DAILY_COMPLETED, Completed, _ENGINE, label="daily task completed", label_zh="每日任务完成"),
    EventType(REFERRED, Referred, _ENGINE, label="referred by a member", label_zh="受邀入会"),
    EventType(SUCCEEDED, Referral, _ENGINE, label="referral succeeded", label_zh="成功邀请好友"),
    EventType(WITHDRAWN, Referral, _ENGINE, label="referral withdrawn", label_zh="邀请撤销"),
)
