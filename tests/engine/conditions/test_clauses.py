"""A clause is a condition with a member's values in it: explanation, progress and decision in one."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.conditions import clauses
from headless.engine.conditions.clauses import Clause, fill, nearest
from headless.engine.conditions.conditions import compile_condition
from tests.engine.people import SHOP, TODAY, Person, asks, condition
from tests.engine.random_conditions import all_tests, person, trees


def filled(document: Any, somebody: Person) -> Clause:
    """The clause that the shop shows."""
    return fill(condition(document), somebody, TODAY, SHOP)


def test_a_test_shows_value_threshold_and_what_is_missing() -> None:
    clause = filled(asks("net_spend", "GTE", 200, "365d"), Person().ordered(TODAY, 10050))
    expected = Clause(
        mode="TEST",
        met=False,
        fraction=Decimal("0.5025"),
        metric="net_spend",
        window="365d",
        op="GTE",
        threshold="200",
        value="100.50",
        unit="CNY",
        remaining=Decimal("99.50"),
    )

    assert expected == clause


@pytest.mark.parametrize(
    ("document", "fraction", "remaining"),
    [
        (asks("orders", "GTE", 3), "0.6666", "1"),
        (asks("orders", "GT", 2), "0.6666", "1"),
        (asks("orders", "GTE", 2), "1", "0"),
        (asks("orders", "LTE", 1), "0.5", "1"),
        (asks("orders", "EQ", 8), "0.25", "6"),
        (asks("orders", "IN", [3, 100]), "0.6666", "1"),
        (asks("orders", "NEQ", 2), "0", None),
        (asks("orders", "GTE", 5, "7d"), "0.2", "4"),
        (asks("average_order", "GTE", "33.335"), "0.2999", "23.34"),
        (asks("orders_per_month", "GTE", 1, "365d"), "0.1666", "0.8334"),
        (asks("days_since_order", "GTE", 10), "0", "10"),
        (asks("birthday_in", "GTE", 10), "0", "10"),
        (asks("birthday_in", "LTE", 10), "0", None),
        (asks("balance", "GTE", "0.01", asset="cash"), "0", "0.01"),
        (asks("tier", "GTE", "gold"), "0", None),
        (asks("tag", "EXISTS"), "0", None),
    ],
)
def test_progress_says_how_near_and_how_much_is_missing(document: Any, fraction: str, remaining: str | None) -> None:
    clause = filled(document, Person().ordered(TODAY - 9, 1000).ordered(TODAY, 1000))

    assert Decimal(fraction) == clause.fraction
    assert (None if remaining is None else Decimal(remaining)) == clause.remaining


def test_almost_is_not_all() -> None:
    somebody = Person().ordered(TODAY, 99_999_999)

    assert Decimal("0.9999") == filled(asks("net_spend", "GTE", 1_000_000), somebody).fraction


HALF = asks("orders", "GTE", 2)
TENTH = asks("orders", "GTE", 10)
DONE = asks("orders", "GTE", 1)


@pytest.mark.parametrize(
    ("document", "fraction"),
    [
        ({"any": [HALF, TENTH]}, "0.5"),
        ({"all": [HALF, DONE]}, "0.625"),  # between the worst, 0.5, and the mean, 0.75
        ({"all": [TENTH, DONE, DONE]}, "0.4"),
        ({"not": DONE}, "0"),
        ({"not": HALF}, "1"),
        ({"all": []}, "1"),
        ({"any": []}, "0"),
    ],
)
def test_a_tree_is_as_near_as_its_parts_allow(document: Any, fraction: str) -> None:
    assert Decimal(fraction) == filled(document, Person().ordered(TODAY, 100)).fraction


def test_the_nearest_is_the_unmet_test_on_the_nearest_way() -> None:
    somebody = Person().ordered(TODAY, 100)
    clause = nearest(filled({"any": [TENTH, {"all": [DONE, HALF, {"not": DONE}]}]}, somebody))

    assert clause == filled(HALF, somebody)
    assert nearest(filled(DONE, somebody)) is None
    assert filled({"not": DONE}, somebody) == nearest(filled({"not": DONE}, somebody))


def test_a_clause_is_kept_as_compact_json() -> None:
    clause = filled({"any": [HALF, asks("balance", "GTE", 5, asset="points")]}, Person().ordered(TODAY, 100))

    assert {
        "mode": "ANY",
        "met": False,
        "fraction": "0.5000",
        "clauses": [
            {
                "mode": "TEST",
                "met": False,
                "fraction": "0.5000",
                "metric": "orders",
                "op": "GTE",
                "threshold": 2,
                "value": 1,
                "unit": "orders",
                "remaining": "1",
            },
            {
                "mode": "TEST",
                "met": False,
                "fraction": "0",
                "metric": "balance",
                "op": "GTE",
                "threshold": "5",
                "value": "0",
                "unit": "points",
                "args": {"asset": "points"},
                "remaining": "5",
            },
        ],
    } == clauses.to_json(clause)


@settings(max_examples=150, deadline=None)
@given(document=trees(all_tests()), seed=st.integers(0, 2**32))
def test_clause_and_closure_agree_and_a_full_bar_means_met(document: Any, seed: int) -> None:
    somebody = person(Random(seed))
    clause = filled(document, somebody)

    assert compile_condition(condition(document), SHOP)(somebody, TODAY) == clause.met
    assert clause == clauses.from_json(clauses.to_json(clause))
    _check_bars(clause)


def _check_bars(clause: Clause) -> None:
    assert 0 <= clause.fraction <= 1
    assert clause.met == (clause.fraction == 1)
    assert clause.remaining is None or (clause.remaining >= 0)
    for child in clause.clauses:
        _check_bars(child)
