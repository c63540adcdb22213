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
from headless.engine.rules import Declared, Events, Meets, Need, Rule, Value
from headless.plugins.assets import AssetKind
from headless.plugins.earning import earning_base
from headless.plugins.event_types import EventType
from headless.plugins.hooks import hookimpl
from headless.plugins.payloads import EventData
from headless.plugins.personal import Personal
from headless.plugins.scalars import MemberRef
from headless.plugins.settings import RuleSettings

__all__ = [
    "AssetKind",
    "Boost",
    "Cap",
    "Context",
    "Declared",
    "Earn",
    "Effect",
    "Emit",
    "Enter",
    "Event",
    "EventData",
    "EventType",
    "Events",
    "Meets",
    "Member",
    "MemberRef",
    "Need",
    "Personal",
    "Reclaim",
    "Refuse",
    "Remember",
    "Rule",
    "RuleContext",
    "RuleSettings",
    "Skip",
    "Spend",
    "Tag",
    "Untag",
    "Value",
    "earning_base",
    "hookimpl",
]
