"""Everything that a plugin may import."""

from pydantic import SecretStr as Secret

from headless.engine.declarations.effects import (
    Boost,
    Cap,
    Earn,
    Effect,
    Emit,
    Enter,
    FirstOf,
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
from headless.engine.declarations.facts import Context, Event, Member, RuleContext, Skip
from headless.engine.declarations.leaderboards import Place, Places, Rank, Ranking
from headless.engine.declarations.rules import (
    Budget,
    CouponIn,
    Declared,
    Events,
    Field,
    Job,
    Left,
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
from headless.engine.texts.formats import priced
from headless.engine.texts.texts import Count, Texts
from headless.engine.texts.told import Told
from headless.engine.values.currencies import currency_decimals
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.configuring.brought import Benefit, CouponKind, TagKind, Tier, Track
from headless.plugins.contract.earning import earning_base
from headless.plugins.contract.event_types import EventType
from headless.plugins.contract.hooks import hookimpl
from headless.plugins.contract.integrations import Action, Do, Inbound, Merchant, NewEvent, Outcome, Rejected, Table
from headless.plugins.contract.payloads import EventData
from headless.plugins.contract.personal import Personal
from headless.plugins.contract.scalars import Code, MemberRef, Money, NeedsScope, Reference
from headless.plugins.contract.settings import RuleSettings

__all__ = [
    "Action",
    "AssetKind",
    "Benefit",
    "Boost",
    "Budget",
    "Cap",
    "Code",
    "Context",
    "Count",
    "CouponIn",
    "CouponKind",
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
    "FirstOf",
    "Grant",
    "Inbound",
    "Issue",
    "Job",
    "Left",
    "Meets",
    "Member",
    "MemberRef",
    "Merchant",
    "Metric",
    "Money",
    "Need",
    "NeedsScope",
    "NewEvent",
    "Outcome",
    "Own",
    "Personal",
    "Place",
    "Places",
    "Population",
    "Rank",
    "Ranking",
    "Reclaim",
    "Redeem",
    "Reference",
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
    "TagKind",
    "Take",
    "Texts",
    "Tier",
    "TierRule",
    "Told",
    "Track",
    "Undo",
    "Untag",
    "Value",
    "Vote",
    "currency_decimals",
    "earning_base",
    "hookimpl",
    "priced",
]
