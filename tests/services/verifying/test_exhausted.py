"""Deciding again finds no difference where a stock was exhausted: what others took is not part of a member's history."""

from collections.abc import Iterable
from typing import Any

import pytest

from headless.plugins import Earn, Effect, EventData, EventType, Issue, Rule, RuleContext, Take, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from tests.services.members.giving import benefit, coupon_kind
from tests.services.shop import Shop


class Claim(EventData):
    """A member asks for the coupon."""


class First(Rule):
    """The first order of the shop gives a coupon and points."""

    id = "first"
    on = ("order.paid",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Earn("points", 10), Issue("one")]


class Seat(Rule):
    """The first member who reaches a tier gets a seat and points."""

    id = "seat"
    on = ("tier.changed",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Take("benefit:seat"), Earn("points", 5)]


class Grab(Rule):
    """A claim gives the coupon, or is refused."""

    id = "grab"
    on = ("gift.claimed",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        return [Issue("other"), Earn("points", 1)]


class Scarce:
    """The plugin."""

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("gift.claimed", Claim, {"merchant"}, request=True)]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [First, Seat, Grab]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"scarce": Scarce()})


async def opened(shop: Shop) -> tuple[Lookup, Lookup]:
    """A shop with one of each, and two members."""
    for code in ("one", "other"):
        await coupon_kind(shop, code, stock=1)
    await benefit(shop, "seat", stock=1)
    saved = await enable_plugin(shop.kernel, shop.owner, "scarce")
    assert saved.problem is None, saved.problem
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": condition})
    return await shop.member("ann"), await shop.member("bea")


async def test_a_rule_that_found_its_stock_exhausted_finds_it_so_again(shop: Shop) -> None:
    ann, bea = await opened(shop)
    for member in (ann, bea):
        await shop.order(member, "50")

    assert ("10", "0") == (await shop.balance(ann), await shop.balance(bea))
    assert [] == await shop.drifts()


async def test_so_does_a_rule_on_a_derived_event(shop: Shop) -> None:
    ann, bea = await opened(shop)
    for member in (ann, bea):
        await shop.order(member, "100")

    assert ("15", "0") == (await shop.balance(ann), await shop.balance(bea))
    assert [] == await shop.drifts()


async def test_so_does_a_request_that_was_refused(shop: Shop) -> None:
    ann, bea = await opened(shop)
    answers = [(await shop.send("gift.claimed", member, {})).outcome for member in (ann, bea)]

    assert ["RECORDED", "REFUSED"] == answers
    assert [] == await shop.drifts()


async def test_a_stock_that_was_filled_up_later_was_exhausted_all_the_same(shop: Shop) -> None:
    ann, bea = await opened(shop)
    for member in (ann, bea):
        await shop.order(member, "50")
    await coupon_kind(shop, "one", stock=5)
    await shop.order(bea, "40")

    assert "10" == await shop.balance(bea)
    assert [] == await shop.drifts()
