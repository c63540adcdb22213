"""The event types of green points."""

from typing import Annotated

from pydantic import Field

from green_points.scalars import Key
from headless.plugins import EventData, EventType, Reference

ACTION = "green_points.action"
REDEEM = "green_points.redeem"


class EcoAction(EventData):
    """The member did something good for the environment. `count`: how often at once, such as bottles given back."""

    action: Key
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    place: Reference | None = None


class Redeem(EventData):
    """The member takes an eco reward for green points."""

    reward: Key


EVENT_TYPES = (
    # members do not vouch for themselves: who saw it says so
    EventType(ACTION, EcoAction, {"merchant", "partner"}, request=True, label="eco action", label_zh="环保行为"),
    EventType(REDEEM, Redeem, {"merchant", "member"}, request=True, label="eco reward", label_zh="环保兑换"),
)
