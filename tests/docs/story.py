"""The shop that the pages tell of: a corner shop in London, on the first of June 2026."""

from headless.clock import FixedClock
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.services.members.tags import assign_tag
from tests.services.shop import Shop, instant

Json = dict[str, object]


def at_least(metric: str, value: object, window: str | None = None, **args: str) -> Json:
    """A test that a metric has reached a value."""
    test: Json = {"metric": metric, "op": "GTE", "value": value}
    return {"test": test | ({"window": window} if window else {}) | ({"args": args} if args else {})}


LADDER: list[Json] = [
    {"code": "bronze", "name": "Bronze", "rank": 1, "condition": {"any": [at_least("orders", 3), at_least("net_spend", "200")]}},
    {"code": "gold", "name": "Gold", "rank": 3, "condition": at_least("net_spend", "8000", "365d")},
    {"code": "diamond", "name": "Diamond", "rank": 5, "condition": at_least("net_spend", "30000", "365d")},
]  # fmt: skip


async def open_corner_shop(kernel: Kernel, clock: FixedClock) -> Shop:
    """A shop with rules, a ladder, tags and two members to whom things have happened."""
    merchant = await create_merchant(
        kernel, "corner-shop", currency="GBP", time_zone="Europe/London", name="Corner Shop"
    )
    shop = Shop(kernel, clock, system(merchant.id, merchant.slug))
    await _configure(shop)
    clock.set(instant("2025-06-20T10:00:00+01:00"))
    ada = await shop.member("4711", name="Ada Byron", phone="+44 20 7946 0000", source="till")
    await shop.order(ada, "120.00", "o-1")
    clock.set(instant("2026-03-10T11:00:00+00:00"))
    await shop.pass_time("2026-03-10T11:00:00+00:00")
    tea = [{"sku": "tea-1", "category": "tea", "quantity": "2", "amount": "240.00"}]
    await shop.order(ada, "240.00", "o-2", items=tea)
    await shop.pass_time("2026-05-28T09:30:00+01:00")
    await shop.order(ada, "60.50", "o-3", items=[{**tea[0], "amount": "60.50"}])
    await shop.member("4712", name="Grace Hopper", source="web")
    await assign_tag(kernel, shop.owner, ada, "friend", "brought cake")
    await shop.pass_time("2026-06-01T13:00:00+01:00")
    return shop


async def _configure(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "worth": "0.01", "expiry": {"after": "1y"}}
    await save_asset_kind(shop.kernel, shop.owner, points)
    await save_tag(shop.kernel, shop.owner, {"code": "friend", "name": "Friend of the house"})
    tea = at_least("orders", 2, category="tea")
    await save_tag(shop.kernel, shop.owner, {"code": "tea", "name": "Tea drinker", "condition": tea})
    await shop.ladder(*LADDER, downgrade="TO_QUALIFIED")
    for rule in ("points_per_spend", "growth_per_spend", "spend_cap", "topup_bonus"):
        await shop.rule(rule)
    await shop.rule("tier_multiplier", times={"gold": "2", "diamond": "3"})
