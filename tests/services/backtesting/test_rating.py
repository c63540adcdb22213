"""An order is decided again as it first was, with other lines and another total, on both databases."""

from collections.abc import Iterable
from typing import Any

import pytest

from headless.engine.backtest.rating import Rating, rate
from headless.plugins import Earn, Effect, Own, Remember, Rule, RuleContext, RuleSettings, Skip, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.backtesting.stories import stories_of
from headless.services.configuration.rules import save_rule
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.shop import Shop


async def kept_apart(merchant: Any, members: Any) -> Any:
    """The plugin's own tables."""
    return {}


class Asset(RuleSettings):
    """What is given."""

    asset: str = "growth"


class Stamp(Rule):
    """The first order earns ten, the second twenty, and so on."""

    id = "stamp"
    on = ("order.paid",)
    Settings = Asset

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        number = ctx.state.get("orders", 0) + 1
        return [
            Earn(ctx.settings.asset, 10 * number),
            Remember({"orders": number}),
            Earn(ctx.settings.asset, 5, once="first"),
        ]


class Secretive(Rule):
    """Reads tables of its own."""

    id = "secretive"
    on = ("order.paid",)
    needs = {"own": Own(kept_apart)}
    Settings = Asset

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        return [Earn(ctx.settings.asset, 1)]


class Extra:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Stamp, Secretive]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"extra": Extra()})


async def rated(shop: Shop, number: str, data: Any = None) -> Rating:
    """What an order of the member m1 earns if it is decided again."""
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        program = await shop.kernel.programs.of(session, merchant)
        member_id = (await shop.state(Lookup("number", "m1"))).id
        (story,) = await stories_of(session, merchant.id, [member_id], shop.clock.now_us() + 1)
    event_id = next(given.id for given in story.inputs if given.subject == number and given.type == "order.paid")
    return rate(shop.kernel.programs.judge_of(program), story, event_id, data)


def units(rating: Rating, rule: str) -> list[int]:
    return [due.units for due in rating.due.values() if due.instance.rule == rule]


async def test_the_settings_of_then_decide(shop: Shop) -> None:
    await shop.rule("points_per_spend", per="2")
    member = await shop.member()
    await shop.pass_time("2026-05-10T10:00")
    await shop.order(member, "100.00", "o1")
    await shop.pass_time("2026-05-20T10:00")
    saved = await save_rule(
        shop.kernel, shop.owner, {"rule": "points_per_spend", "name": "points_per_spend", "settings": {"per": "7"}}
    )
    assert saved.problem is None, saved.problem

    assert [200] == units(await rated(shop, "o1"), "points_per_spend")
    assert [300] == units(await rated(shop, "o1", {"orderId": "o1", "total": "150.00"}), "points_per_spend")


async def test_the_memory_of_then_decides_and_what_is_given_once_is_left_out(shop: Shop) -> None:
    await enable_plugin(shop.kernel, shop.owner, "extra", {"stamp": {}})
    member = await shop.member()
    for number in range(1, 4):
        await shop.order(member, "10.00", f"o{number}")

    assert [10] == units(await rated(shop, "o1"), "stamp")
    assert [20] == units(await rated(shop, "o2", {"orderId": "o2", "total": "1.00"}), "stamp")


async def test_the_tier_of_then_decides(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.rule("tier_multiplier", track="main", times={"gold": "3"})
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": condition})
    member = await shop.member()
    await shop.order(member, "100.00", "o1")
    await shop.order(member, "100.00", "o2")

    assert [50] == units(await rated(shop, "o1", {"orderId": "o1", "total": "50.00"}), "points_per_spend")
    assert [150] == units(await rated(shop, "o2", {"orderId": "o2", "total": "50.00"}), "points_per_spend")


async def test_what_cannot_be_asked_again_is_named(shop: Shop) -> None:
    await enable_plugin(shop.kernel, shop.owner, "extra", {"secretive": {}})
    member = await shop.member()
    await shop.order(member, "10.00", "o1")

    rating = await rated(shop, "o1")

    assert len(rating.unknown) == 1
    assert not any(rating.knows(key) for key, due in rating.due.items() if due.instance.rule == "secretive")
