"""Limits of rule instances through GraphQL: each is told in the decision, holds exactly, and is found right by verify."""

from typing import Any

import pytest

from tests.web.limits.house import SIMULATE, House
from tests.web.shop import Shop

LONDON_EVENING = "2026-02-02T18:30:00+00:00"
"""A Monday."""


async def test_a_rule_without_limits_says_so_and_one_with_limits_shows_them(shop: Shop) -> None:
    house = await House.of(shop)
    given = {
        "where": {"test": {"metric": "tag", "op": "EQ", "value": "vip"}},
        "stores": ["Soho", "Soho "], "channels": ["app"],
        "hours": [{"days": ["FRIDAY"], "from": "18:00", "to": "02:00"}, {"to": "09:00"}],
        "perMember": [{"times": 3, "per": "MONTH"}], "inAll": [{"times": 100, "per": "TOTAL"}],
        "budgets": [{"asset": "points", "amount": "1000", "per": "DAY"}],
    }  # fmt: skip

    assert (await house.rule())["limits"] is None
    limits = (await house.rule(limits=given))["limits"]

    assert {"metric": "tag", "op": "EQ", "value": "vip"} == limits["where"]["test"]
    assert (["Soho"], ["app"]) == (limits["stores"], limits["channels"])
    assert [("FRIDAY", "18:00", "02:00"), (None, "00:00", "09:00")] == [
        (span["days"] and span["days"][0], span["from"], span["to"]) for span in limits["hours"]
    ]
    assert [{"times": 3, "per": "MONTH"}] == limits["perMember"]
    assert [{"asset": "points", "amount": "1000", "per": "DAY"}] == limits["budgets"]
    assert limits == (await house.rule(settings={"per": "2"}))["limits"]
    assert (await house.rule(limits=None))["limits"] is None


@pytest.mark.parametrize(
    ("limits", "code", "path"),
    [
        ({"hours": [{"from": "25:00"}]}, "INVALID_HOURS", ["limits", "hours", "0", "from"]),
        ({"hours": [{"from": "10:00", "to": "10:00"}]}, "INVALID_HOURS", ["limits", "hours", "0", "to"]),
        ({"perMember": [{"times": 0, "per": "DAY"}]}, "INVALID_LIMIT", ["limits", "perMember", "0", "times"]),
        ({"inAll": [{"times": 1, "per": "DAY"}] * 2}, "TWO_LIMITS", ["limits", "inAll", "1"]),
        ({"budgets": [{"asset": "stars", "amount": 1, "per": "DAY"}]}, "UNKNOWN_ASSET_KIND",
         ["limits", "budgets", "0", "asset"]),
        ({"budgets": [{"asset": "points", "amount": "-1", "per": "DAY"}]}, "INVALID_AMOUNT",
         ["limits", "budgets", "0", "amount"]),
        ({"where": {"test": {"metric": "nothing", "op": "EQ", "value": 1}}}, "INVALID_CONDITION", None),
    ],
)  # fmt: skip
async def test_limits_that_cannot_be_are_refused_where_they_stand(
    shop: Shop, limits: Any, code: str, path: list[str] | None
) -> None:
    house = await House.of(shop)

    (error,) = (await house.save(limits=limits))["userErrors"]

    assert code == error["code"]
    assert path is None or path == error["path"]


async def test_a_boost_has_no_budget_for_it_gives_nothing_by_itself(shop: Shop) -> None:
    house = await House.of(shop)

    saved = await house.save("member_day", limits={"budgets": [{"asset": "points", "amount": 1, "per": "DAY"}]})

    assert ["UNKNOWN_ASSET_KIND"] == [error["code"] for error in saved["userErrors"]]


async def test_a_rule_bound_to_stores_fires_at_these_alone_and_says_so(shop: Shop) -> None:
    house = await House.of(shop)
    await house.rule(limits={"stores": ["Soho"], "channels": ["app", "web"]})

    assert "earned 10 Points (on £10)" == await house.says(house.order("10", store="Soho", channel="app"))
    assert "not at this store (Kew)" == await house.says(house.order("10", store="Kew", channel="app"))
    assert "fires at certain stores only, and the event names none" == await house.says(house.order("10"))
    assert "not in this channel (till)" == await house.says(house.order("10", store="Soho", channel="till"))
    assert "不适用于此门店（Kew）" == await house.says(house.order("10", store="Kew"), lang="zh")
    assert "10" == await house.points()
    await house.is_right()


