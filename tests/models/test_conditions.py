"""Conditions as SQL say of every member what the closure says, on both databases."""

import asyncio
from itertools import count
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headless.engine.conditions import compile_condition
from headless.models.conditions import compile_sql
from headless.models.database import Database
from tests.engine.people import SHOP, TODAY, Person, condition
from tests.engine.random_conditions import all_tests, person, trees
from tests.models.people_rows import add_people


async def found(database: Database, document: Any, merchant_id: int = 1) -> list[int]:
    """The members whom SQL finds."""
    sql, parameters = compile_sql(condition(document), SHOP, database.dialect, TODAY, 2)
    query = f"SELECT m.id FROM member m WHERE m.merchant_id = $1 AND {sql} ORDER BY m.id"
    async with database.read() as session:
        return [row[0] for row in await session.fetch(query, merchant_id, *parameters)]


def expected(people: list[Person], document: Any) -> list[int]:
    """The members whom the closure finds."""
    meets = compile_condition(condition(document), SHOP)
    return [number for number, somebody in enumerate(people, start=1) if meets(somebody, TODAY)]


async def test_random_conditions_find_the_same_random_members(database: Database) -> None:
    merchants = count(1)
    loop = asyncio.get_running_loop()

    async def compare(people: list[Person], documents: list[Any]) -> None:
        merchant = next(merchants)
        async with database.transaction() as session:
            await add_people(session, people, merchant)
        for document in documents:
            assert expected(people, document) == await found(database, document, merchant), document

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(trees(all_tests()), min_size=30, max_size=40), st.integers(0, 2**32))
    def all_agree(documents: list[Any], seed: int) -> None:
        random = Random(seed)
        people = [person(random) for _ in range(25)]
        asyncio.run_coroutine_threadsafe(compare(people, documents), loop).result()

    await asyncio.to_thread(all_agree)
