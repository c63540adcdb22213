"""Coupons that an order was paid with: theirs, open, in time, and large enough an order."""

from typing import Any

import pytest

from headless.engine.handlers.couponing import before_coupons
from headless.engine.program.offer_documents import coupon_kind
from headless.plugins import Issue
from tests.kit.rewards import CLAIM, RewardShop, coupon
from tests.kit.rules import saying
from tests.kit.setup import Ruling, Setup

TENTH = {"code": "tenth", "name": "A tenth off", "discount": {"percent": "10", "most": "30"}}


def open_shop(*effects: Any, kinds: Any = None) -> RewardShop:
    """A shop that gives coupons for a claim."""
    rules = [Ruling(saying("gift", *effects, on=("claim.made",)))]
    given = kinds or [coupon("twenty", "20", minimum="100"), TENTH]
    shop = RewardShop(Setup(coupons=given, rules=rules, event_types=[CLAIM]))
    shop.claim("ann", "2026-05-01")
    return shop


def test_an_orders_coupons_are_used_with_it(request: pytest.FixtureRequest) -> None:
    shop = open_shop(Issue("twenty"), Issue("tenth"))
    outcome = shop.order("ann", "100", "2026-05-02", coupons=["c-1", "C2"], number="o1")

    assert "RECORDED" == outcome.outcome, outcome
    assert [("COUPON", "twenty", "USABLE", "USED"), ("COUPON", "tenth", "USABLE", "USED")] == outcome.changes
    assert ["o1", "o1"] == [discount.order_ref for discount in shop.codes.values()]


def test_what_is_not_theirs_to_use_refuses_the_order() -> None:
    shop = open_shop(Issue("tenth"), Issue("tenth"))
    shop.member("bob", 0).facts.rewards.coupons.update(shop.codes)
    shop.order("ann", "100", "2026-05-02", coupons=["C2"])

    def told(member: str, *codes: str) -> tuple[str, str | None]:
        outcome = shop.order(member, "100", "2026-05-03", coupons=list(codes))
        return outcome.outcome, outcome.code

    assert ("INVALID", "UNKNOWN_COUPON") == told("ann", "NONE")
    assert ("REFUSED", "COUPON_OF_ANOTHER") == told("bob", "C1")
    assert ("REFUSED", "COUPON_USED") == told("ann", "C2")
    assert ("INVALID", "COUPON_TWICE") == told("ann", "C1", "c1")
    shop.set_status("ann", "FROZEN", "2026-05-03")
    assert ("REFUSED", "MEMBER_FROZEN") == told("ann", "C1")


@pytest.mark.parametrize(("total", "outcome"), [("80", "RECORDED"), ("79.99", "REFUSED")])
def test_the_minimum_is_of_the_order_before_its_coupons(total: str, outcome: str) -> None:
    shop = open_shop(Issue("twenty"))

    assert outcome == shop.order("ann", total, "2026-05-02", coupons=["C1"]).outcome


@pytest.mark.parametrize(
    ("total", "discounts", "before"),
    [
        (8000, [{"amount": "20"}], 10000),
        (9000, [{"percent": "10"}], 10000),
        (90000, [{"percent": "10", "most": "30"}], 93000),
        (0, [{"percent": "100", "most": "30"}], 3000),
        (7000, [{"amount": "20"}, {"percent": "10"}], 10000),
        (5000, [{"gift": "a cup"}], 5000),
    ],
)
def test_what_an_order_came_to_before_its_coupons(total: int, discounts: list[Any], before: int) -> None:
    kinds = [
        coupon_kind(at, 1, {"code": "x", "name": "X", "discount": discount}, 2) for at, discount in enumerate(discounts)
    ]

    assert before == before_coupons(total, kinds)


def test_a_refund_leaves_used_coupons_used() -> None:
    shop = open_shop(Issue("tenth"))
    shop.order("ann", "100", "2026-05-02", coupons=["C1"], number="o1")
    shop.refund("ann", "100", "2026-05-03", order="o1")

    assert [("C1", "tenth", "USED")] == shop.coupons("ann")
