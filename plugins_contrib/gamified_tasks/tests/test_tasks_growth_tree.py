"""The growth tree: prerequisites, three months in a row, claims, refunds, daily tasks and stages."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from gamified_tasks.task_settings import TreeSettings
from tasks_kit import claim, playing, points, states, tag, task

from tests.kit.plugin_shop import PluginShop
from tests.kit.setup import where

DAILY = {
    "goals": {
        "say_hello": where("events", "GTE", 1, "1d", type="checkin"),
        "share": where("events", "GTE", 1, "1d", type="share.posted"),
        "stage_one": where("events", "GTE", 2, type="gamified_tasks.daily_completed"),
        "stage_two": where("events", "GTE", 3, type="gamified_tasks.daily_completed"),
    },
    "tasks": {
        "say_hello": {"daily": True, "amount": 1},
        "share": {"daily": True, "amount": 2},
        "stage_one": {"amount": 10},
        "stage_two": {"amount": 20, "requires": ["stage_one"]},
    },
}


@pytest.fixture
def shop() -> PluginShop:
    return playing({"growth_tree": {}, "referral": {"referrer": 0, "referred": 0}})


def refer(shop: PluginShop, friend: str, on: str) -> None:
    shop.send(friend, "member.joined", on)
    shop.send("ann", "referral.joined", on, referred=shop.id(friend))
    shop.order(friend, "10", on)


def test_who_refers_before_the_first_order_sees_what_locks_the_challenge(shop: PluginShop) -> None:
    refer(shop, "bob", "2026-01-01")

    assert {"first_order": "OPEN", "three_months": "LOCKED", "refer_a_friend": "LOCKED"} == states(shop)
    assert ["first_order", "three_months"] == task(shop, "refer_a_friend").locked_by

    refused = claim(shop, "refer_a_friend", "2026-01-02")

    assert ("REFUSED", "TASK_LOCKED") == (refused.outcome, refused.code)
    assert ["first_order", "three_months"] == refused.data["data"]["missing"]


def test_orders_in_january_february_and_march_complete_the_advanced_task(shop: PluginShop) -> None:
    for on in ("2026-01-31", "2026-02-01", "2026-03-31"):
        shop.order("ann", "10", on)

    assert {"first_order": "CLAIMABLE", "three_months": "CLAIMABLE", "refer_a_friend": "OPEN"} == states(shop)


def test_orders_in_january_march_and_april_do_not(shop: PluginShop) -> None:
    for on in ("2026-01-31", "2026-03-01", "2026-04-30"):
        shop.order("ann", "10", on)

    assert "OPEN" == states(shop)["three_months"]
    assert Decimal("0.6666") == task(shop, "three_months").progress


def test_an_order_that_is_wholly_refunded_is_no_order_of_its_month(shop: PluginShop) -> None:
    shop.order("ann", "10", "2026-01-10")
    shop.order("ann", "10", "2026-02-10", number="feb")
    shop.refund("ann", "10", "2026-02-11", order="feb")
    shop.order("ann", "10", "2026-03-10")

    assert "OPEN" == states(shop)["three_months"]


def test_a_referral_from_before_counts_once_the_challenge_is_open(shop: PluginShop) -> None:
    refer(shop, "bob", "2026-01-01")
    for on in ("2026-01-05", "2026-02-05", "2026-03-05"):
        shop.order("ann", "10", on)

    assert {"CLAIMABLE"} == set(states(shop).values())


def test_a_reward_is_claimed_once(shop: PluginShop) -> None:
    shop.order("ann", "10", "2026-01-01")
    assert "0" == points(shop)

    assert "RECORDED" == claim(shop, "first_order", "2026-01-02").outcome
    assert "ALREADY_CLAIMED" == claim(shop, "first_order", "2026-01-03").code
    assert "50" == points(shop)
    assert ("DONE", date(2026, 1, 1)) == (task(shop, "first_order").state, task(shop, "first_order").done_on)


def test_what_is_not_done_or_not_known_cannot_be_claimed(shop: PluginShop) -> None:
    refused = claim(shop, "first_order", "2026-01-01")

    assert "TASK_NOT_DONE" == refused.code
    assert "UNKNOWN_TASK" == claim(shop, "second_order", "2026-01-01").code
    assert "0" == points(shop)


def test_each_task_is_told_once(shop: PluginShop) -> None:
    shop.order("ann", "10", "2026-01-01")
    shop.order("ann", "10", "2026-01-02")

    assert [("2026-01-01", {"task": "first_order"})] == shop.events("ann", "gamified_tasks.completed")


def test_a_refund_of_the_order_opens_its_task_again_and_takes_the_reward_back(shop: PluginShop) -> None:
    shop.order("ann", "10", "2026-01-01", number="o1")
    claim(shop, "first_order", "2026-01-02")
    shop.refund("ann", "4", "2026-01-03", order="o1")
    assert "50" == points(shop)

    shop.refund("ann", "6", "2026-01-04", order="o1")

    assert ("0", "OPEN") == (points(shop), states(shop)["first_order"])

    shop.order("ann", "10", "2026-01-05")
    claim(shop, "first_order", "2026-01-05")

    assert "50" == points(shop)


def test_a_refund_leaves_what_another_order_still_fulfils(shop: PluginShop) -> None:
    shop.order("ann", "10", "2026-01-01", number="o1")
    shop.order("ann", "10", "2026-01-02")
    claim(shop, "first_order", "2026-01-02")
    shop.refund("ann", "10", "2026-01-04", order="o1")

    assert ("50", "DONE") == (points(shop), states(shop)["first_order"])


def test_under_keep_a_refund_changes_nothing() -> None:
    shop = playing({"growth_tree": {"on_refund": "KEEP"}})
    shop.order("ann", "10", "2026-01-01", number="o1")
    claim(shop, "first_order", "2026-01-02")
    shop.refund("ann", "10", "2026-01-03", order="o1")

    assert ("50", "DONE") == (points(shop), states(shop)["first_order"])


def three_months(shop: PluginShop) -> PluginShop:
    """Buy in each of three months, the second time with the order `feb`, and claim both rewards."""
    for on, number in (("2026-01-10", "jan"), ("2026-02-10", "feb"), ("2026-03-10", "mar")):
        shop.order("ann", "10", on, number=number)
    claim(shop, "first_order", "2026-03-11")
    claim(shop, "three_months", "2026-03-11")
    return shop


def test_a_refund_of_the_middle_months_only_order_opens_the_row_of_months_again(shop: PluginShop) -> None:
    three_months(shop)
    assert "250" == points(shop)

    shop.refund("ann", "10", "2026-03-20", order="feb")

    assert ("50", "DONE", "OPEN") == (points(shop), states(shop)["first_order"], states(shop)["three_months"])


def test_so_does_a_refund_of_the_middle_month_when_the_row_has_ended_long_ago(shop: PluginShop) -> None:
    three_months(shop).refund("ann", "10", "2026-08-20", order="feb")

    assert ("50", "OPEN") == (points(shop), states(shop)["three_months"])


def test_a_refund_of_one_of_two_orders_of_a_month_leaves_the_row_of_months_done(shop: PluginShop) -> None:
    shop.order("ann", "10", "2026-02-12", number="feb2")
    three_months(shop).refund("ann", "10", "2026-08-20", order="feb2")

    assert ("250", "DONE") == (points(shop), states(shop)["three_months"])


def test_a_later_order_says_nothing_of_a_row_that_was_complete_before(shop: PluginShop) -> None:
    three_months(shop).order("ann", "10", "2026-04-10", number="apr")
    shop.refund("ann", "10", "2026-08-20", order="apr")

    assert ("250", "DONE") == (points(shop), states(shop)["three_months"])


@pytest.mark.parametrize(
    ("tree", "task", "left"), [("KEEP", None, "250"), ("TAKE_BACK", "KEEP", "250"), ("KEEP", "TAKE_BACK", "50")]
)
def test_each_task_says_whether_refunds_undo_it(tree: str, task: str | None, left: str) -> None:
    tasks = {
        "first_order": {"amount": 50},
        "three_months": {"amount": 200, "on_refund": task},
        "refer_a_friend": {"amount": 500},
    }
    shop = three_months(playing({"growth_tree": {"tasks": tasks, "on_refund": tree}}))

    shop.refund("ann", "10", "2026-03-20", order="feb")

    assert left == points(shop)


@pytest.mark.parametrize(
    ("goal", "refunded", "left"),
    [
        (where("orders", "GTE", 3), "o1", "0"),
        (where("net_spend", "GTE", "30"), "o2", "0"),
        (where("orders", "GTE", 3, window="30d"), "o1", "0"),
        (where("net_spend", "GTE", "30", window="1m"), "o1", "0"),
        (where("orders", "GTE", 2, window="30d"), "o1", "9"),
        ({"all": [where("orders", "GTE", 3), where("net_spend", "GTE", "5")]}, "o2", "0"),
        ({"any": [where("orders", "GTE", 3), where("net_spend", "GTE", "5")]}, "o2", "9"),
    ],
)
def test_a_task_goes_with_any_order_that_it_stood_on(goal: Any, refunded: str, left: str) -> None:
    rules = {"growth_tree": {"goals": {"a": goal}, "tasks": {"a": {"amount": 9, "asset": "growth"}}, "claimed": False}}
    shop = playing(rules)
    for number in ("o1", "o2", "o3"):
        shop.order("ann", "10", "2026-01-05", number=number)

    shop.refund("ann", "10", "2026-03-06", order=refunded)

    assert left == shop.asset("ann", "growth").balance


def test_what_orders_do_not_tell_goes_with_the_order_that_completed_the_task_alone() -> None:
    goal = where("balance", "GTE", "30", asset="points")
    rules = {"growth_tree": {"goals": {"a": goal}, "tasks": {"a": {"amount": 9, "asset": "growth"}}, "claimed": False}}
    shop = playing(rules)
    moved = {"kind": "points", "amount": "30", "reason": "by hand"}
    shop.send("ann", "asset.granted", "2026-01-04", source="engine", **moved)
    for number in ("o1", "o2"):
        shop.order("ann", "10", "2026-01-05", number=number)
    shop.send("ann", "asset.spent", "2026-01-06", source="engine", **moved)

    shop.refund("ann", "10", "2026-01-07", order="o2")
    assert "9" == shop.asset("ann", "growth").balance
    shop.refund("ann", "10", "2026-01-08", order="o1")
    assert "0" == shop.asset("ann", "growth").balance


def test_rewards_may_be_given_without_a_claim() -> None:
    two = {"a": where("orders", "GTE", 1), "b": where("gross_spend", "GTE", "5")}
    tree = {"goals": two, "tasks": {"a": {"amount": 3}, "b": {"amount": 4}}, "claimed": False}
    shop = playing({"growth_tree": tree})
    shop.order("ann", "10", "2026-01-01", number="o1")
    assert ("7", {"a": "DONE", "b": "DONE"}) == (points(shop), states(shop))

    shop.refund("ann", "10", "2026-01-02", order="o1")

    assert ("4", {"a": "OPEN", "b": "DONE"}) == (points(shop), states(shop))


def test_daily_tasks_begin_anew_and_stages_count_them() -> None:
    shop = playing({"growth_tree": DAILY})
    shop.send("ann", "checkin", "2026-01-01")
    assert {"say_hello": "CLAIMABLE", "share": "OPEN", "stage_one": "OPEN", "stage_two": "LOCKED"} == states(shop)
    assert date(2026, 1, 1) == task(shop, "say_hello").deadline

    claim(shop, "say_hello", "2026-01-01")
    shop.clock("2026-01-02")
    assert "OPEN" == states(shop)["say_hello"]
    assert "TASK_NOT_DONE" == claim(shop, "say_hello", "2026-01-02").code

    shop.send("ann", "checkin", "2026-01-02")
    assert "CLAIMABLE" == states(shop)["stage_one"]
    claim(shop, "say_hello", "2026-01-02")
    claim(shop, "stage_one", "2026-01-02")
    shop.send("ann", "checkin", "2026-01-03")
    claim(shop, "stage_two", "2026-01-03")

    assert "32" == points(shop)


def test_a_daily_reward_is_gone_with_its_day() -> None:
    shop = playing({"growth_tree": DAILY})
    shop.send("ann", "checkin", "2026-01-01T23:59")

    assert "TASK_NOT_DONE" == claim(shop, "say_hello", "2026-01-02T00:00").code


def test_tasks_end_and_are_for_some() -> None:
    goals = {"wake": where("orders", "GTE", 1), "spring": where("orders", "GTE", 1)}
    tasks = {"wake": {"amount": 5, "audience": "silent"}, "spring": {"amount": 5, "ends_on": "2026-03-31"}}
    shop = playing({"growth_tree": {"goals": goals, "tasks": tasks}}, tags=[tag("silent")])
    assert {"spring": "OPEN"} == states(shop)
    shop.tag("ann", "silent", "2026-01-01")
    assert {"wake": "OPEN", "spring": "OPEN"} == states(shop)

    shop.order("ann", "1", "2026-04-01")

    assert {"wake": "CLAIMABLE", "spring": "OVER"} == states(shop)
    assert "TASK_OVER" == claim(shop, "spring", "2026-04-01").code


def test_a_task_done_in_time_is_claimed_in_time() -> None:
    tree = {"goals": {"spring": where("orders", "GTE", 1)}, "tasks": {"spring": {"amount": 5, "ends_on": "2026-03-31"}}}
    shop = playing({"growth_tree": tree})
    shop.order("ann", "1", "2026-03-31")
    assert ("CLAIMABLE", date(2026, 3, 31)) == (task(shop, "spring").state, task(shop, "spring").deadline)

    assert "TASK_OVER" == claim(shop, "spring", "2026-04-01").code


def test_a_goal_of_cadence_is_reached_in_a_week_with_two_orders() -> None:
    tree = {"goals": {"twice": where("orders", "GTE", 2, "7d")}, "tasks": {"twice": {"amount": 5}}}
    shop = playing({"growth_tree": tree})
    for on in ("2026-01-01", "2026-01-08", "2026-01-15"):
        shop.order("ann", "1", on)
    assert {"twice": "OPEN"} == states(shop)

    shop.order("ann", "1", "2026-01-21")

    assert {"twice": "CLAIMABLE"} == states(shop)


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"goals": {}, "tasks": {"a": {}}}, "each task needs a goal"),
        ({"goals": {"a": {}}, "tasks": {"a": {"requires": ["b"]}}}, "requires b, which does not exist"),
        ({"goals": {"a": {}}, "tasks": {"a": {"requires": ["a"]}}}, "requires itself"),
        (
            {"goals": {"a": {}, "b": {}}, "tasks": {"a": {"requires": ["b"]}, "b": {"requires": ["a"]}}},
            "requires itself",
        ),
    ],
)
def test_a_tree_that_cannot_grow_is_not_saved(tree: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TreeSettings.model_validate(tree)


@pytest.mark.parametrize("given_back", [("100", "200"), ("200", "100")])
def test_top_ups_that_are_given_back_count_no_more(given_back: tuple[str, str]) -> None:
    """Two are asked for, three were made: the first refund leaves the task done, the second opens it again."""
    goals = {"saver": where("events", "GTE", 2, type="topup.paid")}
    shop = playing({"growth_tree": {"goals": goals, "tasks": {"saver": {"amount": 30}}, "claimed": False}})
    for amount in ("100", "200", "300"):
        shop.send("ann", "topup.paid", "2026-01-01", paymentId=f"p{amount}", amount=amount)
    assert ("DONE", "30") == (states(shop)["saver"], points(shop))

    seen = []
    for amount in given_back:
        for part in (1, 2):
            half = str(int(amount) // 2)
            shop.send(
                "ann", "topup.refunded", "2026-01-02", refundId=f"r{amount}{part}", paymentId=f"p{amount}", amount=half
            )
        shop.send("ann", "checkin", "2026-01-02")
        seen.append((states(shop)["saver"], points(shop)))

    assert [("DONE", "30"), ("OPEN", "0")] == seen
    assert "top-ups to make: 1 more" == task(shop, "saver").text
    shop.send("ann", "topup.paid", "2026-01-03", paymentId="p4", amount="5")
    assert ("DONE", "30") == (states(shop)["saver"], points(shop))
