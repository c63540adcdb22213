"""Green points for eco behaviour and sustainable products, redeemed for eco products, offered by preference."""

from collections.abc import Mapping, Sequence
from typing import Any

from green_points import deeds
from green_points.actions import EcoActions
from green_points.events import EVENT_TYPES
from green_points.fields import Plan
from green_points.impact import CommunityImpact, Impact
from green_points.preference import GREEN
from green_points.products import SustainableProducts
from green_points.rewards import EcoRewards
from headless.plugins import AssetKind, Do, Event, EventType, Field, Merchant, Rule, Table, hookimpl

label, label_zh = "Green points", "绿色积分"
description_zh = "绿色积分：奖励环保行为和可持续商品，可兑换环保产品，按偏好提供。"


@hookimpl
def register_assets() -> Sequence[AssetKind]:
    """Return green points."""
    return [AssetKind(GREEN, "Green points")]


@hookimpl
def register_events() -> Sequence[EventType]:
    """Return eco actions, and taking an eco reward."""
    return EVENT_TYPES


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return the rules that earn and spend."""
    return [EcoActions, SustainableProducts, EcoRewards]


@hookimpl
def register_fields() -> Sequence[type[Field]]:
    """Return the fields that front ends show."""
    return [Plan, Impact, CommunityImpact]


@hookimpl
def register_tables() -> Sequence[Table]:
    """Return the table of members' deeds."""
    return deeds.TABLES


@hookimpl
async def event_settled(event: Event, member: str, merchant: Merchant, do: Do) -> None:
    """Keep eco actions."""
    await deeds.note(event, member, merchant, do)


@hookimpl
async def export_member(member_id: str, merchant: Merchant) -> Mapping[str, Any]:
    """Return a member's deeds."""
    return await deeds.export(member_id, merchant)


@hookimpl
async def erase_member(member_id: str, merchant: Merchant) -> None:
    """Forget a member's deeds."""
    await deeds.erase(member_id, merchant)
