"""What a partner gave to one member is counted by the day for as long as it matters, and the ledger keeps it for good."""

from headless.engine.program.partners import MEMBERS_DAYS, BudgetPeriod
from headless.services.kernel.lookups import Lookup
from headless.services.worker.worker import work_once
from tests.services.access.agreement import Agreement, budget
from tests.services.shop import Shop, instant

FIRST = "2026-06-01T12:00"


async def days(shop: Shop) -> list[tuple[bool, int]]:
    """What is counted by the day: if for one member, and how much."""
    sql = "SELECT member_id, spent FROM budget_spent WHERE period = $1 ORDER BY starts_on, member_id"
    async with shop.kernel.db.read() as session:
        return [(row["member_id"] != 0, row["spent"]) for row in await session.fetch(sql, int(BudgetPeriod.DAY))]


async def test_days_of_members_are_forgotten_and_statements_are_not(shop: Shop) -> None:
    agreement = await Agreement.of(shop, budget(10, each=True), budget(100, "MONTH", each=True), budget(1_000, "TOTAL"))
    member: Lookup = await shop.member()
    given = await agreement.grant(member, 7)
    shop.clock.set(instant("2026-07-05T12:00"))
    await agreement.grant(member, 5)
    shop.clock.set(instant("2026-07-06T23:59"))
    assert 0 == (await work_once(shop.kernel)).forgotten
    assert [(False, 7), (True, 7), (False, 5), (True, 5)] == await days(shop)

    shop.clock.set(instant("2026-07-07T00:00"))
    assert 36 == MEMBERS_DAYS + 1
    assert 1 == (await work_once(shop.kernel)).forgotten
    assert [(False, 7), (False, 5), (True, 5)] == await days(shop)
    assert (12, []) == (await agreement.booked(), await shop.drifts())

    assert given.entry_id is not None
    assert None is (await agreement.reverse(given.entry_id, 3)).problem
    assert [(False, 4), (False, 5), (True, 5)] == await days(shop)
    assert (9, 9, []) == (await agreement.booked(), await agreement.spent(), await shop.drifts())
