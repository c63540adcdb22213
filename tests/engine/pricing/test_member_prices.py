"""What lines cost a member, next to their plain prices."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from headless.engine.pricing.baskets import Basket, Line
from headless.engine.pricing.member_prices import free_delivery, member_prices
from headless.engine.program.offers import Benefit
from headless.engine.program.prices.line_scopes import LineScope
from headless.engine.program.prices.member_price_terms import MemberPrice
from tests.engine.pricing.test_combinations import baskets


def line(sku: str, amount: int, *, quantity: int = 1, listed: int | None = None, category: str | None = None) -> Line:
    return Line(sku, Decimal(quantity), amount if listed is None else listed, amount, category)


def benefit(id_: int, terms: MemberPrice) -> Benefit:
    return Benefit(id_, f"b{id_}", f"b{id_}", "ECONOMIC", member_price=terms)


def percent(off: str, **terms: object) -> MemberPrice:
    return MemberPrice(percent_off=Decimal(off), **terms)  # type: ignore[arg-type]


def prices(*lines: Line, benefits: tuple[Benefit, ...]) -> list[int]:
    return [priced.price for priced in member_prices(Basket(lines), benefits)]


def test_one_per_cent_off_is_the_price_of_the_first_stage() -> None:
    assert prices(line("tea", 10_000), line("cup", 999), benefits=(benefit(1, percent("1")),)) == [9_900, 989]


def test_eight_tenths_on_everything_is_the_price_of_the_last() -> None:
    assert prices(line("tea", 10_000), benefits=(benefit(1, percent("20")),)) == [8_000]


def test_a_line_takes_the_lowest_price_and_says_whose_it_is() -> None:
    everything, tea = (
        benefit(1, percent("10")),
        benefit(2, percent("30", scope=LineScope(categories=frozenset({"tea"})))),
    )

    priced = member_prices(Basket((line("t", 1_000, category="tea"), line("c", 1_000))), (everything, tea))

    assert [(each.price, each.benefit) for each in priced] == [(700, tea), (900, everything)]


def test_prices_of_two_benefits_are_not_added_up_on_a_line() -> None:
    assert prices(line("t", 1_000), benefits=(benefit(1, percent("10")), benefit(2, percent("10")))) == [900]


def test_half_a_cent_is_rounded_up_if_a_price_is_for_some_of_the_pieces() -> None:
    off = benefit(1, percent("25", most_pieces=2))

    assert prices(line("cup", 171, quantity=3), benefits=(off,)) == [143], "142.50 cents in thirds of a line"


def test_a_cheaper_price_of_the_shop_stands() -> None:
    priced = member_prices(Basket((line("t", 500, listed=1_000),)), (benefit(1, percent("20")),))

    assert (priced[0].price, priced[0].benefit) == (500, None)


def test_a_percentage_is_of_the_plain_price() -> None:
    assert prices(line("t", 900, listed=1_000), benefits=(benefit(1, percent("20")),)) == [800]


def test_a_fixed_price_is_for_each_piece() -> None:
    fixed = MemberPrice(each=1_500, scope=LineScope(skus=frozenset({"pot"})))

    assert prices(line("pot", 6_000, quantity=3), benefits=(benefit(1, fixed),)) == [4_500]


def test_ten_more_buys_one_piece_if_the_other_goods_come_to_enough() -> None:
    swap = benefit(
        1, MemberPrice(each=1_000, scope=LineScope(skus=frozenset({"cup"})), order_least=9_900, most_pieces=1)
    )

    enough = prices(line("tea", 9_900), line("cup", 8_000, quantity=2), benefits=(swap,))
    short = prices(line("tea", 9_899), line("cup", 8_000, quantity=2), benefits=(swap,))

    assert enough == [9_900, 5_000], "one of two cups for 10, the other at 40"
    assert short == [9_899, 8_000]


def test_pieces_are_counted_over_all_lines_of_an_order() -> None:
    one = benefit(1, MemberPrice(each=100, scope=LineScope(skus=frozenset({"cup"})), most_pieces=1))

    assert prices(line("cup", 4_000), line("cup", 4_000), benefits=(one,)) == [100, 4_000]


def test_what_is_handed_back_keeps_its_price() -> None:
    assert prices(line("cup", -4_000), line("tea", 5_000), benefits=(benefit(1, percent("50")),)) == [-4_000, 2_500]


def test_delivery_is_free_from_an_amount_on() -> None:
    free = benefit(1, MemberPrice(delivery=True, order_least=9_900))

    assert free_delivery(Basket((line("tea", 9_900),)), (free,)) is free
    assert free_delivery(Basket((line("tea", 9_899),)), (free,)) is None


@given(baskets(), st.decimals("0.1", "99.9", places=1))
def test_no_line_costs_a_member_more_than_others(basket: Basket, off: Decimal) -> None:
    priced = member_prices(basket, (benefit(1, MemberPrice(percent_off=off)),))

    assert all(mine.price <= plain.amount for mine, plain in zip(priced, basket.lines, strict=True))
