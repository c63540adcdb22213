"""The best combination of coupons, against trying all of them."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.pricing.baskets import Basket, Line
from headless.engine.pricing.combinations import best_combination
from headless.engine.pricing.obstacles import together
from headless.engine.pricing.savings import Pricing
from headless.engine.program.offers import CouponKind, Discount
from headless.engine.program.prices.coupon_terms import CouponTerms
from headless.engine.program.prices.line_scopes import LineScope

SKUS = ("cup", "pot", "tea")
CENTS = st.integers(0, 20_000)


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    """Draw an order of one to six lines, some of them handed back in exchange, and of cards that it sells."""
    amounts = draw(st.lists(st.integers(-500, 20_000), min_size=1, max_size=6))
    lines = [Line(draw(st.sampled_from(SKUS)), Decimal(1), amount, amount) for amount in amounts]
    if sum(line.amount for line in lines) < 0:
        lines.append(Line("cup", Decimal(1), 5_000, 5_000))
    cards = draw(st.lists(st.integers(0, 20_000), max_size=2))
    lines += [Line(draw(st.sampled_from(SKUS)), Decimal(1), amount, amount, card=True) for amount in cards]
    return Basket(draw(st.permutations(lines)), delivery=draw(st.sampled_from([None, 0, 990])))


@st.composite
def discounts(draw: st.DrawFn) -> Discount:
    """Draw what a coupon takes off."""
    form = draw(st.sampled_from(["amount", "percent", "delivery", "gift"]))
    if form == "amount":
        return Discount(amount=draw(st.integers(1, 6_000)))
    if form == "percent":
        percent = draw(st.decimals("0.1", "100", places=1))
        most = draw(st.none() | st.integers(1, 2_000))
        return Discount(percent=percent, most=most, of=draw(st.sampled_from(["LIST", "RUNNING"])))
    return Discount(delivery=True) if form == "delivery" else Discount(gift="a cup")


@st.composite
def kinds(draw: st.DrawFn, most: int = 6) -> list[CouponKind]:
    """Draw coupons by their kinds: some of them twice."""
    own: list[CouponKind] = []
    for id_ in range(1, draw(st.integers(1, most)) + 1):
        skus = draw(st.sets(st.sampled_from(SKUS), max_size=2))
        terms = CouponTerms(
            LineScope(skus=frozenset(skus)),
            group=draw(st.sampled_from([None, None, "a", "b"])),
            alone=draw(st.integers(0, 5)) == 0,
            most_per_order=draw(st.sampled_from([None, 1])),
        )
        own.append(CouponKind(id_, f"k{id_}", f"k{id_}", discount=draw(discounts()), terms=terms))
    return [*own, *draw(st.lists(st.sampled_from(own), max_size=2))]


def all_saved(pricing: Pricing, chosen: Sequence[CouponKind]) -> int:
    priced = pricing.apply(chosen)
    return pricing.total - priced.total + (pricing.delivery or 0) - (priced.delivery or 0)


@settings(deadline=None)
@given(baskets(), kinds())
def test_goods_cost_the_same_next_to_a_card_and_the_card_what_it_says(basket: Basket, listed: list[CouponKind]) -> None:
    goods = [place for place, line in enumerate(basket.lines) if not line.card]
    alone = basket._replace(lines=[basket.lines[place] for place in goods])

    priced = Pricing(basket, [line.amount for line in basket.lines]).apply(listed)
    without = Pricing(alone, [line.amount for line in alone.lines]).apply(listed)

    assert [priced.lines[place] for place in goods] == list(without.lines)
    assert [saving.amount for saving in priced.savings] == [saving.amount for saving in without.savings]
    cards = {place: line.amount for place, line in enumerate(basket.lines) if line.card}
    assert {place: priced.lines[place] for place in cards} == cards
    assert priced.total == without.total + sum(cards.values())


@settings(deadline=None)
@given(baskets(), kinds())
def test_no_allowed_combination_saves_more(basket: Basket, listed: list[CouponKind]) -> None:
    pricing = Pricing(basket, [line.amount for line in basket.lines])

    best = best_combination(pricing, listed)

    allowed = [
        [listed[place] for place in chosen]
        for size in range(len(listed) + 1)
        for chosen in combinations(range(len(listed)), size)
        if together([listed[place] for place in chosen]) is None
    ]
    assert best.saves == max(all_saved(pricing, chosen) for chosen in allowed)


@settings(deadline=None)
@given(baskets(), kinds())
def test_the_best_goes_together_and_each_coupon_of_it_saves_something(basket: Basket, listed: list[CouponKind]) -> None:
    pricing = Pricing(basket, [line.amount for line in basket.lines])

    best = best_combination(pricing, listed)

    chosen = [listed[place] for place in best.chosen]
    assert together(chosen) is None
    assert all(saving.has_effect for saving in pricing.apply(chosen).savings)
    assert all_saved(pricing, chosen) == best.saves


@settings(deadline=None)
@given(baskets(), kinds())
def test_no_coupon_of_the_best_can_be_spared_where_all_is_paid_for(basket: Basket, listed: list[CouponKind]) -> None:
    pricing = Pricing(basket, [line.amount for line in basket.lines])
    best = best_combination(pricing, listed)
    if pricing.apply([listed[place] for place in best.chosen]).total > 0:
        return
    for place in best.chosen:
        others = [listed[other] for other in best.chosen if other != place]
        assert all_saved(pricing, others) < best.saves


def test_a_coupon_that_pays_for_the_whole_order_leaves_the_smaller_ones_to_the_member() -> None:
    small = [CouponKind(id_, f"k{id_}", f"k{id_}", discount=Discount(amount=100 * id_)) for id_ in range(1, 6)]
    tenth = CouponKind(6, "tenth", "tenth", discount=Discount(percent=Decimal(10)))
    large = CouponKind(7, "large", "large", discount=Discount(amount=100_000))
    freight = CouponKind(8, "freight", "freight", discount=Discount(delivery=True))
    pricing = Pricing(Basket([Line("cup", Decimal(1), 9_999, 9_999)], delivery=490), [9_999])
    best = best_combination(pricing, [*small, tenth, large, freight])
    assert (best.chosen, best.saves) == ((6, 7), 10_489)


def test_two_hundred_coupons_of_one_shop_are_searched_without_end_in_sight() -> None:
    lines = [Line(SKUS[place % 3], Decimal(1), 1_000 + place, 1_000 + place) for place in range(50)]
    listed = [
        CouponKind(id_, f"k{id_}", "", discount=Discount(amount=id_), terms=CouponTerms(group=f"g{id_ % 7}"))
        for id_ in range(1, 201)
    ]
    pricing = Pricing(Basket(lines), [line.amount for line in lines])

    best = best_combination(pricing, listed)

    assert best.saves == sum(range(194, 201))
