"""Clauses are told in the reader's language, made from codes and parameters."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import fill
from tests.engine.people import SHOP, TODAY, Person, asks, condition, day
from tests.engine.random_conditions import all_tests, person, trees


def texts(document: Any, somebody: Person | None = None) -> tuple[str, str]:
    """In English and in Chinese."""
    clause = fill(condition(document), somebody or Person().ordered(TODAY, 10000), TODAY, SHOP)
    return text_of_clause(clause, "en"), text_of_clause(clause, "zh")


@pytest.mark.parametrize(
    ("document", "english", "chinese"),
    [
        (asks("net_spend", "GTE", 200, "365d"), "spend ¥100 more within 365 days", "近365天累计消费再满¥100.00"),
        (asks("net_spend", "GTE", "150.5", "1y"), "spend ¥50.50 more within a year", "近1年累计消费再满¥50.50"),
        (asks("orders", "GTE", 2, "month"), "place 1 more order this month", "本月再下1单"),
        (asks("orders", "GT", 2), "place 2 more orders", "再下2单"),
        (asks("orders", "GTE", 1, category="tea"), "place 1 more order on tea", "再下1单（tea）"),
        (asks("streak", "GTE", 7), "check in 7 more days in a row", "再连续7天签到"),
        (asks("earned", "GTE", 5, "1m", asset="points"), "earn 5 more points within a month", "近1个月再获得5points"),
        (
            asks("days_since_order", "GTE", 5),
            "days since the last order is 0, must be at least 5",
            "距上次下单0天，需满5天",
        ),
        (asks("tier", "GTE", "gold"), "no tier yet, must be at least gold", "当前无等级，需达到gold及以上"),
        (asks("orders", "GTE", 1), "orders is 1, at least 1", "共下1单，已满1单"),
        (
            {"not": asks("net_spend", "GTE", 100, "7d")},
            "not: net spend within 7 days is ¥100, at least ¥100",
            "不满足：近7天净消费¥100.00，已满¥100.00",
        ),
        (
            {"any": [asks("orders", "GTE", 3), asks("net_spend", "GTE", 200)]},
            "spend ¥100 more or place 2 more orders",
            "累计消费再满¥100.00，或再下2单",
        ),
        (
            {"all": [asks("orders", "GTE", 1), {"any": [asks("orders", "GTE", 2), asks("orders", "GTE", 3)]}]},
            "(place 1 more order or place 2 more orders)",
            "（再下1单，或再下2单）",
        ),
        ({"all": []}, "always", "始终满足"),
        ({"any": []}, "not possible", "暂无法达成"),
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


@pytest.mark.parametrize(
    ("days", "window", "english", "chinese"),
    [
        ((day(2026, 2, 3),), "3m", "place 1 more order by 2 May", "5月2日前（含当日）再下1单"),
        ((day(2026, 2, 3),), "90d", "place 5 more orders by 3 May", "5月3日前（含当日）再下5单"),
        ((), "3m", "place 2 more orders within 3 months", "近3个月再下2单"),
        ((day(2025, 5, 1),), "1y", "place 1 more order by 30 April", "4月30日前（含当日）再下1单"),
        ((day(2026, 3, 14), day(2026, 3, 15)), "1y", "place 1 more order by 13 March 2027", "2027年3月13日前（含当日）再下1单"),
    ],
)  # fmt: skip
def test_a_rate_is_asked_for_as_so_many_by_a_day(
    days: tuple[int, ...], window: str, english: str, chinese: str
) -> None:
    buyer = Person()
    for on in days:
        buyer.ordered(on, 1000)
    least = {"3m": "0.66", "90d": "2", "1y": "0.16" if len(days) == 1 else "0.25"}[window]

    assert (english, chinese) == texts(asks("orders_per_month", "GTE", least, window), buyer)


@pytest.mark.parametrize(
    ("document", "english", "chinese"),
    [
        (
            asks("net_spend", "GTE", 100, "90d"),
            "spend ¥5 more within 90 days (¥80 of it fall out of the window on 3 May)",
            "近90天累计消费再满¥5.00（其中¥80.00将于5月3日移出统计期）",
        ),
        (
            asks("orders", "GTE", 3, "90d"),
            "place 1 more order within 90 days (1 of them falls out of the window on 3 May)",
            "近90天再下1单（其中1次将于5月3日移出统计期）",
        ),
        (
            asks("net_spend", "GTE", 90, "90d"),
            "net spend within 90 days is ¥95, at least ¥90 (¥80 of it fall out of the window on 3 May)",
            "近90天净消费¥95.00，已满¥90.00（其中¥80.00将于5月3日移出统计期）",
        ),
        (
            asks("net_spend", "GTE", 10, "90d"),
            "net spend within 90 days is ¥95, at least ¥10 (¥15 of it fall out of the window on 1 June)",
            "近90天净消费¥95.00，已满¥10.00（其中¥15.00将于6月1日移出统计期）",
        ),
        (
            asks("orders_per_month", "GTE", "0.6", "3m"),
            "orders per month within 3 months is 0.66, at least 0.6 (1 order falls out of the window on 2 May)",
            "近3个月月均下单0.66单，已满0.6单（其中1单将于5月2日移出统计期）",
        ),
        (asks("orders_per_month", "GT", 1, "2m"), "place 1 more order by 1 April", "4月1日前（含当日）再下1单"),
        (asks("net_spend", "GTE", 100, "1y"), "spend ¥5 more within a year", "近1年累计消费再满¥5.00"),
        (asks("net_spend", "GTE", 100), "spend ¥5 more", "累计消费再满¥5.00"),
        (asks("net_spend", "GTE", 100, "week"), "spend ¥100 more this week", "本周累计消费再满¥100.00"),
        (asks("net_spend", "GTE", 100, "quarter"), "spend ¥5 more this quarter", "本季度累计消费再满¥5.00"),
        (
            asks("streak", "GTE", 3, type="checkin", period="week"),
            "check in 2 more weeks in a row (it starts over on 16 March if it is not kept up)",
            "再连续2周签到（如中断，将于3月16日重新计算）",
        ),
    ],
)
def test_what_soon_falls_out_of_a_window_is_said(document: Any, english: str, chinese: str) -> None:
    buyer = Person().ordered(day(2026, 2, 2), 8000).ordered(day(2026, 3, 3), 1500).did("checkin", day(2026, 3, 4))

    assert (english, chinese) == texts(document, buyer)


@settings(max_examples=150, deadline=None)
@given(document=all_tests(), seed=st.integers(0, 2**32))
def test_what_is_foreseen_to_be_lost_is_lost_and_nothing_before(document: Any, seed: int) -> None:
    somebody, test = person(Random(seed), ahead=0), condition(document)
    now = fill(test, somebody, TODAY, SHOP)
    ahead = now.ahead() if now.ahead is not None else None
    if ahead is None:
        return

    before, after = (fill(test, somebody, on, SHOP) for on in (ahead.day - 1, ahead.day))

    assert ahead.day > TODAY
    assert ahead.loss > 0
    if now.met:
        assert (before.met, after.met) == (True, False)
    if now.metric in ("net_spend", "orders", "events", "earned"):
        assert Decimal(before.value) - Decimal(after.value) == ahead.loss