@pytest.mark.parametrize(
    ("at", "fires"),
    [
        ("2026-01-30T17:59:59+00:00", False),
        ("2026-01-30T18:00:00+00:00", True),
        ("2026-01-31T01:59:59+00:00", True),
        ("2026-01-31T02:00:00+00:00", False),
        ("2026-01-31T18:00:00+00:00", False),
        ("2026-01-30T01:00:00+00:00", False),
        ("2026-01-28T12:00:00+00:00", True),
        ("2026-01-28T13:00:00+00:00", False),
    ],
)
async def test_hours_are_of_the_days_on_which_they_begin_and_may_go_over_midnight(
    shop: Shop, at: str, fires: bool
) -> None:
    house = await House.of(shop)
    friday_night = {"days": ["FRIDAY"], "from": "18:00", "to": "02:00"}
    await house.rule(limits={"hours": [friday_night, {"days": ["WEDNESDAY"], "from": "12:00", "to": "13:00"}]})

    told = await house.says(house.order("10", at=at))

    assert told == ("earned 10 Points (on £10)" if fires else "outside its hours")


@pytest.mark.parametrize(
    ("at", "fires"),
    [
        ("2025-03-30T00:59:00Z", True),  # 00:59, the last minute before the clock jumps to 02:00
        ("2025-03-30T01:00:00Z", False),  # 02:00 in summer time
        ("2025-10-26T00:30:00Z", True),  # 01:30 in summer time
        ("2025-10-26T01:30:00Z", True),  # 01:30 once more, in winter time
        ("2025-10-26T02:00:00Z", False),  # 02:00
        ("2025-10-25T22:59:00Z", False),  # 23:59 of the day before, in summer time
        ("2025-10-25T23:00:00Z", True),  # 00:00
    ],
)
async def test_hours_are_those_on_the_wall_when_clocks_are_changed(shop: Shop, at: str, fires: bool) -> None:
    house = await House.of(shop)
    await house.rule(limits={"hours": [{"from": "00:00", "to": "02:00"}]})

    assert fires is await house.buys("10", at=at)


async def test_where_is_judged_of_the_member_with_the_event_counted(shop: Shop) -> None:
    house = await House.of(shop)
    where = {"test": {"metric": "orders", "op": "GTE", "value": 3, "window": "month"}}
    await house.rule(limits={"where": where})

    said = [await house.says(house.order("10")) for _ in range(3)]

    assert ["not for this member"] * 2 + ["earned 10 Points (on £10)"] == said
    await house.is_right()


async def test_a_limit_per_member_is_of_the_month_in_which_the_events_happened(shop: Shop) -> None:
    house = await House.of(shop, "1", "2")
    await house.rule(limits={"perMember": [{"times": 2, "per": "MONTH"}, {"times": 1, "per": "DAY"}]})
    days = ["2026-01-02", "2026-01-02", "2026-01-03", "2026-01-04", "2025-12-31"]

    said = [await house.says(house.order("10", at=f"{day}T10:00:00Z")) for day in days]

    fired, a_day, a_month = "earned 10 Points (on £10)", "limit of 1 a day reached", "limit of 2 a month reached"
    assert [fired, a_day, fired, a_month, fired] == said
    assert "已达每月 2 次的上限" == await house.says(house.order("10", at="2026-01-05T10:00:00Z"), lang="zh")
    assert await house.buys("10", "2", at="2026-01-02T10:00:00Z")
    await house.is_right()


async def test_a_firing_whose_order_is_wholly_refunded_gives_its_place_back(shop: Shop) -> None:
    house = await House.of(shop)
    await house.rule(limits={"perMember": [{"times": 1, "per": "TOTAL"}], "inAll": [{"times": 2, "per": "TOTAL"}]})
    first = house.order("10")

    assert await house.fires(first)
    await house.refund(first["data"]["orderId"], "4")
    assert "limit of 1 in total reached" == await house.says(house.order("10"))
    await house.refund(first["data"]["orderId"], "6")
    assert await house.buys("10")
    assert "10" == await house.points()
    await house.is_right()


async def test_an_order_that_is_started_over_takes_its_place_again(shop: Shop) -> None:
    house = await House.of(shop)
    await house.rule(limits={"perMember": [{"times": 1, "per": "TOTAL"}]})
    first = house.order("10")
    order = first["data"]["orderId"]
    await house.record(first)
    await house.refund(order, "10")

    (result,) = await house.record(
        house.event("order.amended", "1", {"orderId": order, "amendmentId": "a", "total": "20"})
    )

    assert "RECORDED" == result["status"]
    assert "20" == await house.points()
    assert not await house.buys("10")
    await house.is_right()


async def test_the_firings_of_two_members_add_up_when_they_become_one(shop: Shop) -> None:
    house = await House.of(shop, "1", "2")
    await house.rule(limits={"perMember": [{"times": 3, "per": "TOTAL"}]})
    orders = [house.order("10"), house.order("10", "2")]
    for order in orders:
        assert await house.fires(order)
    merge = """mutation { memberMerge(input: {from: {number: "2"}, into: {number: "1"}, idempotencyKey: "m"}) {
      userErrors { code message } } }"""
    assert [] == (await shop.ask(merge))["memberMerge"]["userErrors"]

    assert [True, False] == [await house.buys("10") for _ in range(2)]
    await house.refund(orders[1]["data"]["orderId"], "10")
    assert [True, False] == [await house.buys("10") for _ in range(2)]
    await house.is_right()


