"""Merging while others write: nothing is lost, nothing is doubled."""

import asyncio

import pytest

from headless.services.intake.acceptance import EventInput, Request
from headless.services.intake.events import record_together
from headless.services.members import assets
from tests.services.lives.merging.merges import ANN, BOB, CID, amounts, hold, merge, two
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
