"""However many calls race, and from however many processes, a budget is spent to the last point and never over."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

import pytest

from headless.engine.program.partners import BudgetPeriod
from headless.services.kernel.lookups import Lookup
from headless.services.verifying.verifying import verify
from tests.services.access.agreement import Agreement, budget
from tests.services.access.granting import MEMBERS
from tests.services.shop import Shop, instant

PROCESSES, CALLS = 3, (17, 17, 16)


async def started(*arguments: object) -> Process:
    command = [sys.executable, "-m", "tests.services.access.granting", *map(str, arguments)]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    assert b"ready\n" == await process.stdout.readline()
    return process


async def finished(process: Process, name: str) -> tuple[int, int]:
    out, _ = await process.communicate(f"{name}\n".encode())
    given, refused = map(int, out.split())
    return given, refused


@pytest.mark.parametrize(("amount", "most"), [(1, 33), (3, 100)])
async def test_fifty_calls_from_three_processes_spend_a_budget_to_the_last_point(
    shop: Shop, amount: int, most: int
) -> None:
    agreement = await Agreement.of(shop, budget(most), budget(most * 2, "MONTH"))
    for number in range(MEMBERS):
        await shop.member(f"m{number}")
    url, partner_id = shop.kernel.db.url, agreement.principal.partner_id
    processes = [await started(url, shop.owner.slug, partner_id, calls, amount) for calls in CALLS]
    done = await asyncio.gather(*(finished(process, f"p{place}") for place, process in enumerate(processes)))
    given, refused = (sum(counts) for counts in zip(*done, strict=True))
    today = await today_of(shop)

    assert (most // amount, sum(CALLS)) == (given, given + refused)
    assert (
        given * amount
        == await agreement.booked()
        == await agreement.spent()
        == await agreement.spent(BudgetPeriod.DAY, today)
    )
    assert [] == list(map(str, await verify(shop.kernel)))


async def today_of(shop: Shop) -> int:
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
    return program.zone.day_of(shop.clock.now_us())


async def test_fifty_calls_of_one_process_never_give_a_member_more_than_its_share(shop: Shop) -> None:
    agreement = await Agreement.of(shop, budget(100), budget(30, each=True))
    members = [await shop.member(f"m{number}") for number in range(MEMBERS)]
    done = await asyncio.gather(*(agreement.grant(members[call % MEMBERS], 4) for call in range(50)))
    given = [one for one in done if one.problem is None]

    assert 100 == 4 * len(given) == await agreement.booked()
    by_member = [
        sum(4 for one in given if one.member_id == member_id) for member_id in {one.member_id for one in given}
    ]
    assert max(by_member) <= 28
    assert {"BUDGET_EXHAUSTED"} == {one.problem.code for one in done if one.problem is not None}
    assert [] == await shop.drifts()


async def test_verify_names_a_budget_that_does_not_follow_from_the_ledger(shop: Shop) -> None:
    agreement = await Agreement.of(shop, budget(100))
    member = await shop.member()
    await agreement.grant(member, 10)
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE budget_spent SET spent = 7 WHERE period = 3 AND member_id = 0")

    assert ["budget iqiyi spent of points TOTAL: expected 10, found 7"] == [
        str(one) for one in await verify(shop.kernel)
    ]


async def test_a_grant_that_fails_spends_nothing(shop: Shop) -> None:
    agreement = await Agreement.of(shop, budget(100))
    member = await shop.member()
    for amount, code in ((0, "INVALID_DATA"), (-1, "INVALID_DATA")):
        done = await agreement.grant(member, amount)
        assert done.problem is not None
        assert code == done.problem.code
    unknown = await agreement.grant(Lookup("number", "nobody"), 5)

    assert "UNKNOWN_MEMBER" == (unknown.problem and unknown.problem.code)
    assert 0 == await agreement.spent()


async def test_days_and_months_of_budgets_are_the_merchants_by_the_wall_clock(shop: Shop) -> None:
    agreement = await Agreement.of(shop, budget(10), budget(15, "MONTH"))
    member = await shop.member()

    async def at(time: str, amount: int) -> bool:
        shop.clock.set(instant(time))
        return (await agreement.grant(member, amount)).problem is None

    outcomes = [
        await at("2026-06-29T23:59:59", 10), await at("2026-06-30T00:00:00", 6), await at("2026-06-30T00:00:01", 5),
        await at("2026-06-30T23:59:59", 1), await at("2026-07-01T00:00:00", 10), await at("2026-07-01T00:00:01", 1),
    ]  # fmt: skip
    assert [True, False, True, False, True, False] == outcomes
