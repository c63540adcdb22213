"""Green points: for eco behaviour and sustainable products, redeemed for eco products, offered by preference."""

from collections.abc import Sequence

from green_points.actions import EcoActions
from green_points.events import EVENT_TYPES
from green_points.fields import Plan
from green_points.preference import GREEN
from green_points.products import SustainableProducts
from green_points.rewards import EcoRewards
from headless.plugins import AssetKind, EventType, Field, Rule, hookimpl


@hookimpl
def register_assets() -> Sequence[AssetKind]:
    """Green points."""
    return [AssetKind(GREEN, "Green points")]


@hookimpl
def register_events() -> Sequence[EventType]:
    """Eco actions, and taking an eco reward."""
    return EVENT_TYPES


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Everything that earns and spends."""
    return [EcoActions, SustainableProducts, EcoRewards]


@hookimpl
def register_fields() -> Sequence[type[Field]]:
    """What front ends show."""
    return [Plan]
