"""When an answer may change, as SQL, is never later than the engine's forecast, on both databases."""

import asyncio
from itertools import count
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from headless.engine.conditions.forecasts import next_change
from headless.models.conditions.calendar_sql import FAR_DAY, start_sql
from headless.models.conditions.forecast_sql import moves_sql
from headless.models.conditions.sql import Writer
from headless.models.database.database import Database
from tests.engine.people import SHOP, TODAY, Person, asks, condition
from tests.engine.random_conditions import person, rolling_tests, trees
from tests.models.conditions.people_rows import add_people


async def moves(database: Database, document: Any, merchant_id: int = 1) -> list[int]:
    """By member, the first day on which SQL says that a condition's answer may change."""
    writer = Writer(SHOP, database.dialect, TODAY, SHOP.zone.start_of(TODAY))
    day = moves_sql(condition(document), writer) or str(FAR_DAY)
    sql, parameters = writer.numbered(f"SELECT {day} FROM member m WHERE m.merchant_id = $1 ORDER BY m.id", 2)
    async with database.read() as session:
        return [row[0] for row in await session.fetch(sql, merchant_id, *parameters)]


async def test_what_may_change_is_looked_at_in_time(database: Database) -> None:
    merchants, loop = count(1), asyncio.get_running_loop()
    exact = 0

    async def compare(people: list[Person], documents: list[Any]) -> None:
        nonlocal exact
        merchant = next(merchants)
        async with database.transaction() as session:
            await add_people(session, people, merchant)
        for document in documents:
            asked = condition(document)
            for somebody, day in zip(people, await moves(database, document, merchant), strict=True):
                changes_on = next_change(asked, somebody, TODAY, SHOP)
                assert day > TODAY, document
                assert changes_on is None or day <= changes_on, (document, somebody)
                exact += day == changes_on

    @settings(
        max_examples=12, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(trees(rolling_tests(), most=3), min_size=20, max_size=30), st.integers(0, 2**32))
    def all_in_time(documents: list[Any], seed: int) -> None:
        random = Random(seed)
        asyncio.run_coroutine_threadsafe(compare([person(random) for _ in range(20)], documents), loop).result()

    await asyncio.to_thread(all_in_time)
    assert exact > 100, "it may not be early for everybody"


async def test_a_sum_that_stays_needs_no_look(database: Database) -> None:
    spender = Person().ordered(TODAY - 30, 10_000).ordered(TODAY - 10, 10_000)
    async with database.transaction() as session:
        await add_people(session, [spender])

    reached = await moves(database, asks("net_spend", "GTE", "100", "90d"))
    with_one_to_spare = await moves(database, asks("net_spend", "GTE", "200", "90d"))
    never_reached = await moves(database, asks("net_spend", "GTE", "300", "90d"))

    assert ([TODAY + 80], [TODAY + 60], [FAR_DAY]) == (reached, with_one_to_spare, never_reached)


async def test_the_instant_of_a_day_is_never_after_its_start(database: Database) -> None:
    writer = Writer(SHOP, database.dialect, TODAY, SHOP.zone.start_of(TODAY))
    days = range(TODAY, TODAY + 366, 9)
    columns = ", ".join(start_sql(str(day), writer) for day in days)
    sql, parameters = writer.numbered(f"SELECT {columns}", 1)
    async with database.read() as session:
        row = await session.fetch_one(sql, *parameters)
    early = [SHOP.zone.start_of(day) - instant for day, instant in zip(days, row or (), strict=True)]

    assert {0, 3_600_000_000} == set(early), "an hour early where the clocks are changed, and not otherwise"
