"""Lines of an order may be negative, and add up to its total: those that do not are scaled to it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.member.orders.line_totals import _is_whole, scaled
from headless.plugins import Earn
from tests.engine.conftest import Opening
from tests.kit.rules import saying
from tests.kit.setup import Ruling, points


def line(sku: str, amount: str, category: str | None = None, quantity: str = "1") -> dict[str, Any]:
    return {"sku": sku, "category": category or sku, "quantity": quantity, "amount": amount}


EXCHANGE = [line("shoe", "-50.00", quantity="-1"), line("shirt", "80.00")]
AMOUNTS = st.lists(st.decimals("-50", "100", places=2), min_size=1, max_size=8).filter(lambda amounts: sum(amounts) > 0)


def spending(category: str) -> Any:
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "0", "args": {"category": category}}}
    return {"code": category, "name": category, "condition": condition}


@given(AMOUNTS, st.integers(0, 10**7))
def test_scaled_amounts_add_up_and_none_is_a_cent_away_from_its_share(amounts: list[Decimal], total: int) -> None:
    result = scaled(amounts, total, 2)

    assert Decimal(total).scaleb(-2) == sum(result)
    for amount, part in zip(amounts, result, strict=True):
        assert abs(part * sum(amounts) - amount * Decimal(total).scaleb(-2)) < Decimal("0.01") * sum(amounts)


@given(st.decimals(-(10**15), 10**15, allow_nan=False), st.integers(0, 9))
def test_a_sum_is_whole_if_its_last_digit_is_no_finer_than_the_currency(said: Decimal, decimals: int) -> None:
    assert _is_whole(said, decimals) == (len(f"{said:f}".partition(".")[2]) <= decimals)


def test_the_cents_left_go_to_the_largest_remainders() -> None:
    assert ["33.34", "33.33", "33.33"] == [str(part) for part in scaled([Decimal(1)] * 3, 100_00, 2)]


def test_an_exchange_counts_each_line_with_its_sign(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()], tags=[spending("shoe"), spending("shirt")])

    answer = shop.order("li", "30.00", "2026-01-01", number="A", items=EXCHANGE)

    assert answer.outcome == "RECORDED"
    assert shop.asset("li", "points").balance == "30"
    assert ["-50.00", "80.00"] == [shop.metric("li", "net_spend", category=category) for category in ("shoe", "shirt")]


def test_what_is_handed_back_is_set_off_against_the_rest(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(per_category={"shirt": "2"})])
    shop.order("li", "30.00", "2026-01-01", number="A", items=EXCHANGE)
    assert shop.asset("li", "points").balance == "110"

    shop.order("li", "30.00", "2026-01-02", number="B", items=[line("shirt", "-50.00"), line("shoe", "80.00")])

    assert shop.asset("li", "points").balance == "110"


def test_lines_that_come_to_nothing_go_back_with_the_whole_order(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling(saying("gift", Earn("points", 100, lines=("shoe",))))], tags=[spending("shoe")])
    shop.order("li", "30.00", "2026-01-01", number="A", items=EXCHANGE)

    shop.refund("li", "15.00", "2026-01-02", order="A")
    half = shop.asset("li", "points").balance, shop.metric("li", "net_spend", category="shoe")
    shop.refund("li", "15.00", "2026-01-03", order="A")

    assert half == ("100", "-25.00")
    assert shop.asset("li", "points").balance == "0"
    assert shop.metric("li", "net_spend", category="shoe") == "0.00"


@pytest.mark.parametrize(
    ("total", "amounts"),
    [("10.00", ["5.00", "-6.00"]), ("10.00", ["5.00", "-5.00"]), ("0", ["1.00", "-2.00"])],
)
def test_lines_that_come_to_nothing_or_less_cannot_be_scaled(
    open_shop: Opening, total: str, amounts: list[str]
) -> None:
    shop = open_shop(rules=[points()])

    answer = shop.order("li", total, "2026-01-01", items=[line("tea", amount) for amount in amounts])

    assert (answer.outcome, answer.code) == ("INVALID", "LINES_DO_NOT_ADD_UP")


def test_lines_without_amounts_say_nothing_of_the_total(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])

    assert shop.order("li", "10.00", "2026-01-01", items=[line("tea", "0")]).outcome == "RECORDED"
    assert shop.asset("li", "points").balance == "10"
