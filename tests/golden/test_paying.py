"""S1, S22, S23: paying with points, with stored value, on credit."""

from tests.golden.conftest import Opening
from tests.kit.setup import Ruling, kind
from tests.kit.shop import Shop

BEANS = kind("points", worth="0.01")
CAP = Ruling("spend_cap")


def beans(open_shop: Opening) -> Shop:
    shop = open_shop(kinds=[BEANS], rules=[CAP])
    shop.grant("li", "points", "20000", "2026-01-01")
    return shop


def test_s1_half_of_an_order_may_be_paid_with_points(open_shop: Opening) -> None:
    shop = beans(open_shop)

    paid = shop.order("li", "199.00", "2026-01-02", payWith=[{"asset": "points", "amount": "9950"}])

    assert paid.outcome == "RECORDED"
    assert shop.asset("li", "points").available == "10050"


def test_s1_one_point_more_is_refused_and_the_cap_is_shown(open_shop: Opening) -> None:
    shop = beans(open_shop)

    refused = shop.order("li", "199.00", "2026-01-02", number="A", payWith=[{"asset": "points", "amount": "9951"}])

    assert (refused.outcome, refused.code) == ("REFUSED", "CAP_EXCEEDED")
    assert refused.data["most"] == "9950"
    assert shop.asset("li", "points").available == "20000"
    assert shop.order("li", "199.00", "2026-01-02", number="A").outcome == "RECORDED"


def test_s1_holds_and_spendings_under_one_order_share_the_cap(open_shop: Opening) -> None:
    shop = beans(open_shop)
    order = {"order": "A", "payable": "199.00"}
    hold = shop.hold("li", "points", "9000", "2026-01-02", **order).hold

    assert shop.spend("li", "points", "951", "2026-01-02", **order).code == "CAP_EXCEEDED"
    assert shop.spend("li", "points", "950", "2026-01-02", **order).outcome == "RECORDED"
    tender = [{"asset": "points", "amount": "9000", "hold": hold}]
    assert shop.order("li", "199.00", "2026-01-02", number="A", payWith=tender).outcome == "RECORDED"
    assert shop.asset("li", "points").available == "10050"


def test_s22_a_refund_returns_own_money_and_bonus_each_to_its_own(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling("topup_bonus")])
    shop.send("wu", "topup.paid", "2026-01-01", paymentId="p1", amount="500.00")
    assert shop.lots("wu", "balance") == [("500.00", "member", None), ("50.00", "house", None)]

    shop.order("wu", "300.00", "2026-01-02", number="A", payWith=[{"asset": "balance", "amount": "300.00"}])
    assert shop.lots("wu", "balance") == [("200.00", "member", None), ("50.00", "house", None)]

    shop.order("wu", "230.00", "2026-01-03", number="B", payWith=[{"asset": "balance", "amount": "230.00"}])
    assert shop.lots("wu", "balance") == [("20.00", "house", None)]

    shop.refund("wu", "40.00", "2026-01-04", order="B")
    assert shop.lots("wu", "balance") == [("10.00", "member", None), ("50.00", "house", None)]
    shop.refund("wu", "190.00", "2026-01-05", order="B")
    shop.refund("wu", "300.00", "2026-01-05", order="A")
    assert shop.lots("wu", "balance") == [("500.00", "member", None), ("50.00", "house", None)]


def test_s22_the_spend_order_can_be_declared_bonus_first(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("balance", burnFirst=["house", "member"])], rules=[Ruling("topup_bonus")])
    shop.send("wu", "topup.paid", "2026-01-01", paymentId="p1", amount="500.00")

    shop.order("wu", "300.00", "2026-01-02", number="A", payWith=[{"asset": "balance", "amount": "300.00"}])
    assert shop.lots("wu", "balance") == [("250.00", "member", None)]
    shop.refund("wu", "300.00", "2026-01-03", order="A")

    assert shop.lots("wu", "balance") == [("500.00", "member", None), ("50.00", "house", None)]


def test_s23_credit_of_five_lets_a_debt_of_three_stand_and_no_more(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("balance", creditLimit="5.00")])

    assert shop.spend("sun", "balance", "3.00", "2026-01-01").outcome == "RECORDED"
    assert shop.asset("sun", "balance").debt == "3.00"
    refused = shop.spend("sun", "balance", "3.00", "2026-01-02")

    assert (refused.outcome, refused.code) == ("REFUSED", "INSUFFICIENT_BALANCE")
    assert refused.data == {"available": "2.00", "required": "3.00", "asset": "balance"}
    assert shop.asset("sun", "balance").balance == "-3.00"
    shop.send("sun", "topup.paid", "2026-01-03", paymentId="p1", amount="10.00")
    assert shop.asset("sun", "balance").available == "7.00"
