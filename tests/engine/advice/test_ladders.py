"""The higher the tier, the more it brings; where it is not so, the ladder says so."""

from dataclasses import replace
from typing import Any

import pytest

from tests.engine.advice.checks import FOUR, benefit, coupon, held, price, said, table

LESS = "TIER_GETS_LESS"


def of(tier: str) -> str:
    return f"tier:main/{tier}"


def test_nine_tenths_for_gold_that_black_lacks_is_pointed_out_at_black() -> None:
    benefits = [benefit("freight", held("GTE", "silver")), benefit("gold_price", held("EQ", "gold"), **price("10"))]
    assert said(tracks=[FOUR], benefits=benefits) == [
        (LESS, of("black"), "gold gets gold_price, and the higher black does not")
    ]


def test_prices_that_grow_with_the_tier_are_fine() -> None:
    benefits = [
        benefit("silver_price", held("EQ", "silver"), **price("5")),
        benefit("gold_price", held("EQ", "gold"), **price("10")),
        benefit("black_price", held("GTE", "black"), **price("20")),
        benefit("three_days_early", held("GTE", "gold"), "SERVICE"),
    ]
    assert said(tracks=[FOUR], benefits=benefits) == []


def test_a_higher_tier_with_a_smaller_price_cut_is_pointed_out() -> None:
    benefits = [
        benefit("gold_price", held("EQ", "gold"), **price("20")),
        benefit("black_price", held("EQ", "black"), **price("10")),
    ]
    assert said(tracks=[FOUR], benefits=benefits) == [
        (LESS, of("black"), "gold gets gold_price, and the higher black gets black_price instead, which is less")
    ]


def test_a_birthday_coupon_that_shrinks_is_pointed_out_and_one_that_grows_is_not() -> None:
    coupons = [coupon("ten", "10"), coupon("thirty", "30")]
    small, large = {"gives": "ten", "quota": 1}, {"gives": "thirty", "quota": 1}
    gold, black = held("EQ", "gold"), held("EQ", "black")
    grown = [benefit("gold_gift", gold, **small), benefit("black_gift", black, **large)]
    shrunk = [benefit("gold_gift", gold, **large), benefit("black_gift", black, **small)]
    assert said(tracks=[FOUR], benefits=grown, coupons=coupons) == []
    assert [advice[:2] for advice in said(tracks=[FOUR], benefits=shrunk, coupons=coupons)] == [(LESS, of("black"))]


LESS_AND_MORE = [
    (
        {"memberPrice": {"each": "12", "scope": {"skus": ["tea"]}}},
        {"memberPrice": {"each": "10", "scope": {"skus": ["tea"]}}},
    ),
    ({"memberPrice": {"delivery": True, "orderLeast": "99"}}, {"memberPrice": {"delivery": True, "orderLeast": "30"}}),
    ({"memberPrice": {"percentOff": "10", "orderLeast": "50"}}, {"memberPrice": {"percentOff": "10"}}),
    ({"memberPrice": {"percentOff": "10", "mostPieces": 1}}, {"memberPrice": {"percentOff": "10", "mostPieces": 3}}),
    ({"gives": "20-of-200"}, {"gives": "20-of-100"}),
    (
        {"gives": "20-of-100", "quota": 1, "quotaPeriod": "year"},
        {"gives": "20-of-100", "quota": 4, "quotaPeriod": "year"},
    ),
    ({"grants": [{"kind": "points", "amount": "5"}], "quota": 1}, {"grants": [{"kind": "points", "amount": "5"}]}),
]
ONLY_DIFFERENT = [
    ({"memberPrice": {"percentOff": "5"}}, {"memberPrice": {"percentOff": "10", "orderLeast": "500"}}),
    ({"gives": "10-of-0"}, {"gives": "20-of-100"}),
    (
        {"grants": [{"kind": "points", "amount": "9"}], "quota": 1},
        {"grants": [{"kind": "points", "amount": "5"}], "quota": 2},
    ),
]


@pytest.mark.parametrize(("gold", "black", "is_told"), [
    *((more, less, True) for less, more in LESS_AND_MORE),
    *((less, more, False) for less, more in LESS_AND_MORE),
    *((one, other, False) for one, other in ONLY_DIFFERENT),
    *((other, one, False) for one, other in ONLY_DIFFERENT),
])  # fmt: skip
def test_a_benefit_in_its_place_may_not_be_less_in_any_number(gold: Any, black: Any, is_told: bool) -> None:
    """Dearer, from a larger order on, for fewer pieces, or less often. What is less in one and more in another is not judged."""
    coupons = [coupon("20-of-100", "20", "100"), coupon("20-of-200", "20", "200"), coupon("10-of-0", "10")]
    benefits = [benefit("at_gold", held("EQ", "gold"), **gold), benefit("at_black", held("EQ", "black"), **black)]
    told = said(tracks=[FOUR], benefits=benefits, coupons=coupons)
    assert [advice[:2] for advice in told] == ([(LESS, of("black"))] if is_told else [])


