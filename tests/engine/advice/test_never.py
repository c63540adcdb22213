"""What no member can ever have is said with the reason; what some member may have is not."""

from typing import Any

import pytest

from headless.engine.advice.records import SettingName
from headless.messages import Called
from tests.engine.advice.checks import FOUR, benefit, coupon, held, said
from tests.kit.setup import ladder, tier, where

NEVER = "BENEFIT_NEVER"


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ({"any": [{"any": []}]}, "its list of alternatives is empty"),
        ({"all": [held("GTE", "gold"), held("LT", "silver")]}, "tier would have to be two things at once"),
        (
            {"all": [where("orders", "GTE", 5), {"any": [where("orders", "EQ", 2), where("orders", "LT", 1)]}]},
            "orders would have to be two things at once",
        ),
        ({"all": [where("orders", "GTE", 5), {"not": where("orders", "GTE", 5)}]}, "orders would have to be two things at once"),
        (where("orders", "EQ", "2.5"), "orders is never what it asks for"),
        ({"not": {"all": []}}, "it says that nothing may hold"),
    ],
)  # fmt: skip
def test_a_condition_that_contradicts_itself_is_named_with_what_contradicts(condition: Any, why: str) -> None:
    assert (NEVER, "benefit:tea", f"tea can never be available: {why}") in said(
        tracks=[FOUR], benefits=[benefit("tea", condition)]
    )


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"all": []},
        {"all": [where("orders", "GTE", 5), where("orders", "GTE", 5, "30d")]},
        {"all": [where("orders", "GTE", 5), where("orders", "LT", 10)]},
        {"all": [where("orders", "GTE", 5), where("orders", "LT", 2, "30d")]},
        {"all": [where("orders", "GTE", 5), {"any": [where("orders", "EQ", 2), where("orders", "EQ", 6)]}]},
        {"any": [{"any": []}, where("orders", "GTE", 1)]},
        {"all": [where("tag", "EQ", "student"), where("tag", "EQ", "regular")]},
        {"not": held("GTE", "gold")},
    ],
)
def test_a_condition_that_somebody_may_meet_gives_no_advice(condition: Any) -> None:
    tags = [{"code": code, "name": code.title()} for code in ("student", "regular")]
    advice = said(tracks=[FOUR], tags=tags, benefits=[benefit("tea", condition)])
    assert [one for one in advice if one[0] == NEVER] == []


def test_a_stock_of_nothing_is_never_available_and_one_of_something_is() -> None:
    advice = said(benefits=[benefit("gone", stock=0), benefit("there", stock=1)])
    assert advice == [(NEVER, "benefit:gone", "gone can never be available: its stock is 0")]


def test_a_benefit_that_gives_coupons_of_which_there_are_none() -> None:
    coupons = [coupon("none", "5", stock=0), coupon("some", "5", stock=9)]
    advice = said(coupons=coupons, benefits=[benefit("a", gives="none"), benefit("b", gives="some")])
    assert advice == [(NEVER, "benefit:a", "a can never be available: there are 0 coupons of none")]


def test_a_benefit_whose_coupons_have_ended_when_it_opens() -> None:
    coupons = [coupon("old", "5", expiresOn="1969-12-31"), coupon("may", "5", expiresOn="2026-05-31")]
    june, long_over = {"opensAt": 1_780_300_000_000_000}, {"closesAt": -1}
    benefits = [
        benefit("now", gives="old"), benefit("june", gives="may", **june), benefit("may", gives="may"),
        benefit("early", gives="may", earlyAccess=[{"condition": {"all": []}, "days": 3}], **june),
        benefit("over", gives="old", **long_over),
    ]  # fmt: skip
    assert said(coupons=coupons, benefits=benefits) == [
        (NEVER, "benefit:now", "now can never be available: the coupons of old have ended"),
        (NEVER, "benefit:june", "june can never be available: the coupons of may end before it opens"),
    ]


def test_a_tier_that_cannot_be_reached_and_the_benefit_behind_it() -> None:
    orders = {"all": [where("orders", "GTE", 9), where("orders", "LT", 9)]}
    track = ladder(tier("bronze", 1), tier("gold", 2, orders))
    advice = said(
        tracks=[track], benefits=[benefit("lounge", held("GTE", "gold")), benefit("tea", held("GTE", "bronze"))]
    )
    assert advice == [
        ("TIER_NEVER", "tier:main/gold", "gold can never be reached: orders would have to be two things at once"),
        (NEVER, "benefit:lounge", "lounge can never be available: gold can never be reached"),
    ]  # fmt: skip


def test_a_tier_by_invitation_can_be_reached() -> None:
    track = ladder(tier("bronze", 1), tier("invited", 2))
    assert said(tracks=[track], benefits=[benefit("lounge", held("EQ", "invited"))]) == []


def test_a_benefit_that_members_have_by_grant_alone_is_meant_so() -> None:
    assert said(benefits=[benefit("bouquet", {"any": []})]) == []


def test_a_benefit_that_a_rule_gives_is_there_even_if_its_condition_never_holds() -> None:
    never = {"all": [where("orders", "GTE", 5), where("orders", "LT", 5)]}
    gift = SettingName("rule:x/x/x", Called("pack", "Pack", {}), Called("gift", "Gift", {}), "benefit", "bouquet")
    assert [code for code, _, _ in said(benefits=[benefit("bouquet", never)])] == [NEVER]
    assert said({"names": [gift]}, benefits=[benefit("bouquet", never)]) == []


def test_a_benefit_whose_season_lies_outside_of_its_dates_never_opens() -> None:
    march, april = 1_772_323_200_000_000, 1_775_001_600_000_000  # 2026
    july, spring = {"firstDay": "07-01", "lastDay": "07-31"}, {"firstDay": "03-10", "lastDay": "04-20"}
    dates = {"opensAt": march, "closesAt": april}
    why = "it closes before it opens, or no day of its season lies in between"
    advice = said(benefits=[benefit("ice", season=july, **dates), benefit("tulips", season=spring, **dates)])
    assert advice == [(NEVER, "benefit:ice", f"ice can never be available: {why}")]


def test_a_benefit_that_is_over_or_still_to_come_is_history_or_a_plan() -> None:
    past, future = {"closesAt": 1_000_000}, {"opensAt": 4_000_000_000_000_000}
    assert (
        said(
            benefits=[
                benefit("past", **past),
                benefit("future", **future),
                benefit("each_may", season={"firstDay": "05-01", "lastDay": "05-31"}),
            ]
        )
        == []
    )
