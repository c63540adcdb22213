"""Everything that a plugin may import."""

from pydantic import SecretStr as Secret

from headless.engine.effects import (
    Boost,
    Cap,
    Earn,
    Effect,
    Emit,
    Enter,
    Grant,
    Issue,
    Reclaim,
    Redeem,
    Refuse,
    Remember,
    Spend,
    Tag,
    Take,
    Undo,
    Untag,
)
from headless.engine.facts import Context, Event, Member, RuleContext, Skip
from headless.engine.rules import (
    CouponIn,
    Declared,
    Events,
    Field,
    Job,
    Meets,
    Metric,
    Need,
    Own,
    Population,
    Rule,
    TierRule,
    Value,
    Vote,
)
from headless.plugins.assets import AssetKind
from headless.plugins.earning import earning_base
from headless.plugins.event_types import EventType
from headless.plugins.hooks import hookimpl
from headless.plugins.integrations import Action, Do, Inbound, Merchant, NewEvent, Outcome, Rejected, Table
from headless.plugins.payloads import EventData
from headless.plugins.personal import Personal
from headless.plugins.scalars import MemberRef
from headless.plugins.settings import RuleSettings

__all__ = [
    "Action",
    "AssetKind",
    "Boost",
    "Cap",
    "Context",
    "CouponIn",
    "Declared",
    "Do",
    "Earn",
    "Effect",
    "Emit",
    "Enter",
    "Event",
    "EventData",
    "EventType",
    "Events",
    "Field",
    "Grant",
    "Inbound",
    "Issue",
    "Job",
    "Meets",
    "Member",
    "MemberRef",
    "Merchant",
    "Metric",
    "Need",
    "NewEvent",
    "Outcome",
    "Own",
    "Personal",
    "Population",
    "Reclaim",
    "Redeem",
    "Refuse",
    "Rejected",
    "Remember",
    "Rule",
    "RuleContext",
    "RuleSettings",
    "Secret",
    "Skip",
    "Spend",
    "Table",
    "Tag",
    "Take",
    "TierRule",
    "Undo",
    "Untag",
    "Value",
    "Vote",
    "earning_base",
    "hookimpl",
]
