"""Conditions are told as they stand, to readers who are no members yet: what a tier asks of everyone."""

from typing import Any

import pytest
from hypothesis import given, settings

from headless.engine.conditions.condition_texts import text_of_condition
from tests.engine.people import SHOP, asks, condition
from tests.engine.random_conditions import all_tests, trees

TEA = asks("tag", "CONTAINS", "tea")


def texts(document: Any) -> tuple[str, str]:
    """In English and in Chinese."""
    asked = condition(document)
    return text_of_condition(asked, SHOP, "en"), text_of_condition(asked, SHOP, "zh")


@pytest.mark.parametrize(
    ("document", "english", "chinese"),
    [
        (asks("net_spend", "GTE", 8000, "365d"), "spend ¥8,000 within 365 days", "近365天累计消费满¥8,000.00"),
        (
            asks("net_spend", "GT", "150.5", "1y", category="tea"),
            "spend more than ¥150.50 on tea within a year",
            "近1年累计消费超过¥150.50（tea）",
        ),
        (asks("orders", "GTE", 1, "month"), "place 1 order this month", "本月累计下单满1单"),
        (asks("orders", "GT", 2), "place more than 2 orders", "累计下单超过2单"),
        (asks("orders", "LTE", 2, "30d"), "orders within 30 days must be at most 2", "近30天订单数不能超过2单"),
        (
            asks("orders_per_month", "GTE", "0.5", "90d"),
            "place 0.5 orders a month within 90 days",
            "近90天月均下单满0.5单",
        ),
        (
            asks("average_order", "GTE", 50, "365d"),
            "spend ¥50 an order on average within 365 days",
            "近365天客单价满¥50.00",
        ),
        (asks("streak", "GTE", 7), "check in 7 days in a row", "连续签到满7天"),
        (asks("events", "GTE", 1, "30d", type="checkin"), "check in 1 time within 30 days", "近30天累计签到满1次"),
        (asks("earned", "GTE", 5000, asset="points"), "earn 5,000 points", "累计获得points满5,000"),
        (asks("balance", "GT", 5000, asset="points"), "have more than 5,000 points", "points余额超过5,000"),
        (asks("days_since_join", "GTE", 30), "be a member for 30 days", "入会满30天"),
        (asks("tier", "GTE", "gold"), "tier must be at least gold", "等级需达到gold及以上"),
        (asks("referrals", "GTE", 2), "refer 2 members", "邀请好友满2位"),
        (asks("birthday_in", "EXISTS", None), "the birthday is known", "已填写生日"),
        (asks("attribute", "EQ", "London", name="city"), "city must be exactly London", "city需为London"),
        ({"not": asks("attribute", "EXISTS", None, name="city")}, "city is unknown", "未登记city"),
        (TEA, "have the tag tea", "有标签「tea」"),
        ({"not": TEA}, "not have the tag tea", "没有标签「tea」"),
        ({"not": asks("orders", "GTE", 1, "30d")}, "not: place 1 order within 30 days", "不满足：近30天累计下单满1单"),
        ({"all": []}, "always", "始终满足"),
        ({"any": []}, "not possible", "暂无法达成"),
    ],
)
def test_a_condition_is_told_in_both_languages(document: Any, english: str, chinese: str) -> None:
    assert (english, chinese) == texts(document)


def test_parts_are_joined_and_chinese_names_a_window_once() -> None:
    either = {"any": [TEA, asks("referrals", "GTE", 2)]}

    assert texts({"all": [asks("net_spend", "GTE", 100, "365d"), asks("orders", "GTE", 2, "365d"), either]}) == (
        "spend ¥100 within 365 days and place 2 orders within 365 days and (have the tag tea or refer 2 members)",
        "近365天累计消费满¥100.00，且累计下单满2单，且（有标签「tea」，或邀请好友满2位）",
    )


def test_nothing_of_a_long_condition_is_left_out() -> None:
    english, _ = texts({"all": [asks("orders", "GTE", count) for count in range(2, 12)]})

    assert 10 == english.count("place")


@settings(max_examples=150, deadline=None)
@given(document=trees(all_tests()))
def test_every_condition_can_be_told(document: Any) -> None:
    for text in texts(document):
        assert text
        assert "{" not in text.replace("{'tea': 1}", "")
