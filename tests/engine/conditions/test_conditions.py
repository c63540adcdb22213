"""Conditions over one member: every leaf is true or false, and thresholds compare exactly."""

from decimal import Decimal
from typing import Any

import pytest

from headless.engine.conditions.conditions import (
    compile_condition,
    days_needed,
    keys_used,
    longest_window,
    scopes_used,
)
from headless.engine.values.calendar import parse_window
from tests.engine.people import SHOP, TODAY, Person, asks, condition, day


def meets(somebody: Person, document: Any, today: int = TODAY) -> bool:
    """Whether somebody meets a condition in the shop."""
    return compile_condition(condition(document), SHOP)(somebody, today)


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [
        ("GTE", "25.00", True),
        ("GTE", "25.001", False),
        ("GT", "24.999999999", True),
        ("GT", 25, False),
        ("LT", "25.000000001", True),
        ("LTE", "24.99", False),
        ("EQ", "25", True),
        ("EQ", "25.005", False),
        ("NEQ", "25.005", True),
        ("NEQ", 25.0, False),
        ("IN", ["1", "25.0"], True),
        ("IN", ["25.005"], False),
        ("EXISTS", None, True),
        ("LT", "999999999999999999", True),
    ],
)
def test_money_is_compared_exactly(op: str, value: Any, met: bool) -> None:
    assert met == meets(Person().ordered(TODAY, 2500), asks("net_spend", op, value))


def test_a_third_is_neither_more_nor_less_than_a_third() -> None:
    somebody = Person().ordered(TODAY, 1000).ordered(TODAY, 0).ordered(TODAY, 0)
    answers = [meets(somebody, asks("average_order", op, "3.333333333")) for op in ("GT", "EQ", "LT")]

    assert [True, False, False] == answers


@pytest.mark.parametrize(("orders", "met"), [(2, False), (3, True)])
def test_a_rate_is_compared_as_a_fraction(orders: int, met: bool) -> None:
    somebody = Person()
    somebody.totals.add("order", TODAY, orders)

    assert met == meets(somebody, asks("orders_per_month", "GTE", 1, "90d"))  # 3 × 365 / 1080 = 1.0139


@pytest.mark.parametrize("op", ["EQ", "NEQ", "GT", "GTE", "LT", "LTE"])
@pytest.mark.parametrize("metric", ["average_order", "days_since_order", "birthday_in", "tier_ends_in", "score"])
def test_a_missing_value_makes_a_leaf_false(metric: str, op: str) -> None:
    assert not meets(Person(), asks(metric, op, 5))
    assert meets(Person(), {"not": asks(metric, op, 5)})


def test_exists_asks_whether_there_is_a_value() -> None:
    known = Person(birthday_on=day(1990, 1, 1), tag_codes={"vip"}, attributes={"drink": None})
    documents = [asks("birthday_in", "EXISTS"), asks("tag", "EXISTS"), asks("attribute", "EXISTS", name="drink")]

    assert [True, True, False] == [meets(known, document) for document in documents]
    assert [False] * 3 == [meets(Person(), document) for document in documents]


def test_without_parts_all_is_true_and_any_is_false() -> None:
    assert (True, False) == (meets(Person(), {"all": []}), meets(Person(), {"any": []}))


def test_a_member_without_an_account_holds_nothing() -> None:
    assert meets(Person(), asks("balance", "EQ", 0, asset="points"))


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [
        ("GTE", "silver", True),
        ("GT", "gold", False),
        ("EQ", "gold", True),
        ("NEQ", "silver", True),
        ("LT", "gold", False),
        ("IN", ["silver"], False),
        ("IN", ["silver", "gold"], True),
    ],
)
def test_tiers_compare_by_rank(op: str, value: Any, met: bool) -> None:
    assert met == meets(Person(tiers={"growth": ("gold", None)}), asks("tier", op, value))


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [("CONTAINS", "vip", True), ("EQ", "vip", True), ("EQ", "new", False), ("IN", ["new", "vip"], True)],
)
def test_tags_are_a_set(op: str, value: Any, met: bool) -> None:
    assert met == meets(Person(tag_codes={"vip"}), asks("tag", op, value))