def test_a_benefit_of_another_kind_does_not_stand_in_for_a_lost_one_and_what_cannot_be_compared_does() -> None:
    gold, black = held("EQ", "gold"), held("EQ", "black")
    lost = benefit("gold_price", gold, **price("10"))
    assert said(tracks=[FOUR], benefits=[lost, benefit("certificate", black, "IDENTITY")]) != []
    assert said(tracks=[FOUR], benefits=[lost, benefit("dinner", black)]) == []


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"test": {"metric": "tag", "op": "EQ", "value": "student"}},
        {"any": [held("EQ", "silver"), {"test": {"metric": "orders", "op": "GTE", "value": 3}}]},
        {"not": held("LT", "gold")},
        held("IN", ["silver", "gold", "black"]),
    ],
)
def test_what_is_not_taken_from_a_higher_tier_gives_no_advice(condition: Any) -> None:
    tags = [{"code": "student", "name": "Student"}]
    assert said(tracks=[FOUR], tags=tags, benefits=[benefit("tea", condition)]) == []


def test_benefits_of_another_ladder_say_nothing_of_this_one() -> None:
    club = {**FOUR, "code": "club", "default": False}
    benefits = [benefit("lounge", held("EQ", "gold", track="club"))]
    assert [about for _, about, _ in said(tracks=[FOUR, club], benefits=benefits)] == ["tier:club/black"]


def test_a_multiplier_that_forgets_the_highest_tier_gives_it_the_usual() -> None:
    times = table({"silver": "1.5", "gold": "2"}, usual="1")
    assert said(times, tracks=[FOUR]) == [
        (LESS, of("black"), "by times of multiplier, gold gets 2, and the higher black gets 1")
    ]


def test_multipliers_and_gifts_that_grow_are_fine() -> None:
    assert said(table({"gold": "1.5", "black": "2"}, usual="1"), tracks=[FOUR]) == []
    assert said(table({"silver": "100", "gold": "100", "black": "500"}, unit="points"), tracks=[FOUR]) == []


def test_a_gift_that_shrinks_is_pointed_out_and_one_of_another_kind_is_not_compared() -> None:
    shrinks = table({"gold": "500", "black": "100"}, unit="points")
    assert [about for _, about, _ in said(shrinks, tracks=[FOUR])] == [of("black")]
    other = table({"gold": "500"}, unit="points")["tables"][0]
    mixed = {**other.amounts, **table({"black": "5"}, unit="balance")["tables"][0].amounts}
    assert said({"tables": [replace(other, amounts=mixed)]}, tracks=[FOUR]) == []


def test_a_multiplier_is_for_its_own_track() -> None:
    club = {**FOUR, "code": "club", "default": False}
    assert {about for _, about, _ in said(table({"gold": "2"}, usual="1", track="club"), tracks=[FOUR, club])} == {
        "tier:club/black"
    }


def early(*days: tuple[str, int]) -> dict[str, Any]:
    """Return for which tier and above something opens so many days earlier."""
    return {"earlyAccess": [{"condition": held("GTE", code), "days": count} for code, count in days]}


def test_a_new_tea_that_opens_later_for_the_higher_tier_is_pointed_out() -> None:
    exact = {
        "earlyAccess": [{"condition": held("EQ", "gold"), "days": 3}, {"condition": held("EQ", "black"), "days": 1}]
    }
    assert said(tracks=[FOUR], benefits=[benefit("new_tea", **exact)]) == [
        (LESS, of("black"), "gold gets new_tea 3 days early, and the higher black 1")
    ]
    assert said(tracks=[FOUR], benefits=[benefit("new_tea", **early(("gold", 1), ("black", 3)))]) == []
    assert said(tracks=[FOUR], benefits=[benefit("new_tea", **early(("gold", 3)))]) == []


def test_rewards_that_cost_differently_are_not_compared() -> None:
    cheap = {"price": [{"kind": "points", "amount": "10"}], "grants": [{"kind": "growth", "amount": "5"}]}
    dear = {"price": [{"kind": "points", "amount": "90"}], "grants": [{"kind": "growth", "amount": "3"}]}
    gold, black = held("EQ", "gold"), held("EQ", "black")
    assert said(tracks=[FOUR], benefits=[benefit("a", gold, **cheap), benefit("b", black, **dear)]) == []
    less = {**cheap, "grants": dear["grants"]}
    assert [
        about
        for _, about, _ in said(tracks=[FOUR], benefits=[benefit("a", gold, **cheap), benefit("b", black, **less)])
    ] == [of("black")]
