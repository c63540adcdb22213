"""Everything that a plugin may import."""

from headless.engine.effects import (
    Boost,
    Cap,
    Earn,
    Effect,
    Emit,
    Enter,
    Reclaim,
    Refuse,
    Remember,
    Spend,
    Tag,
    Untag,
)
from headless.engine.facts import Context, Event, Member, RuleContext, Skip
from headless.engine.rules import (
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
    "Inbound",
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
    "Refuse",
    "Rejected",
    "Remember",
    "Rule",
    "RuleContext",
    "RuleSettings",
    "Skip",
    "Spend",
    "Table",
    "Tag",
    "TierRule",
    "Untag",
    "Value",
    "Vote",
    "earning_base",
    "hookimpl",
]
