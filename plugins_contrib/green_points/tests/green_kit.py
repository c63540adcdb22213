"""A shop with green points: the rules that are named are on, with the settings given."""

from collections.abc import Mapping, Sequence

from green_points import register_fields, register_rules
from green_points.events import EVENT_TYPES

from tests.kit.plugin_shop import PluginShop
from tests.kit.setup import Json, Setup, kind, points


def green(
    settings: Mapping[str, Json], *, benefits: Sequence[Json] = (), coupons: Sequence[Json] = (), tags: Sequence[Json] = ()
) -> PluginShop:  # fmt: skip
    """Open a shop. `settings` is by rule id. Points per spend are on, too."""
    setup = Setup(
        kinds=[kind("green"), kind("points", worth="0.01")],
        event_types=EVENT_TYPES, benefits=benefits, coupons=coupons, tags=tags, rules=[points()],
    )  # fmt: skip
    return PluginShop("green_points", register_rules(), settings, setup, register_fields())


def balance(shop: PluginShop, member: str = "ann") -> str:
    """Return the member's green points."""
    return shop.asset(member, "green").balance