async def test_a_limit_in_all_is_for_all_members_and_gives_nothing_back(shop: Shop) -> None:
    house = await House.of(shop, "1", "2", "3")
    await house.rule(limits={"inAll": [{"times": 2, "per": "MONTH"}]})
    first = house.order("10")

    assert [True, True] == [await house.fires(first), await house.buys("10", "2")]
    assert "limit of 2 a month for all members together reached" == await house.says(house.order("10", "3"))
    await house.refund(first["data"]["orderId"], "10")
    assert not await house.buys("10")
    assert await house.buys("10", at="2026-01-05T10:00:00Z")
    await house.is_right()


async def test_a_budget_with_too_little_left_gives_all_or_nothing(shop: Shop) -> None:
    house = await House.of(shop, "1", "2")
    await house.rule(limits={"budgets": [{"asset": "points", "amount": "100", "per": "TOTAL"}]})
    used_up = "budget used up (100 Points in total)"

    assert "earned 70 Points (on £70)" == await house.says(house.order("70"))
    assert used_up == await house.says(house.order("31", "2"))
    assert await house.buys("30", "2")
    assert used_up == await house.says(house.order("1"))
    assert "预算已用完（总共 100 积分）" == await house.says(house.order("1"), lang="zh")
    assert ("70", "30") == (await house.points(), await house.points("2"))
    await house.is_right()


async def test_a_batch_finds_the_budget_short_where_a_single_event_would(shop: Shop) -> None:
    house = await House.of(shop, "1", "2")
    await house.rule(limits={"budgets": [{"asset": "points", "amount": "100", "per": "TOTAL"}]})

    results = await house.record(house.order("60"), house.order("60", "2"), house.order("40", "2"), house.order("1"))

    assert [True, False, True, False] == [result["decisions"][0]["fired"] for result in results]
    await house.is_right()


async def test_a_budget_counts_what_boosts_add_and_an_amendment_too(shop: Shop) -> None:
    house = await House.of(shop)
    await house.rule(limits={"budgets": [{"asset": "points", "amount": "100", "per": "TOTAL"}]})
    await house.rule("member_day", settings={"times": "2", "weekdays": [1, 2, 3, 4, 5, 6, 7]})
    order = house.order("30")

    assert await house.fires(order)
    assert not await house.buys("21")
    data = {"orderId": order["data"]["orderId"], "amendmentId": "a", "total": "40"}
    await house.record(house.event("order.amended", "1", data))
    assert "80" == await house.points()
    assert not await house.buys("11")
    assert await house.buys("10")
    await house.is_right()


async def test_quotes_and_simulations_know_the_limits(shop: Shop) -> None:
    house = await House.of(shop, "1", "2")
    limits = {"perMember": [{"times": 1, "per": "DAY"}], "inAll": [{"times": 2, "per": "TOTAL"}], "stores": ["Soho"]}
    await house.rule(limits=limits)

    assert (["10"], []) == (await house.earns("10", store="Soho"), await house.earns("10", store="Kew"))
    assert await house.buys("10", store="Soho")
    assert [] == await house.earns("10", store="Soho")
    assert ["10"] == await house.earns("10", "2", store="Soho")
    await house.record(house.order("10", at="2026-01-01T10:00:00Z", store="Soho"))
    assert [] == await house.earns("10", "2", store="Soho")
    (foretold,) = await house.record(house.order("10", "2", store="Soho"), query=SIMULATE)
    assert "limit_in_all_reached" == foretold["decisions"][0]["code"]


async def test_a_limit_counts_from_the_save_that_sets_it_and_by_the_version_of_then(shop: Shop) -> None:
    house = await House.of(shop)
    await house.rule()
    assert await house.buys("10")
    await shop.ask('mutation { clockAdvance(input: {to: "2026-02-10T10:00:00Z"}) { userErrors { message } } }')
    await house.rule(limits={"perMember": [{"times": 1, "per": "TOTAL"}]})

    assert await house.buys("10")
    assert not await house.buys("10")
    assert await house.buys("10", at="2026-01-01T10:00:00Z")
    await house.is_right()


async def test_an_order_that_moves_takes_its_place_along(shop: Shop) -> None:
    house = await House.of(shop, "1", "2")
    await house.rule(limits={"perMember": [{"times": 1, "per": "TOTAL"}]})
    order = house.order("10")
    await house.record(order)
    two = (await shop.ask("""{ member(by: {number: "2"}) { id } }"""))["member"]["id"]

    (moved,) = await house.record(
        house.event("order.moved", "1", {"orderId": order["data"]["orderId"], "to": {"number": "2"}})
    )

    assert ("RECORDED", True) == (moved["status"], bool(two))
    assert ("0", "10") == (await house.points(), await house.points("2"))
    assert [True, False] == [await house.buys("10"), await house.buys("10", "2")]
    await house.is_right()
