"""A member's own life: joining, profile, tags, imported tiers."""

from collections.abc import Mapping
from typing import Annotated, Any

from headless.engine.explaining.fact_scopes import BENEFITS, COUPONS, PROFILE, TAGS, TIERS
from headless.plugins import EventData, EventType, MemberRef, Personal
from headless.plugins.builtin.events.senders import ENGINE, MEMBER_TOO, MERCHANT
from headless.plugins.contract.scalars import Code, Instant, NeedsScope, Reference, Text


class MemberJoined(EventData):
    """A person became a member."""

    channel: Reference | None = None


class ProfileCompleted(EventData):
    """The member filled in the profile."""

    channel: Reference | None = None


class Login(EventData):
    """The member logged in."""

    channel: Reference | None = None


class ReferralJoined(EventData):
    """A person joined on this member's referral. A person counts once: a second referral of the same one is refused."""

    referred: MemberRef


class ReferralVoided(EventData):
    """A referral came to nothing: `referral` is its event. It does not count, and another member may refer that person."""

    referred: Reference
    referral: Reference


class MemberUpdated(EventData):
    """Fields of the member changed. Those that identify a person are kept apart and can be erased."""

    needs_scope = PROFILE
    fields: Mapping[str, Any] = {}
    personal: Personal[dict[str, Any]] | None = None
    cleared: tuple[Code, ...] | None = None


class MemberErased(EventData):
    """The member was erased: the receipt. Unused coupons and grants of benefits that were taken back are named."""

    coupons: Annotated[tuple[Code, ...], NeedsScope(COUPONS)] = ()
    benefits: Annotated[tuple[Code, ...], NeedsScope(BENEFITS)] = ()


class MemberMerged(EventData):
    """Another member, `merged`, became part of this one. Named are the fields of the profile that were `taken` over.

    `joined_at`: when this member had joined, if the other one was there sooner.
    """

    merged: Reference
    taken: tuple[str, ...] = ()
    joined_at: Instant | None = None


class TagAssigned(EventData):
    """A tag was added by hand."""

    needs_scope = TAGS
    tag: Code
    reason: Text | None = None
    expires_at: Instant | None = None


class TagRemoved(EventData):
    """A tag was removed by hand."""

    needs_scope = TAGS
    tag: Code
    reason: Text | None = None


class StandingImported(EventData):
    """A tier was imported from another system."""

    needs_scope = TIERS
    track: Code
    tier: Code
    since: Instant | None = None
    until: Instant | None = None


MEMBERS = (
    EventType("member.joined", MemberJoined, MERCHANT, once="ever", label="joined", label_zh="入会"),
    EventType("profile.completed", ProfileCompleted, MERCHANT, label="profile completed", label_zh="完善资料"),
    EventType("login", Login, MEMBER_TOO, label="login", label_zh="登录"),
    EventType(
        "referral.joined", ReferralJoined, MERCHANT, subject="referred", label="referral joined", label_zh="邀请入会"
    ),
    EventType("referral.voided", ReferralVoided, ENGINE, label="referral voided", label_zh="邀请无效"),
    EventType("member.updated", MemberUpdated, ENGINE, label="member updated", label_zh="会员资料变更"),
    EventType("member.erased", MemberErased, ENGINE, label="member erased", label_zh="会员资料删除"),
    EventType("member.merged", MemberMerged, ENGINE, label="member merged", label_zh="会员合并"),
    EventType("tag.assigned", TagAssigned, ENGINE, label="tag assigned", label_zh="打标签"),
    EventType("tag.removed", TagRemoved, ENGINE, label="tag removed", label_zh="移除标签"),
    EventType("standing.imported", StandingImported, ENGINE, label="tier imported", label_zh="等级导入"),
)
