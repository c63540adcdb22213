"""Budgets of plugins: spent to the last unit and never beyond, seen by rules, and decided again to the same end."""

import asyncio
from collections import Counter
from datetime import date
from random import Random

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.configuration.rules import save_rule
from headless.services.kernel.lookups import Lookup
from tests.services.members.giving import stocks
from tests.services.members.pools import PoolPlugin, ask, open_pools, taken
from tests.services.shop import Shop


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"pools": PoolPlugin()})


async def opened(shop: Shop, members: int) -> list[Lookup]:
    await open_pools(shop)
    return [await shop.member(f"m{number}") for number in range(members)]


async def test_a_budget_is_spent_to_the_last_unit_by_fifty_at_once(shop: Shop) -> None:
    members = await opened(shop, 50)
    answers = await asyncio.gather(*(ask(shop, member, 1) for member in members))

    assert Counter(answers) == {"RECORDED": 10, "EXHAUSTED": 40}
    assert await taken(shop) == {("budget:pool", 0): 10}
    assert await shop.drifts() == []


async def test_claims_of_several_units_leave_what_is_too_little(shop: Shop) -> None:
    members = await opened(shop, 50)
    answers = await asyncio.gather(*(ask(shop, member, 3) for member in members))

    assert Counter(answers) == {"RECORDED": 3, "EXHAUSTED": 47}
    assert (await ask(shop, members[0], 2), await ask(shop, members[0], 1)) == ("EXHAUSTED", "RECORDED")
    assert await taken(shop) == {("budget:pool", 0): 10}
    assert await shop.drifts() == []


@pytest.mark.parametrize("stock", ["budget:prizes", "benefit:seat", "coupon:few"])
async def test_fifty_draws_at_once_for_ten_prizes_give_ten(shop: Shop, stock: str) -> None:
    members = await opened(shop, 50)
    saved = await save_rule(shop.kernel, shop.owner, {"plugin": "pools", "rule": "draw", "settings": {"stock": stock}})
    assert saved.problem is None, saved.problem
    answers = await asyncio.gather(*(shop.send("prize.drawn", member, {}) for member in members))

    assert {answer.outcome for answer in answers} == {"RECORDED"}
    assert Counter([await shop.balance(member) for member in members]) == {"100": 10, "0": 40}
    left = (await stocks(shop)).get(stock, (10, sum((await taken(shop)).values())))
    assert left == (10, 10)
    assert await shop.drifts() == []


async def test_a_rule_that_finds_a_budget_spent_does_not_fire_and_says_why(shop: Shop) -> None:
    ann, bea = await opened(shop, 2)
    await ask(shop, ann, 9)
    paid = [await shop.order(member, "5") for member in (ann, bea)]

    assert [one.outcome for one in paid] == ["RECORDED", "RECORDED"]
    assert (await shop.balance(ann), await shop.balance(bea)) == ("11", "0")
    assert await shop.drifts() == []


async def test_a_refusal_says_what_is_left_and_when_there_is_more(shop: Shop) -> None:
    (ann,) = await opened(shop, 1)
    await save_rule(
        shop.kernel, shop.owner, {"plugin": "pools", "rule": "pool", "settings": {"amount": 5, "period": "WEEK"}}
    )
    refused = (await shop.send("pool.asked", ann, {"count": 6}, "2026-01-01T12:00")).problem

    assert refused is not None
    assert (refused.form, refused.code, refused.data["left"]) == ("Exhausted", "EXHAUSTED", "5")
    assert str(refused.message) == "budget:pool has 5 left, 6 asked for"


async def test_what_is_taken_counts_on_the_events_own_day(shop: Shop) -> None:
    (ann,) = await opened(shop, 1)
    await save_rule(
        shop.kernel, shop.owner, {"plugin": "pools", "rule": "pool", "settings": {"amount": 2, "period": "DAY"}}
    )
    days = ["2025-12-30T23:59", "2025-12-31T00:00", "2025-12-30T10:00", "2025-12-30T12:00", "2025-12-31T09:00"]
    answers = [await ask(shop, ann, 1, on) for on in days]

    assert answers == ["RECORDED", "RECORDED", "RECORDED", "EXHAUSTED", "RECORDED"]
    first = date(2025, 12, 30).toordinal()
    assert await taken(shop) == {("budget:pool", first): 2, ("budget:pool", first + 1): 2}
    assert await shop.drifts() == []


async def test_nothing_comes_back_and_a_lower_amount_leaves_none(shop: Shop) -> None:
    (ann,) = await opened(shop, 1)
    for number in range(8):
        await shop.order(ann, "5", f"o{number}")
    await shop.refund(ann, "5", "o0")
    assert await taken(shop) == {("budget:pool", 0): 8}

    await save_rule(shop.kernel, shop.owner, {"plugin": "pools", "rule": "pool", "settings": {"amount": 3}})
    refused = (await shop.send("pool.asked", ann, {"count": 1})).problem
    assert refused is not None
    assert refused.data["left"] == "0"
    await save_rule(shop.kernel, shop.owner, {"plugin": "pools", "rule": "pool", "settings": {"amount": 9}})
    assert await ask(shop, ann, 1) == "RECORDED"
    assert await shop.drifts() == []


async def test_what_was_left_is_decided_again_as_it_was_seen(shop: Shop) -> None:
    ann, bea = await opened(shop, 2)
    for number in range(10):
        await shop.order((ann, bea)[number % 2], "5", f"o{number}")

    # 10 9 8 7 6 5 4 3 2 1: the last two saw no more than two
    assert (await shop.balance(ann), await shop.balance(bea)) == ("6", "6")
    await save_rule(shop.kernel, shop.owner, {"plugin": "pools", "rule": "pool", "settings": {"amount": 100}})
    assert await shop.drifts() == []


@pytest.mark.parametrize("seed", range(3))
async def test_random_claims_never_take_more_than_there_is(shop: Shop, seed: int) -> None:
    random, members = Random(seed), await opened(shop, 6)
    amount, period = random.randrange(1, 30), random.choice(["DAY", "WEEK", "MONTH", "TOTAL"])
    await save_rule(
        shop.kernel, shop.owner, {"plugin": "pools", "rule": "pool", "settings": {"amount": amount, "period": period}}
    )
    for _ in range(10):
        wanted = [(random.choice(members), random.randrange(1, 6), random.randrange(1, 29)) for _ in range(5)]
        await asyncio.gather(*(ask(shop, member, count, f"2025-12-{day:02}T12:00") for member, count, day in wanted))

    counted = await taken(shop)
    assert all(0 < units <= amount for units in counted.values())
    assert sum([int(await shop.balance(member)) for member in members]) == sum(counted.values())
    assert await shop.drifts() == []
