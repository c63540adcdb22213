"""Merging while others write: nothing is lost, nothing is doubled."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from headless.services.intake.acceptance import EventInput, Request
from headless.services.intake.events import record_together
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from headless.services.worker.worker import work_once
from tests.services.lives.merging.merges import ANN, BOB, CID, amounts, at_least, hold, merge, two
from tests.services.shop import Shop


@pytest.mark.parametrize("delay", [0, 5, 20])
async def test_fifty_writers_lose_nothing_and_double_nothing(shop: Shop, delay: int) -> None:
    """As several processes would: every request in a transaction of its own, none of them gathered."""
    await two(shop)
    await shop.grant(BOB, "points", "500")
    holds = [await hold(shop, BOB, "5", f"h{number}") for number in range(5)]

    async def alone(number: int) -> str | None:
        member = (ANN, BOB)[number % 2]
        if number % 10 == 9:
            done = await assets.capture(shop.kernel, shop.owner, holds[number // 10], None, f"c{number}")
            return None if done.problem is None else done.problem.code
        data = {"orderId": f"o{number}", "total": "10.00"}
        request = Request(shop.owner, [EventInput("order.paid", data, member, "till", f"o{number}")])
        recorded = (await record_together(shop.kernel, [request]))[0][0]
        return None if recorded.outcome == "RECORDED" else recorded.outcome

    async def later() -> str | None:
        for _ in range(delay):
            await asyncio.sleep(0)
        return await merge(shop) or None

    answers = await asyncio.gather(
        *(alone(number) for number in range(25)), later(), *(alone(n) for n in range(25, 50))
    )

    assert {None} == set(answers)
    assert {"balance": 925, "earned": 950, "spent": 25} == await amounts(shop)
    assert [] == await shop.drifts()


async def test_two_merges_at_once_end_in_one_survivor(shop: Shop) -> None:
    await two(shop)
    await shop.member("cid")
    for member in (ANN, BOB, CID):
        await shop.order(member, "10.00", f"o-{member.value}")

    await asyncio.gather(merge(shop, ANN, BOB, "m1"), merge(shop, BOB, CID, "m2"), merge(shop, CID, ANN, "m3"))

    assert len({(await shop.state(member)).id for member in (ANN, BOB, CID)}) == 1
    assert "30" == await shop.balance(ANN)
    assert [] == await shop.drifts()


WHO = (ANN, BOB, CID, Lookup("number", "dan"))


@pytest.mark.parametrize("seed", [1, 2])
async def test_merges_all_ways_while_orders_are_moved_amended_and_refunded(shop: Shop, seed: int) -> None:
    """As several processes would. No one is told that a member is unknown, and all that is kept follows from its history."""
    await two(shop, transferable=True, pendingFor="1d")
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": at_least("net_spend", "100")})
    for name in ("cid", "dan"):
        await shop.member(name)
    for member in WHO:
        await shop.grant(member, "points", "100")
        for number in range(3):
            await shop.order(member, "20.00", f"{member.value}-{number}", on="2026-05-01T10:00")
    draw, told = random.Random(seed), set[str | None]()

    async def sent(type_: str, member: Lookup | None, key: str, **data: Any) -> None:
        request = Request(shop.owner, [EventInput(type_, data, member, "till", key)])
        problem = (await record_together(shop.kernel, [request]))[0][0].problem
        told.add(None if problem is None else problem.code)

    async def act(number: int) -> None:
        member, other = draw.sample(WHO, 2)
        key, amount = str(number), str(draw.randint(10, 40))
        acts: list[Callable[[], Awaitable[Any]]] = [
            lambda: merge(shop, member, other, f"merge-{key}"),
            lambda: sent("order.paid", member, f"o{key}", orderId=key, total="10.00"),
            lambda: sent("order.refunded", None, f"r{key}", refundId=key, orderId=f"{member.value}-0", amount="1"),
            lambda: sent("order.amended", None, f"a{key}", amendmentId=key, orderId=f"{member.value}-1", total=amount),
            lambda: sent("order.moved", None, f"m{key}", orderId=f"{member.value}-2", to={"number": other.value}),
            lambda: shop.transfer(member, other, "3", key=f"t{key}"),
            lambda: work_once(shop.kernel),
        ]
        chosen = draw.choice(acts)
        for _ in range(draw.randint(0, 8)):
            await asyncio.sleep(0)
        await chosen()

    await asyncio.gather(*(act(number) for number in range(40)))
    await shop.pass_time("2026-06-03T12:00")

    assert {None, "SAME_MEMBER", "ORDER_OF_ANOTHER_MEMBER"} >= told
    assert [] == await shop.drifts()
