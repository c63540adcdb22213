"""What coupons take off, one after the other, and how it is spread over the lines."""

from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from headless.engine.pricing.baskets import Basket, Line
from headless.engine.pricing.savings import Pricing
from headless.engine.program.offers import CouponKind, Discount
from headless.engine.program.prices.coupon_terms import CouponTerms
from headless.engine.program.prices.line_scopes import LineScope
from tests.engine.pricing.test_combinations import baskets, kinds

TEA = LineScope(categories=frozenset({"tea"}))


def line(amount: int, category: str | None = None, *, listed: int | None = None) -> Line:
    return Line("sku", Decimal(1), amount if listed is None else listed, amount, category)


def kind(id_: int, discount: Discount, scope: LineScope | None = None) -> CouponKind:
    terms = CouponTerms() if scope is None else CouponTerms(scope)
    return CouponKind(id_, f"k{id_}", f"k{id_}", discount=discount, terms=terms)


def pricing_of(*lines: Line, delivery: int | None = None) -> Pricing:
    return Pricing(Basket(lines, delivery=delivery), [each.amount for each in lines])


def test_a_saving_on_the_whole_order_is_spread_by_largest_remainder() -> None:
    priced = pricing_of(line(1_000), line(1_000), line(1_000)).apply([kind(1, Discount(amount=1_000))])

    assert priced.lines == [666, 667, 667]


def test_goods_come_before_the_order_and_the_order_before_the_freight() -> None:
    pricing = pricing_of(line(10_000, "tea"), line(10_000), delivery=800)
    free, ten_off, tea_half = (
        kind(1, Discount(delivery=True)),
        kind(2, Discount(percent=Decimal(10))),
        kind(3, Discount(percent=Decimal(50)), TEA),
    )

    priced = pricing.apply([free, ten_off, tea_half])

    assert priced.savings[2].amount == 5_000
    assert priced.savings[1].amount == 1_500, "ten per cent of what is left"
    assert priced.savings[0].delivery == 800
    assert (priced.total, priced.delivery) == (13_500, 0)


def test_a_percentage_of_the_list_does_not_shrink_with_the_price() -> None:
    pricing = pricing_of(line(8_000, listed=10_000))

    of_list = pricing.apply([kind(1, Discount(percent=Decimal(10), of="LIST"))])
    of_running = pricing.apply([kind(1, Discount(percent=Decimal(10)))])

    assert of_list.total == 7_000
    assert of_running.total == 7_200


def test_a_ceiling_bounds_a_percentage() -> None:
    assert pricing_of(line(100_000)).apply([kind(1, Discount(percent=Decimal(20), most=5_000))]).total == 95_000


def test_half_a_cent_is_rounded_up() -> None:
    assert pricing_of(line(999)).apply([kind(1, Discount(percent=Decimal(50)))]).savings[0].amount == 500


def test_an_amount_never_takes_more_than_its_goods_cost() -> None:
    priced = pricing_of(line(300, "tea"), line(9_000)).apply([kind(1, Discount(amount=2_000), TEA)])

    assert priced.lines == [0, 9_000]


def test_a_coupon_for_other_goods_has_no_effect() -> None:
    priced = pricing_of(line(300)).apply([kind(1, Discount(amount=2_000), TEA)])

    assert not priced.savings[0].has_effect


def test_the_second_free_delivery_has_no_effect() -> None:
    priced = pricing_of(line(300), delivery=500).apply(
        [kind(1, Discount(delivery=True)), kind(2, Discount(delivery=True))]
    )

    assert [saving.has_effect for saving in priced.savings] == [True, False]


def test_a_gift_has_an_effect_and_saves_nothing() -> None:
    priced = pricing_of(line(300)).apply([kind(1, Discount(gift="a cup"))])

    assert priced.savings[0].has_effect
    assert priced.total == 300


@given(baskets(), kinds(), st.integers(0, 100))
def test_every_cent_that_is_saved_is_off_a_line(basket: Basket, listed: list[CouponKind], seed: int) -> None:
    pricing = Pricing(basket, [each.amount for each in basket.lines])

    priced = pricing.apply(listed)

    assert sum(priced.lines) == priced.total
    assert pricing.total - priced.total == sum(saving.amount for saving in priced.savings)
    assert all(sum(saving.lines) == saving.amount for saving in priced.savings if saving.amount)
    assert all(cost >= min(before, 0) for cost, before in zip(priced.lines, pricing.before, strict=True))
    assert priced.total >= 0
    shuffled = Random(seed).sample(listed, len(listed))
    assert pricing.apply(shuffled).lines == priced.lines, "the order in which coupons are named is nothing"
