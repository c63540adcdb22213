"""Recipes that answer what members do, or leave something to chance."""

import pytest

from headless.errors import Invalid
from tests.docs.plugin_pages.cookbook.recipes import coupon, shop


def test_a_visit_brings_five_points() -> None:
    visits = shop("store_visit")
    ann = visits.member()

    said = ann.send("store.visited", store="High Street")

    assert (5, ["came to High Street"]) == (said.earned("points"), [effect.why for effect in said.effects])
    assert "1d" == visits.registry.event_types["store.visited"].once
    with pytest.raises(Invalid, match="store"):
        ann.send("store.visited")


def test_a_questionnaire_is_paid_once() -> None:
    ann = shop("questionnaire").member()

    def answered(survey: str, complete: bool = True) -> object:
        said = ann.send("survey.answered", survey=survey, complete=complete, answers="tea, mostly")
        return said.earned("points")

    assert [0, 30, 0, 30] == [answered("tea", False), answered("tea"), answered("tea"), answered("mugs")]


def test_points_go_to_a_friend() -> None:
    points, tag = {"code": "points", "transferable": True}, {"code": "guest", "name": "Guest"}
    gifts = shop("gift_to_a_friend", kinds=[points], tags=[tag])
    ann, ben, guest = gifts.member(), gifts.member(), gifts.member()
    ann.grant("points", 100)
    guest.tag("guest")

    assert -30 == ann.send("gift.sent", friend=ben, points=30).earned("points")
    assert (70, 30) == (ann.balance("points"), ben.balance("points"))
    assert "INSUFFICIENT_BALANCE" == ann.send("gift.sent", friend=ben, points=71).code
    assert "NO_GIFTS_FOR_GUESTS" == ann.send("gift.sent", friend=guest, points=1).code


def test_a_scratch_card_wins_if_it_is_drawn_while_mugs_are_left() -> None:
    ann = shop(
        "scratch_card", settings={"scratch_card": {"mugs": 1, "blanks": 0}}, coupons=[coupon("free-mug", stock=1)]
    ).member()

    assert {"scratch_card": "for orders of 20 or more"} == ann.order("19.99").skipped
    ann.order("20")
    assert ["free-mug"] == [kind for kind, *_ in ann.coupons]
    assert {"scratch_card": "coupon:free-mug has 0 left, 1 asked for"} == ann.order("20").skipped


def test_a_blank_says_so() -> None:
    ann = shop("scratch_card", settings={"scratch_card": {"mugs": 0}}, coupons=[coupon("free-mug")]).member()

    assert {"scratch_card": "a blank"} == ann.order("20").skipped


def test_one_card_of_ten_wins() -> None:
    ann = shop("scratch_card", coupons=[coupon("free-mug")]).member()
    for _ in range(300):
        ann.order("20")

    assert 10 < len(ann.coupons) < 60


def test_the_first_to_come_share_the_beans_of_a_day() -> None:
    members = shop("bean_grab", settings={"beans": {"amount": 25}})
    ann, bea, cid, dan = (members.member() for _ in range(4))

    grabs = [member.send("beans.grabbed", "2026-05-02") for member in (ann, bea, cid, dan)]

    assert ["10", "10", "5", "0"] == [str(member.balance("points")) for member in (ann, bea, cid, dan)]
    assert ("REFUSED", "EXHAUSTED") == (grabs[3].status, grabs[3].code)
    assert (0, 25) == (members.left("budget:beans"), members.left("budget:beans", "2026-05-03"))
    assert 10 == dan.send("beans.grabbed", "2026-05-03").earned("points")


def test_the_shop_sees_what_is_left_of_the_beans() -> None:
    members = shop("bean_grab", settings={"beans": {"amount": 25}})
    members.member().send("beans.grabbed", "2026-05-02")

    told = members.graphql("{ plugins { budgets { code period amount taken left resetsAt } } }")

    listed = [budget for plugin in told["data"]["plugins"] for budget in plugin["budgets"]]
    assert [("beans", "DAY", "25", "10", "15", "2026-05-02T23:00:00Z")] == [tuple(budget.values()) for budget in listed]
