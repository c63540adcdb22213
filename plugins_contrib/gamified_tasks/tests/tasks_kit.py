"""A shop that plays: the rules that are named are on, with the settings given."""

from collections.abc import Mapping, Sequence
from typing import Any

from gamified_tasks import register_fields, register_rules
from gamified_tasks.events import EVENT_TYPES

from tests.kit.plugin_shop import PluginShop
from tests.kit.setup import Json, Setup


def playing(
    settings: Mapping[str, Json], *, benefits: Sequence[Json] = (), coupons: Sequence[Json] = (), tags: Sequence[Json] = (),
    zone: str = "Asia/Shanghai",
) -> PluginShop:  # fmt: skip
    """Open a shop. `settings` is by rule id."""
    setup = Setup(event_types=EVENT_TYPES, benefits=benefits, coupons=coupons, tags=tags, time_zone=zone)
    return PluginShop("gamified_tasks", register_rules(), settings, setup, register_fields())


def tag(code: str) -> Json:
    """Make a tag."""
    return {"code": code, "name": code.title()}


def points(shop: PluginShop, member: str = "ann") -> str:
    """Return the member's points."""
    return shop.asset(member, "points").balance


def states(shop: PluginShop, member: str = "ann") -> dict[str, str]:
    """Return the state of each task."""
    tasks: Any = shop.ext(member, "tasks")
    return {task.code: task.state for task in tasks}


def task(shop: PluginShop, code: str, member: str = "ann") -> Any:
    """Return one task as a front end sees it."""
    return next(task for task in shop.ext(member, "tasks") if task.code == code)


def claim(shop: PluginShop, code: str, on: str, member: str = "ann") -> Any:
    """Ask for a task's reward."""
    return shop.send(member, "gamified_tasks.claim", on, source="member", task=code)