@pytest.mark.parametrize(
    ("attribute", "op", "value", "met"),
    [
        ("green tea", "CONTAINS", "tea", True),
        (["tea", "milk"], "CONTAINS", "tea", True),
        ([["tea"]], "CONTAINS", "tea", False),
        ("2026-05-01", "GTE", "2026-04-30", True),
        (3, "GTE", 3, True),
        ("3", "EQ", 3, True),
        ("3", "GTE", 3, True),
        (" 3.50 ", "EQ", 3.5, True),
        ("2.9", "GTE", 3, False),
        ("10", "GTE", "9", True),
        (10, "GT", "9", True),
        (3, "NEQ", "3", False),
        ("03", "EQ", "3", False),
        ("three", "LT", 3, False),
        ("1,000", "GT", 1, False),
        (["3"], "EQ", 3, False),
        (0.1, "EQ", 0.1, True),
        (2**70, "GT", 10**17, True),
        ("12345678901234567890123", "LT", "12345678901234567890124", True),
        (True, "EQ", 1, False),
        (True, "EQ", True, True),
        (1, "EQ", True, False),
        (1.5, "GT", 1, True),
        (1.5, "IN", [1, 1.5], True),
        (10**18, "GT", 1, True),
        ("tea", "IN", ["tea", 3, True], True),
        (None, "NEQ", "tea", False),
    ],
)
def test_numbers_are_compared_as_numbers_and_texts_as_texts(attribute: Any, op: str, value: Any, met: bool) -> None:
    assert met == meets(Person(attributes={"drink": attribute}), asks("attribute", op, value, name="drink"))


def test_stored_values_are_compared_exactly() -> None:
    somebody = Person(stored={"score": Decimal("0.3"), "mood": "calm", "trusted": False})
    documents = [
        asks("score", "EQ", "0.3"),
        asks("score", "LT", 0.3),
        asks("mood", "CONTAINS", "al"),
        asks("mood", "GT", "bold"),
        asks("trusted", "EQ", False),
    ]

    assert [True, False, True, True, True] == [meets(somebody, document) for document in documents]


def test_a_day_ahead_is_no_day_ago() -> None:
    assert meets(Person().ordered(TODAY + 1, 100), asks("days_since_order", "EQ", 0))


def test_a_window_counts_no_day_ahead() -> None:
    assert not meets(Person().ordered(TODAY + 1, 100), asks("orders", "GTE", 1, "30d"))


TREE = {
    "any": [
        asks("orders", "GTE", 3, "90d"),
        {"not": asks("earned", "GT", 5, asset="points")},
        {"all": [asks("streak", "GTE", 7), asks("net_spend", "GTE", 9, "1y", category="tea")]},
        asks("days_since_order", "LT", 5),
        asks("birthday_in", "LT", 5),
    ]
}


def test_a_condition_names_the_totals_it_reads() -> None:
    assert {"order", "asset:points", "event:checkin", "order|category=tea"} == keys_used(condition(TREE))


def test_a_condition_names_the_days_it_must_see() -> None:
    tea = parse_window("1y").first_day(TODAY)

    assert {"order": 1, "event:checkin": 1, "order|category=tea": tea} == days_needed([condition(TREE)], TODAY)
    assert {"order": TODAY - 89} == days_needed([condition(asks("orders", "GTE", 3, "90d"))], TODAY)


def test_the_longest_window_reaches_back_furthest() -> None:
    assert parse_window("1y") == longest_window(condition(TREE), TODAY)
    assert longest_window(condition(asks("orders", "GTE", 3)), TODAY) is None


def test_a_condition_names_the_scopes_of_what_it_tests() -> None:
    assert {"members:read", "assets:read", "events:read", "members:pii"} == scopes_used(condition(TREE))
