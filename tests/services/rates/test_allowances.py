"""Allowances are shared through the database, claim by claim and not request by request."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Sequence

import pytest

from headless.clock import FixedClock
from headless.engine.values.zones import DAY_US, SECOND_US
from headless.errors import RateLimited, StorageBusy
from headless.messages import Message
from headless.models.database.database import Database
from headless.services.rates import allowances
from headless.services.rates.allowances import Allowances
from headless.services.rates.rates import Limit, Rate

NOW_US = 1_770_000_000_000_000
LIMIT = Limit(1, "token:1", Rate(10, 100, 1_000))
SECONDS, PER_SECOND, BURST = 4, 200, 400


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW_US)


async def served(shared: Allowances, times: int, limits: Sequence[Limit] = (LIMIT,)) -> int:
    """Return how many of so many points were there."""
    count = 0
    for _ in range(times):
        try:
            await shared.spend(limits, 1)
            count += 1
        except RateLimited:
            pass
    return count


async def rows(database: Database) -> dict[str, int]:
    async with database.read() as session:
        return {row["bearer"]: row["day_spent"] for row in await session.fetch("SELECT * FROM allowance")}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "LINGER_SECONDS", 0.0)


async def test_two_processes_share_an_allowance(database: Database, clock: FixedClock) -> None:
    first, second = (Allowances(database, clock.now_us) for _ in range(2))
    counts = await served(first, 70), await served(second, 70)

    assert 100 - LIMIT.block <= sum(counts) <= 100 + 2 * 2 * LIMIT.block
    assert 70 == counts[0]
    clock.set(NOW_US + SECOND_US)
    # those of one second, and what was claimed before and not spent
    later = await served(first, 50) + await served(second, 50)
    assert sum(counts) + later <= 100 + 10 + 2 * 2 * LIMIT.block
    assert later <= 10 + 2 * LIMIT.block


async def test_three_processes_stay_within_the_limit(database_url: str) -> None:
    command = ("-m", "tests.services.rates.spending", database_url, str(SECONDS), str(PER_SECOND), str(BURST))
    running = [
        await asyncio.create_subprocess_exec(sys.executable, *command, stdin=PIPE, stdout=PIPE) for _ in range(3)
    ]
    for one in running:
        assert one.stdout
        assert b"ready\n" == await one.stdout.readline()
    began = time.monotonic()
    told = await asyncio.gather(*(one.communicate(b"go\n") for one in running))
    seconds = time.monotonic() - began
    spent, claims = (sum(column) for column in zip(*(map(int, line.split()) for line, _ in told), strict=True))

    limit = Limit(1, "token:1", Rate(PER_SECOND, BURST))
    assert spent <= BURST + PER_SECOND * seconds + 3 * 2 * limit.block
    assert spent >= BURST + PER_SECOND * SECONDS * 0.7
    assert claims < spent / 4


async def test_those_who_ask_seldom_cost_no_statement_but_are_written_down(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Allowances(database, clock.now_us)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", None)
        assert 10 == await served(shared, 10)
    await shared.flush()

    assert {"token:1": 10} == await rows(database)


async def test_rows_that_say_nothing_any_more_are_deleted(database: Database, clock: FixedClock) -> None:
    shared = Allowances(database, clock.now_us)
    await served(shared, 1)
    await shared.flush()
    clock.set(NOW_US + 2 * DAY_US)
    await served(shared, 1, [Limit(1, "token:2", LIMIT.rate)])
    await shared.flush()

    assert {"token:2": 1} == await rows(database)
    assert 1 == len(shared._purses)


async def test_of_several_limits_the_tightest_refuses_and_nothing_is_spent_of_the_others(
    database: Database, clock: FixedClock
) -> None:
    shared = Allowances(database, clock.now_us)
    wide, tight = LIMIT, Limit(1, "member:2", Rate(1, 2))
    count = await served(shared, 30, [wide, tight])
    with pytest.raises(RateLimited, match="this member asked for more"):
        await shared.spend([wide, tight], 1)
    await shared.flush()

    assert 2 <= count <= 2 + 2
    assert await rows(database) == {"token:1": count, "member:2": count}
    assert 31 == shared.refusals["member"] + count


async def test_a_day_has_its_quota_whatever_the_rate_allows(database: Database, clock: FixedClock) -> None:
    shared, count = Allowances(database, clock.now_us), 0
    for minute in range(30):
        clock.set(NOW_US + minute * 60 * SECOND_US)
        count += await served(shared, 100)
    with pytest.raises(RateLimited) as refused:
        await shared.spend([LIMIT], 1)

    assert 1_000 <= count <= 1_000 + LIMIT.block
    midnight = DAY_US - clock.now_us() % DAY_US
    assert midnight // SECOND_US == refused.value.wait_seconds


async def test_a_database_that_takes_nothing_stops_no_one(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: Database) -> None:
        raise StorageBusy(Message("another transaction was in the way"))

    shared = Allowances(database, clock.now_us)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", busy)
        assert 100 == await served(shared, 300)
    clock.set(NOW_US + 10 * SECOND_US)
    await shared.flush()

    assert {"token:1": 100} == await rows(database)


async def test_a_slow_database_is_not_waited_for(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "CLAIM_SECONDS", 0.05)
    shared = Allowances(database, clock.now_us)
    async with database.transaction() as session:
        await session.execute("DELETE FROM allowance")
        if database.dialect == "postgres":
            await session.execute("LOCK TABLE allowance IN ACCESS EXCLUSIVE MODE")
        count = await asyncio.wait_for(asyncio.create_task(served(shared, 40)), 5)
    await asyncio.sleep(0.3)

    assert 40 == count


async def test_more_bearers_than_there_is_room_for_are_all_counted(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "PURSES_MOST", 5)
    shared = Allowances(database, clock.now_us)
    for _ in range(2):
        for number in range(20):
            await served(shared, 1, [Limit(1, f"token:{number}", LIMIT.rate)])
    await shared.flush()

    assert {f"token:{number}": 2 for number in range(20)} == await rows(database)
    assert 5 == len(shared._purses)


async def test_those_who_do_not_wait_are_told_more_slowly(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "LINGER_SECONDS", 0.2)
    shared = Allowances(database, clock.now_us)
    await served(shared, 110)
    waits = list[float]()
    for _ in range(2):
        began = time.monotonic()
        assert 0 == await served(shared, 1)
        waits.append(time.monotonic() - began)

    assert all(wait >= 0.09 for wait in waits)
