"""A coupon of 20 off orders from 10 on makes them free; that is hardly meant."""

import pytest

from tests.engine.advice.checks import coupon, said


def test_a_coupon_worth_more_than_its_minimum_is_named_with_both_amounts() -> None:
    assert said(coupons=[coupon("may", "20", "10")]) == [
        (
            "COUPON_ABOVE_MINIMUM",
            "coupon:may",
            "may takes 20.00 off orders from 10.00 on, which are then free; raise the minimum, or lower the amount",
        )
    ]


@pytest.mark.parametrize(
    "kind",
    [
        coupon("full", "20", "200"),
        coupon("same", "20", "20"),
        coupon("any", "5"),
        coupon("zero", "5", "0"),
        coupon("share", discount={"percent": "50", "most": "100"}, minimum="10"),
        coupon("gift", discount={"gift": "a mug"}, minimum="10"),
        coupon("freight", discount={"delivery": True}, minimum="10"),
    ],
)
def test_coupons_as_shops_give_them_are_fine(kind: dict[str, object]) -> None:
    assert said(coupons=[kind]) == []
