"""Events that the engine derives from other events and from the clock."""

from datetime import date

from pydantic import Field

from headless.engine.explaining.fact_scopes import ASSETS, TIERS
from headless.plugins import EventData, EventType
from headless.plugins.builtin.events.senders import ENGINE
from headless.plugins.contract.scalars import Amount, Code, Instant, Key, Reference


class TierChanged(EventData):
    """The member moved on a track. `up` is true if the new tier ranks higher."""

    needs_scope = TIERS
    track: Code
    from_: Code | None = Field(default=None, alias="from")
    to: Code | None = None
    up: bool


class TierExpiring(EventData):
    """A standing comes up for review, or ends, at `until`."""

    needs_scope = TIERS
    track: Code
    tier: Code
    until: Instant


class TierReviewed(EventData):
    """A standing came up for review by the clock."""

    needs_scope = TIERS
    track: Code
    tier: Code | None = None


class TierRanked(EventData):
    """A tier rule ranked all members and put this one on a tier, or on none."""

    needs_scope = TIERS
    track: Code
    tier: Code | None = None
    rule: Reference


class AssetExpired(EventData):
    """An amount of an asset expired."""

    needs_scope = ASSETS
    asset: Code
    amount: Amount


class AssetMatured(EventData):
    """A pending amount became available and repaid debt."""

    needs_scope = ASSETS
    asset: Code
    amount: Amount


class TagReviewed(EventData):
    """Conditional tags changed because time had passed or a condition was changed."""


class AssetExpiring(EventData):
    """An amount of an asset will expire at the start of a day."""

    needs_scope = ASSETS
    asset: Code
    amount: Amount
    on: date


class HoldTimedOut(EventData):
    """A hold reached its end with this amount open."""

    needs_scope = ASSETS
    hold: Key
    asset: Code
    amount: Amount


DERIVED = (
    EventType("tier.changed", TierChanged, ENGINE, label="tier changed", label_zh="等级变更"),
    EventType("tier.expiring", TierExpiring, ENGINE, label="tier expiring", label_zh="等级即将到期"),
    EventType("tier.reviewed", TierReviewed, ENGINE, label="tier reviewed", label_zh="等级评估"),
    EventType("tier.ranked", TierRanked, ENGINE, label="tier ranked", label_zh="等级排名"),
    EventType("asset.expired", AssetExpired, ENGINE, label="asset expired", label_zh="积分/余额过期"),
    EventType("asset.expiring", AssetExpiring, ENGINE, label="asset expiring", label_zh="积分/余额即将到期"),
    EventType("asset.matured", AssetMatured, ENGINE, label="asset available", label_zh="待入账转可用"),
    EventType("tag.reviewed", TagReviewed, ENGINE, label="tags reviewed", label_zh="标签重算"),
    EventType("hold.timed_out", HoldTimedOut, ENGINE, label="hold timed out", label_zh="冻结超时"),
)
