"""Choices of rules through the services: the first list that can be settled, to the last item, and the same one ever after."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from headless.plugins import (
    Earn,
    Effect,
    EventData,
    EventType,
    FirstOf,
    Issue,
    Refuse,
    Rule,
    RuleContext,
    Spend,
    hookimpl,
)
from headless.plugins.loading.registry import Registry
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.intake.acceptance import Request
from headless.services.intake.events import EventInput, record_together
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from tests.services.members.giving import coupons
from tests.services.shop import Shop


class Play(EventData):
    """A member plays for a mug."""

    stake: int = 0


class Prize(Rule):
    """A mug while there are any, else five points and half the total of an order. A stake that is not there is refused."""

    id = "prize"
    on = ("order.paid", "prize.played")
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        if ctx.event.type == "order.paid":
            return [FirstOf([Issue("mug")], [Earn("points", 5), Earn("points", ctx.event.data.total / 2)])]
        stake = Spend("points", ctx.event.data.stake)
        return [FirstOf([stake, Issue("mug")], [stake, Earn("points", 1)], [Refuse("BROKE", "you cannot afford it")])]


class PrizePlugin:
    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("prize.played", Play, {"merchant"}, request=True)]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Prize]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"prizes": PrizePlugin()})


async def mugs(shop: Shop, stock: int) -> None:
    saved = await save_coupon_kind(
        shop.kernel, shop.owner, {"code": "mug", "name": "Mug", "discount": {"amount": "10"}, "stock": stock}
    )
    assert saved.problem is None, saved.problem


@pytest.fixture
async def prizes(shop: Shop) -> Shop:
    """A shop with ten mugs to win."""
    await mugs(shop, 10)
    saved = await enable_plugin(shop.kernel, shop.owner, "prizes")
    assert saved.problem is None, saved.problem
    return shop


async def play(shop: Shop, member: Lookup, key: str, stake: int = 0) -> Recorded:
    """In a transaction of its own, as from another process."""
    given = EventInput("prize.played", {"stake": stake}, member, "app", key)
    return (await record_together(shop.kernel, [Request(shop.owner, [given])]))[0][0]


async def sound(shop: Shop) -> None:
    """Everything stored follows from its history, and would be decided again to the same end."""
    assert [] == [str(drift) for drift in await verify(shop.kernel)]
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    assert [] == [str(difference) async for difference in differences(shop.kernel, merchant)]


async def test_fifty_plays_for_ten_mugs_give_ten_mugs_and_forty_points(prizes: Shop) -> None:
    members = [await prizes.member(f"m{number}") for number in range(50)]
    answers = await asyncio.gather(*(play(prizes, member, f"k{at}") for at, member in enumerate(members)))

    assert {"RECORDED": 50} == Counter(answer.outcome for answer in answers)
    assert {"mug": 10} == Counter(kind for kind, _, _ in await coupons(prizes))
    assert {"0": 10, "1": 40} == Counter([await prizes.balance(member) for member in members])
    await sound(prizes)


async def test_a_choice_by_the_balance_goes_on_to_a_refusal(prizes: Shop) -> None:
    member = await prizes.member()
    answer = await play(prizes, member, "k1", stake=3)

    assert answer.problem is not None
    assert ("BROKE", "REFUSED") == (answer.problem.code, answer.outcome)
    assert [] == await coupons(prizes)
    await sound(prizes)


async def test_an_amended_order_keeps_to_the_list_that_it_had(prizes: Shop) -> None:
    await mugs(prizes, 1)
    member, other = await prizes.member("m1"), await prizes.member("m2")
    await prizes.order(other, "20", "o1")
    await prizes.order(member, "20", "o2")
    await mugs(prizes, 5)
    amended = EventInput("order.amended", {"amendmentId": "a1", "orderId": "o2", "total": "30"}, member, "shop", "a1")
    answer = (await record_together(prizes.kernel, [Request(prizes.owner, [amended])]))[0][0]

    assert ("RECORDED", None) == (answer.outcome, answer.problem)
    assert "20" == await prizes.balance(member)
    assert [] == await coupons(prizes, member)
    await sound(prizes)
