"""Conditions as SQL say of every member what the closure says, on both databases."""

import asyncio
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headless.engine.conditions.conditions import compile_condition, parse_condition
from headless.engine.conditions.trees import tests_of as every_test
from headless.engine.metrics.built_in import BUILT_IN
from headless.models.conditions.conditions import compile_sql, untracked_keys
from headless.models.database.database import Database
from tests.engine.people import METRICS, SHOP, TODAY, Person, asks, condition
from tests.engine.random_conditions import all_tests, person, trees
from tests.models.conditions.people_rows import add_people


async def found_by_sql(database: Database, document: Any, merchant_id: int = 1) -> list[int]:
    """The members whom SQL finds."""
    sql, parameters = compile_sql(condition(document), SHOP, database.dialect, TODAY, 2)
    query = f"SELECT m.id FROM member m WHERE m.merchant_id = $1 AND {sql} ORDER BY m.id"
    async with database.read() as session:
        return [row[0] for row in await session.fetch(query, merchant_id, *parameters)]


def found_by_closure(people: list[Person], document: Any) -> list[int]:
    """The members whom the closure finds."""
    meets = compile_condition(condition(document), SHOP)
    return [number for number, somebody in enumerate(people, start=1) if meets(somebody, TODAY)]


async def test_random_conditions_find_the_same_random_members(database: Database) -> None:
    merchants = count(1)
    loop = asyncio.get_running_loop()

    drawn = set[str]()

    async def compare(people: list[Person], documents: list[Any]) -> None:
        merchant = next(merchants)
        async with database.transaction() as session:
            await add_people(session, people, merchant)
        for document in documents:
            drawn.update(test.metric for test in every_test(condition(document)))
            assert found_by_closure(people, document) == await found_by_sql(database, document, merchant), document

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(trees(all_tests()), min_size=30, max_size=40), st.integers(0, 2**32))
    def all_agree(documents: list[Any], seed: int) -> None:
        random = Random(seed)
        people = [person(random) for _ in range(25)]
        asyncio.run_coroutine_threadsafe(compare(people, documents), loop).result()

    await asyncio.to_thread(all_agree)
    assert set(BUILT_IN) <= drawn, "a metric is missing from tests/engine/random_conditions.py"


async def test_the_largest_thresholds_stay_within_sixty_four_bits(database: Database) -> None:
    rich = Person(balances={"cash": 2**63 - 1}, stored={"score": 2**63 - 1}).ordered(TODAY, 2**62)
    async with database.transaction() as session:
        await add_people(session, [rich])
    most = "999999999999999999.999999999"
    for metric, args in ("balance", {"asset": "cash"}), ("score", {}), ("net_spend", {}), ("average_order", {}):
        for op in ("GT", "GTE", "LT", "LTE", "EQ", "NEQ"):
            for value in (most, f"-{most}", "92233720368547758.07"):
                document = asks(metric, op, value, **args)
                assert found_by_closure([rich], document) == await found_by_sql(database, document), document


async def test_a_paid_tier_and_a_tag_end_at_their_end_swept_or_not(database: Database) -> None:
    somebody = Person(tiers={"prime": ("prime", TODAY), "growth": ("gold", TODAY)}, tag_codes={"vip"})
    async with database.transaction() as session:
        await add_people(session, [somebody])
        await session.execute("UPDATE member_tag SET expires_at = $1", SHOP.zone.start_of(TODAY))
    documents = [
        asks("tier", "EXISTS", track="prime"),
        asks("tier_ends_in", "EXISTS", track="prime"),
        asks("tag", "EQ", "vip"),
        asks("tier", "EXISTS"),
    ]

    assert [[], [], [], [1]] == [await found_by_sql(database, document) for document in documents]


async def test_a_condition_is_judged_at_the_instant_it_is_read(database: Database) -> None:
    async with database.transaction() as session:
        await add_people(session, [Person(tiers={"prime": ("prime", TODAY)})])
    document = condition(asks("tier", "EXISTS", track="prime"))
    before = SHOP.zone.start_of(TODAY) - 1
    sql, parameters = compile_sql(document, SHOP, database.dialect, TODAY, 1, before)
    async with database.read() as session:
        assert 1 == await session.fetch_value(f"SELECT count(*) FROM member m WHERE {sql}", *parameters)


async def test_what_the_merchant_does_not_have_is_never_met(database: Database) -> None:
    async with database.transaction() as session:
        await add_people(session, [Person()])
    documents = [
        asks("balance", "GTE", 0, asset="gems"),
        asks("earned", "GTE", 0, asset="gems"),
        asks("tier", "NEQ", "bronze"),
        asks("tier_ends_in", "GTE", 0, track="none"),
        asks("tag", "EQ", "none"),
    ]
    for document in documents:
        sql, parameters = compile_sql(parse_condition(document, METRICS), SHOP, database.dialect, TODAY)
        async with database.read() as session:
            assert 0 == await session.fetch_value(f"SELECT count(*) FROM member m WHERE {sql}", *parameters)


def test_parameters_are_numbered_from_the_first_and_shared() -> None:
    document = {"all": [asks("orders", "GTE", 3, "30d"), asks("orders", "GTE", 3, "30d"), asks("tag", "EQ", "none")]}
    sql, parameters = compile_sql(parse_condition(document, METRICS), SHOP, "postgres", TODAY, 7)

    assert ["order", TODAY - 29, TODAY, 3] == parameters
    assert "$6" not in sql
    assert all(f"${place}::" in sql for place in (7, 8, 9, 10))


@pytest.mark.parametrize(
    ("document", "expected_keys"),
    [
        (asks("orders", "GTE", 3), set()),
        (asks("orders", "GTE", 3, category="tea"), {"order|category=tea"}),
        (asks("events", "GTE", 3, type="checkin"), set()),
        (asks("streak", "GTE", 3, type="login"), {"event:login"}),
        (asks("balance", "GTE", 3, asset="points"), set()),
    ],
)
def test_keys_without_counters_are_named(document: Any, expected_keys: set[str]) -> None:
    assert expected_keys == untracked_keys(condition(document), frozenset({"event:checkin"}))
