"""Why a coupon cannot be used for an order."""

from decimal import Decimal

import pytest

from headless.engine.pricing.baskets import Basket, Line
from headless.engine.pricing.obstacles import order_obstacle, together
from headless.engine.pricing.savings import Pricing
from headless.engine.program.offers import CouponKind, Discount
from headless.engine.program.prices.coupon_terms import CouponTerms
from headless.engine.program.prices.line_scopes import LineScope
from headless.engine.values.currencies import Currency

GBP = Currency("GBP", 2)
TEA = LineScope(categories=frozenset({"tea"}))


def kind(id_: int = 1, *, minimum: int | None = None, **terms: object) -> CouponKind:
    name = f"k{id_}"
    return CouponKind(id_, name, name, 1, Discount(amount=500), minimum, terms=CouponTerms(**terms))  # type: ignore[arg-type]


def against(kind: CouponKind, *, channel: str | None = None, store: str | None = None) -> tuple[str, str] | None:
    lines = (Line("cup", Decimal(1), 3_000, 3_000), Line("oolong", Decimal(1), 2_000, 2_000, "tea"))
    pricing = Pricing(Basket(lines, channel, store), [line.amount for line in lines])
    obstacle = order_obstacle(kind, pricing, GBP)
    return None if obstacle is None else (obstacle.code, str(obstacle.message))


@pytest.mark.parametrize(
    "fitting",
    [
        kind(),
        kind(minimum=5_000),
        kind(minimum=2_000, scope=TEA),
        kind(scope=LineScope(not_categories=frozenset({"tea"}))),
        kind(scope=LineScope(skus=frozenset({"cup"}))),
    ],
)
def test_a_coupon_fits(fitting: CouponKind) -> None:
    assert against(fitting) is None


def test_a_minimum_is_of_the_whole_order() -> None:
    assert against(kind(minimum=5_001)) == (
        "MINIMUM_NOT_REACHED",
        "k1 is for orders of 50.01 or more; this one came to 50.00 before its coupons",
    )


def test_a_minimum_is_of_the_goods_that_a_coupon_is_for() -> None:
    assert against(kind(minimum=2_001, scope=TEA)) == (
        "MINIMUM_NOT_REACHED",
        "k1 is for 20.01 or more of its goods; those of this order came to 20.00 before coupons",
    )


def test_a_coupon_for_other_goods_does_not_fit() -> None:
    assert against(kind(scope=LineScope(brands=frozenset({"acme"})))) == (
        "NOT_FOR_THESE_GOODS",
        "k1 is for none of these goods",
    )


def test_a_coupon_of_a_channel_needs_the_channel_to_be_said() -> None:
    app = kind(channels=frozenset({"app"}))

    assert against(app, channel="app") is None
    assert against(app, channel="web") == ("WRONG_CHANNEL", "k1 is for the channels app, not for 'web'")
    assert against(app) == ("WRONG_CHANNEL", "k1 is for the channels app; say the channel of the order")


def test_a_coupon_of_a_store_needs_the_store_to_be_said() -> None:
    leeds = kind(stores=frozenset({"leeds"}))

    assert against(leeds, store="leeds") is None
    assert against(leeds, store="york") == ("WRONG_STORE", "k1 is for the stores leeds, not for 'york'")
    assert against(leeds) == ("WRONG_STORE", "k1 is for the stores leeds; say the store of the order")


def clash(*kinds: CouponKind) -> tuple[int, str] | None:
    against = together(kinds)
    return None if against is None else (against[0], against[1].code)


def test_coupons_without_terms_go_together() -> None:
    assert clash(kind(1), kind(1), kind(2)) is None


def test_one_coupon_of_a_group_is_used() -> None:
    assert clash(kind(1, group="g"), kind(2, group="h"), kind(3, group="g")) == (2, "NOT_WITH_OTHERS")


def test_a_coupon_that_goes_alone_goes_with_none_before_or_after_it() -> None:
    assert clash(kind(1, alone=True), kind(2)) == (1, "NOT_WITH_OTHERS")
    assert clash(kind(1), kind(2, alone=True)) == (1, "NOT_WITH_OTHERS")


def test_so_many_coupons_of_a_kind_are_used_for_an_order() -> None:
    assert clash(*[kind(1, most_per_order=2)] * 2) is None
    assert clash(*[kind(1, most_per_order=2)] * 3) == (2, "TOO_MANY_COUPONS")
