"""What is available, pending, held and owed; which lot goes first; and what a hold may still use."""

import pytest

from tests.engine.conftest import Opening
from tests.kit.setup import Ruling, kind, points, where
from tests.kit.shop import Outcome

YEAR = {"expires_at": "2027-01-01T00:00:00Z"}


def test_balance_is_what_is_left_less_debt_with_pending_and_held_included(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", pendingFor="14d")], rules=[points()])
    shop.grant("li", "points", "100", "2026-01-01")
    shop.order("li", "50.00", "2026-01-01")
    shop.hold("li", "points", "30", "2026-01-02")

    holding = shop.asset("li", "points")

    assert (holding.available, holding.pending, holding.held, holding.balance) == ("70", "50", "30", "150")
    assert shop.metric("li", "balance", asset="points") == "150"


def test_a_pending_lot_becomes_available_at_the_start_of_its_day(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", pendingFor="14d")], rules=[points()])
    shop.order("li", "50.00", "2026-01-01")

    shop.clock("2026-01-14T23:59")
    assert (shop.asset("li", "points").available, shop.asset("li", "points").pending) == ("0", "50")
    assert shop.spend("li", "points", "1", "2026-01-14T23:59").code == "INSUFFICIENT_BALANCE"
    shop.clock("2026-01-15T00:00")

    assert (shop.asset("li", "points").available, shop.asset("li", "points").pending) == ("50", "0")


def test_spendable_is_available_and_credit_less_debt(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", creditLimit="20")])
    shop.grant("li", "points", "30", "2026-01-01")

    assert shop.spend("li", "points", "51", "2026-01-01").data["available"] == "50"
    assert shop.spend("li", "points", "45", "2026-01-01").outcome == "RECORDED"
    refused = shop.spend("li", "points", "6", "2026-01-01")

    assert (refused.data["available"], shop.asset("li", "points").debt) == ("5", "15")


def test_credit_cannot_be_held(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", creditLimit="20")])
    shop.grant("li", "points", "30", "2026-01-01")

    assert shop.hold("li", "points", "31", "2026-01-01").data["available"] == "30"


def test_earned_and_spent_leave_out_what_was_taken_back_and_restored(open_shop: Opening) -> None:
    tag = {"code": "t", "name": "T", "condition": {"all": [
        where("earned", "GTE", "999", asset="points"), where("spent", "GTE", "999", asset="points")]}}  # fmt: skip
    shop = open_shop(kinds=[kind("points", worth="0.01")], tags=[tag], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.grant("li", "points", "20", "2026-01-01")
    shop.order("li", "1.00", "2026-01-02", number="B", payWith=[{"asset": "points", "amount": "60"}])

    shop.refund("li", "50.00", "2026-01-03", order="A")
    shop.refund("li", "0.50", "2026-01-03", order="B")

    holding = shop.asset("li", "points")
    assert (holding.earned, holding.spent) == ("70", "30")
    assert (shop.metric("li", "earned", asset="points"), shop.metric("li", "spent", asset="points")) == ("70", "30")


def test_the_soonest_to_expire_goes_first_then_the_oldest(open_shop: Opening) -> None:
    shop = open_shop()
    shop.grant("li", "points", "10", "2026-01-01")
    shop.grant("li", "points", "10", "2026-01-02", **YEAR)
    shop.grant("li", "points", "10", "2026-01-03", **YEAR)

    left = []
    for _ in range(3):
        shop.spend("li", "points", "8", "2026-01-04")
        left.append([amount for amount, _, _ in shop.lots("li", "points")])

    assert left == [["10", "2", "10"], ["10", "4"], ["6"]]


def test_a_declared_priority_goes_before_everything(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", burnFirst=["partner:42"])])
    shop.grant("li", "points", "10", "2026-01-01", **YEAR)
    shop.grant("li", "points", "10", "2026-01-02", funding="partner:42")

    shop.spend("li", "points", "8", "2026-01-03")

    assert shop.lots("li", "points") == [("10", "house", "2027-01-01"), ("2", "partner:42", None)]


def test_a_hold_lives_seven_days_unless_its_kind_says_otherwise(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points"), kind("growth", holdFor="1d")])
    for code in ("points", "growth"):
        shop.grant("li", code, "10", "2026-01-01")
        shop.hold("li", code, "10", "2026-01-01")

    shop.clock("2026-01-02T00:00")
    assert (shop.asset("li", "points").held, shop.asset("li", "growth").held) == ("10", "0")
    shop.clock("2026-01-08T00:00")

    assert shop.asset("li", "points").available == "10"


def test_a_released_part_of_an_expired_lot_expires_at_once_piece_by_piece(open_shop: Opening) -> None:
    shop = open_shop()
    shop.grant("li", "points", "30", "2026-01-01", expires_at="2026-01-05T00:00:00+08:00")
    hold = shop.hold("li", "points", "30", "2026-01-02", until="2026-02-01T00:00:00Z").hold
    assert hold is not None

    shop.release("li", hold, "2026-01-06", "10")
    shop.release("li", hold, "2026-01-06", "10")
    assert (shop.asset("li", "points").held, shop.asset("li", "points").expired) == ("10", "20")
    shop.capture("li", hold, "2026-01-07", "4")

    holding = shop.asset("li", "points")
    assert (holding.spent, holding.expired, holding.balance) == ("4", "26", "0")


def test_what_is_not_captured_is_released(open_shop: Opening) -> None:
    shop = open_shop()
    shop.grant("li", "points", "30", "2026-01-01")
    hold = shop.hold("li", "points", "30", "2026-01-02").hold
    assert hold is not None

    shop.capture("li", hold, "2026-01-03", "12")

    assert (shop.asset("li", "points").available, shop.asset("li", "points").held) == ("18", "0")
    assert shop.capture("li", hold, "2026-01-03").code == "HOLD_NOT_OPEN"
    assert shop.release("li", hold, "2026-01-03").code == "HOLD_NOT_OPEN"


def test_an_order_captures_its_hold_and_releases_the_rest(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "100", "2026-01-01")
    hold = shop.hold("li", "points", "80", "2026-01-02").hold

    paid = [{"asset": "points", "amount": "50", "hold": hold}]
    assert shop.order("li", "9.00", "2026-01-03", payWith=[*paid, *paid]).code == "HOLD_TWICE"
    assert shop.order("li", "9.00", "2026-01-03", payWith=paid).outcome == "RECORDED"

    assert (shop.asset("li", "points").available, shop.asset("li", "points").spent) == ("50", "50")


def test_an_order_captures_its_own_holds_and_those_of_no_order_alone(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[Ruling("spend_cap")])
    shop.grant("li", "points", "100", "2026-01-01")
    own = shop.hold("li", "points", "30", "2026-01-02", order="A", payable="9.00").hold
    free = shop.hold("li", "points", "20", "2026-01-02").hold

    def paid(order: str, *holds: str | None) -> Outcome:
        tenders = [{"asset": "points", "amount": "10", "hold": hold} for hold in holds]
        return shop.order("li", "9.00", "2026-01-03", number=order, payWith=tenders)

    refused = paid("B", free, own)

    assert ("REFUSED", "HOLD_OF_ANOTHER_ORDER", {"order": "A"}) == (refused.outcome, refused.code, refused.data)
    assert ("50", "50") == (shop.asset("li", "points").available, shop.asset("li", "points").held)
    assert "RECORDED" == paid("A", free, own).outcome
    assert ("80", "0", "20") == (
        shop.asset("li", "points").available, shop.asset("li", "points").held, shop.asset("li", "points").spent,
    )  # fmt: skip
    assert "HOLD_NOT_OPEN" == paid("B", free).code


@pytest.mark.parametrize(
    ("tender", "outcome", "code"),
    [
        ({"asset": "points", "amount": "101"}, "REFUSED", "INSUFFICIENT_BALANCE"),
        ({"asset": "growth", "amount": "1"}, "INVALID", "NO_WORTH"),
        ({"asset": "gold", "amount": "1"}, "INVALID", "UNKNOWN_ASSET_KIND"),
        ({"asset": "points", "amount": "0.5"}, "INVALID", "AMOUNT_NOT_EXACT"),
        ({"asset": "points", "amount": "1", "hold": "hold_nonsense"}, "INVALID", "UNKNOWN_HOLD"),
    ],
)
def test_a_tender_that_cannot_be_is_refused_and_the_identity_stays_free(
    open_shop: Opening, tender: dict[str, str], outcome: str, code: str
) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "100", "2026-01-01")

    refused = shop.order("li", "9.00", "2026-01-02", number="A", payWith=[tender])

    assert (refused.outcome, refused.code) == (outcome, code)
    assert shop.order("li", "9.00", "2026-01-02", number="A").outcome == "RECORDED"
    assert shop.metric("li", "orders") == 1


def test_tenders_cannot_be_worth_more_than_the_order(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "1000", "2026-01-01")

    assert shop.order("li", "9.99", "2026-01-02", payWith=[{"asset": "points", "amount": "1000"}]).outcome == "INVALID"
    assert (
        shop.order("li", "10.00", "2026-01-02", payWith=[{"asset": "points", "amount": "1000"}]).outcome == "RECORDED"
    )


def test_the_spend_cap_never_binds_money(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling("spend_cap", {"assets": ["balance"]})])
    shop.grant("li", "balance", "10.00", "2026-01-01")

    paid = shop.order("li", "10.00", "2026-01-02", payWith=[{"asset": "balance", "amount": "10.00"}])

    assert paid.outcome == "RECORDED"


def test_without_an_order_there_is_no_cap_and_an_order_needs_its_payable(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[Ruling("spend_cap")])
    shop.grant("li", "points", "1000", "2026-01-01")

    assert shop.spend("li", "points", "10", "2026-01-02", order="A").code == "PAYABLE_MISSING"
    assert shop.spend("li", "points", "10", "2026-01-02", order="A", payable="0.10").code == "CAP_EXCEEDED"
    assert shop.spend("li", "points", "990", "2026-01-02").outcome == "RECORDED"


def test_what_a_hold_gives_back_counts_no_more_under_its_order(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[Ruling("spend_cap")])
    shop.grant("li", "points", "1000", "2026-01-01")
    order = {"order": "A", "payable": "10.00"}
    hold = shop.hold("li", "points", "500", "2026-01-02", **order).hold
    assert hold is not None

    assert shop.spend("li", "points", "1", "2026-01-02", **order).code == "CAP_EXCEEDED"
    shop.capture("li", hold, "2026-01-03", "200")

    assert shop.spend("li", "points", "301", "2026-01-04", **order).code == "CAP_EXCEEDED"
    assert shop.spend("li", "points", "300", "2026-01-04", **order).outcome == "RECORDED"


def test_frozen_members_earn_but_spend_hold_and_request_nothing(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[points()])
    shop.order("li", "100.00", "2026-01-01")
    hold = shop.hold("li", "points", "10", "2026-01-01").hold
    assert hold is not None
    shop.set_status("li", "FROZEN", "2026-01-02")

    codes = [
        shop.spend("li", "points", "1", "2026-01-03").code,
        shop.hold("li", "points", "1", "2026-01-03").code,
        shop.capture("li", hold, "2026-01-03").code,
        shop.send("li", "checkin", "2026-01-03").code,
        shop.order("li", "5.00", "2026-01-03", payWith=[{"asset": "points", "amount": "1"}]).code,
        shop.order("li", "5.00", "2026-01-03", payWith=[{"asset": "points", "amount": "1", "hold": hold}]).code,
    ]

    assert codes == ["MEMBER_FROZEN"] * 6
    assert shop.order("li", "5.00", "2026-01-03").outcome == "RECORDED"
    assert shop.release("li", hold, "2026-01-03").outcome == "RECORDED"


@pytest.mark.parametrize("status", ["CLOSED", "ERASED"])
def test_of_closed_members_only_linked_refunds_are_taken(open_shop: Opening, status: str) -> None:
    shop = open_shop(rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.set_status("li", status, "2026-01-02")

    outcomes = [
        shop.order("li", "1.00", "2026-01-03").outcome,
        shop.refund("li", "1.00", "2026-01-03").outcome,
        shop.refund("li", "1.00", "2026-01-03", order="B").outcome,
        shop.grant("li", "points", "1", "2026-01-03").outcome,
        shop.refund("li", "1.00", "2026-01-03", order="A").outcome,
    ]

    assert outcomes == ["INVALID", "INVALID", "INVALID", "INVALID", "RECORDED"]
    shop.clock("2026-06-01")


def test_a_bonus_that_is_named_replaces_the_rules(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling("topup_bonus")])

    shop.send("li", "topup.paid", "2026-01-01", paymentId="p1", amount="500.00", bonus="80.00")
    shop.send("mo", "topup.paid", "2026-01-01", paymentId="p2", amount="500.00", bonus="0")

    assert shop.lots("li", "balance") == [("500.00", "member", None), ("80.00", "house", None)]
    assert shop.lots("mo", "balance") == [("500.00", "member", None)]
