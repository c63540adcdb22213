"""The forecast never comes too late: until then, day after day, the answer stays as it is."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.conditions.conditions import Test, compile_condition
from headless.engine.conditions.forecasts import forecast, next_change
from headless.engine.conditions.leaves import edges, leaf_of
from tests.engine.people import SHOP, TODAY, Person, asks, condition, day
from tests.engine.random_conditions import person, rolling_tests, trees

HORIZON = 410


def changes_on(somebody: Person, document: Any, today: int = TODAY) -> int | None:
    """The forecast of the shop."""
    return next_change(condition(document), somebody, today, SHOP)


@settings(max_examples=250, deadline=None)
@given(document=trees(rolling_tests(), most=3), seed=st.integers(0, 2**32))
def test_nothing_changes_before_the_forecast(document: Any, seed: int) -> None:
    somebody = person(Random(seed))
    meets = compile_condition(condition(document), SHOP)
    changes = changes_on(somebody, document)
    last = TODAY + HORIZON if changes is None else min(changes - 1, TODAY + HORIZON)

    assert changes is None or changes > TODAY
    assert {meets(somebody, TODAY)} == {meets(somebody, today) for today in range(TODAY, last + 1)}


@settings(max_examples=150, deadline=None)
@given(document=rolling_tests(), seed=st.integers(0, 2**32))
def test_a_quick_forecast_is_the_one_that_is_worked_out(document: Any, seed: int) -> None:
    somebody, test = person(Random(seed)), condition(document)
    assert isinstance(test, Test)
    leaf = leaf_of(test, SHOP)
    now = leaf.passes(leaf.measure.read(somebody, TODAY))
    flips = leaf.measure.flips(somebody, TODAY, leaf.passes, edges(leaf))

    assert forecast(test, SHOP)(somebody, TODAY) == (now, flips)


@settings(max_examples=150, deadline=None)
@given(documents=st.lists(trees(rolling_tests(), most=2), min_size=1, max_size=4), seed=st.integers(0, 2**32))
def test_of_many_the_soonest_turns_while_they_agree_and_the_last_of_those_that_stand_against(
    documents: list[Any], seed: int
) -> None:
    somebody = person(Random(seed))
    children = [forecast(condition(child), SHOP)(somebody, TODAY) for child in documents]

    for wanted, mode in ((True, "all"), (False, "any")):
        against = [day for now, day in children if now is not wanted]
        days = [day for _, day in children if day is not None]
        turns = min(days, default=None) if not against else None if None in against else max(filter(None, against))
        joined = forecast(condition({mode: documents}), SHOP)(somebody, TODAY)
        assert joined == (wanted is not bool(against), turns)


@settings(max_examples=100, deadline=None)
@given(document=rolling_tests(), seed=st.integers(0, 2**32))
def test_following_forecasts_finds_every_change(document: Any, seed: int) -> None:
    somebody = person(Random(seed), ahead=0)
    meets = compile_condition(condition(document), SHOP)
    answers, today = [meets(somebody, TODAY)], TODAY
    while (changes := changes_on(somebody, document, today)) is not None and changes <= TODAY + HORIZON:
        answers += [answers[-1]] * (changes - today - 1) + [meets(somebody, changes)]
        today = changes
    answers += [answers[-1]] * (TODAY + HORIZON - today)

    assert [meets(somebody, on) for on in range(TODAY, TODAY + HORIZON + 1)] == answers


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (asks("orders", "GTE", 2, "30d"), TODAY + 20),  # the older of two orders leaves
        (asks("orders", "GTE", 1, "30d"), TODAY + 25),  # both have left
        (asks("net_spend", "LT", "15", "month"), day(2026, 4, 1)),  # a new month begins
        (asks("orders", "GTE", 2), None),  # a lifetime does not pass
        (asks("days_since_order", "LTE", 10), TODAY + 6),
        (asks("days_since_order", "GT", 5), TODAY + 1),
        (asks("days_since_join", "GTE", 500), day(2025, 1, 1) + 500),
        (asks("birthday_in", "LTE", 7), day(2026, 5, 13)),
        (asks("tier_ends_in", "LT", 30), TODAY + 11),
        (asks("tier", "GTE", "silver"), TODAY + 40),
        (asks("balance", "GTE", 100, asset="points"), None),
        (asks("streak", "GTE", 3), TODAY + 1),
    ],
)
def test_the_day_is_exact_where_one_test_decides(document: Any, expected: int | None) -> None:
    somebody = Person(birthday_on=day(1990, 5, 20), tiers={"growth": ("gold", TODAY + 40)})
    somebody.ordered(TODAY - 10, 1000).ordered(TODAY - 5, 1000)
    somebody.did("checkin", TODAY - 3, TODAY - 2, TODAY - 1)

    assert expected == changes_on(somebody, document)


def test_a_part_that_cannot_turn_keeps_the_whole_as_it_is() -> None:
    somebody = Person().ordered(TODAY - 10, 1000)
    lapsing = asks("orders", "GTE", 1, "30d")
    never = asks("orders", "GTE", 5)

    assert changes_on(somebody, lapsing) == changes_on(somebody, {"any": [lapsing, never]})
    assert changes_on(somebody, {"all": [lapsing, never]}) is None
    assert changes_on(somebody, {"not": {"all": [lapsing, never]}}) is None


def test_an_order_dated_tomorrow_counts_from_tomorrow() -> None:
    somebody = Person().ordered(TODAY + 1, 1000)

    assert TODAY + 1 == changes_on(somebody, asks("orders", "GTE", 1, "30d"))
