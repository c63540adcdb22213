"""Clauses are told in the reader's language, made from codes and parameters."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import fill
from tests.engine.people import SHOP, TODAY, Person, asks, condition
from tests.engine.random_conditions import all_tests, person, trees


def texts(document: Any, somebody: Person | None = None) -> tuple[str, str]:
    """In English and in Chinese."""
    clause = fill(condition(document), somebody or Person().ordered(TODAY, 10000), TODAY, SHOP)
    return text_of_clause(clause, "en"), text_of_clause(clause, "zh")


@pytest.mark.parametrize(
    ("document", "english", "chinese"),
    [
        (asks("net_spend", "GTE", 200, "365d"), "spend ¥100 more within 365 days", "365天内再消费¥100"),
        (asks("net_spend", "GTE", "150.5", "1y"), "spend ¥50.50 more within a year", "1年内再消费¥50.50"),
        (asks("orders", "GTE", 2, "month"), "place 1 more order this month", "本月内再下1单"),
        (asks("orders", "GT", 2), "place 2 more orders", "再下2单"),
        (asks("orders", "GTE", 1, category="tea"), "place 1 more order on tea", "再下1单（tea）"),
        (asks("streak", "GTE", 7), "keep up checkin for 7 more days", "再连续7天完成checkin"),
        (asks("earned", "GTE", 5, "1m", asset="points"), "earn 5 more points within a month", "1个月内再获得5points"),
        (
            asks("days_since_order", "GTE", 5),
            "days since the last order is 0, must be at least 5",
            "距上次下单天数为0，需不低于5",
        ),
        (asks("tier", "GTE", "gold"), "tier is unknown, must be at least gold", "等级为未知，需不低于gold"),
        (asks("orders", "GTE", 1), "orders is 1, at least 1", "订单数为1，不低于1"),
        (
            {"not": asks("net_spend", "GTE", 100, "7d")},
            "not: net spend within 7 days is ¥100, at least ¥100",
            "不满足：净消费额（7天内）为¥100，不低于¥100",
        ),
        (
            {"any": [asks("orders", "GTE", 3), asks("net_spend", "GTE", 200)]},
            "spend ¥100 more or place 2 more orders",
            "再消费¥100，或再下2单",
        ),
        (
            {"all": [asks("orders", "GTE", 1), {"any": [asks("orders", "GTE", 2), asks("orders", "GTE", 3)]}]},
            "(place 1 more order or place 2 more orders)",
            "(再下1单，或再下2单)",
        ),
        ({"all": []}, "always", "始终满足"),
        ({"any": []}, "never", "无法满足"),
    ],
)
def test_a_clause_is_told_in_both_languages(document: Any, english: str, chinese: str) -> None:
    assert (english, chinese) == texts(document)


def test_a_long_list_is_cut_short() -> None:
    english, _ = texts({"all": [asks("orders", "GTE", count) for count in range(2, 12)]})

    assert 5 == english.count("place")
    assert english.endswith("…")


def test_an_unknown_language_is_answered_in_english() -> None:
    clause = fill(condition(asks("orders", "GTE", 2)), Person(), TODAY, SHOP)

    assert text_of_clause(clause, "en") == text_of_clause(clause, "fr")


@settings(max_examples=150, deadline=None)
@given(document=trees(all_tests()), seed=st.integers(0, 2**32))
def test_every_clause_can_be_told(document: Any, seed: int) -> None:
    for text in texts(document, person(Random(seed))):
        assert text
        assert "{" not in text.replace("{'tea': 1}", "")
