"""A refund to a balance: what would go back outside becomes paid-in money, and with what is restored it adds up to the refund."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.setup import Ruling, Setup, kind, points

BEANS = kind("points", worth="0.01")
CENT = Decimal("0.01")


def tender(asset: str, amount: str) -> dict[str, str]:
    return {"asset": asset, "amount": amount}


def test_money_goes_to_the_balance_and_tenders_to_where_they_came_from(open_shop: Opening) -> None:
    shop = open_shop(kinds=[BEANS], rules=[Ruling("topup_bonus"), points(per="0")])
    shop.grant("li", "points", "2000", "2026-01-01")
    shop.send("li", "topup.paid", "2026-01-01", paymentId="p", amount="500.00")
    shop.order("li", "100.00", "2026-01-02", number="A", payWith=[tender("points", "2000"), tender("balance", "30.00")])

    shop.refund("li", "100.00", "2026-01-03", order="A", to="balance")

    assert shop.asset("li", "points").available == "2000"
    assert shop.lots("li", "balance") == [
        ("500.00", "member", None),
        ("50.00", "house", None),
        ("50.00", "member", None),
    ]
    assert shop.entries("li", "balance")[-1][:2] == ("GRANT", "50.00")


def test_parts_add_up_and_the_last_one_gives_what_is_left(open_shop: Opening) -> None:
    shop = open_shop(kinds=[BEANS])
    shop.grant("li", "points", "999", "2026-01-01")
    shop.order("li", "30.00", "2026-01-02", number="A", payWith=[tender("points", "999")])

    seen = []
    for amount in ("10.00", "10.00", "10.00"):
        shop.refund("li", amount, "2026-01-03", order="A", to="balance")
        seen.append((shop.asset("li", "points").available, shop.asset("li", "balance").available))

    assert seen == [("333", "6.67"), ("666", "13.34"), ("999", "20.01")]


def test_a_refund_without_it_goes_back_outside_and_counts(open_shop: Opening) -> None:
    shop = open_shop()
    shop.order("li", "30.00", "2026-01-02", number="A")
    shop.refund("li", "20.00", "2026-01-03", order="A")

    assert shop.refund("li", "10.01", "2026-01-03", order="A", to="balance").code == "REFUND_TOO_LARGE"
    assert shop.refund("li", "10.00", "2026-01-03", order="A", to="balance").outcome == "RECORDED"
    assert shop.asset("li", "balance").balance == "10.00"


def test_no_more_than_was_paid_in_money(open_shop: Opening) -> None:
    shop = open_shop(kinds=[BEANS])
    shop.grant("li", "points", "5000", "2026-01-01")
    shop.order("li", "100.00", "2026-01-02", number="A", payWith=[tender("points", "4000")])

    more = shop.refund("li", "60.01", "2026-01-03", order="A", to="balance", restore=[])
    all_of_it = shop.refund("li", "60.00", "2026-01-03", order="A", to="balance", restore=[])
    rest = shop.refund("li", "40.00", "2026-01-04", order="A", to="balance")

    assert (more.outcome, more.code, more.data["left"]) == ("REFUSED", "REFUND_TOO_LARGE", "60.00")
    assert (all_of_it.outcome, rest.outcome) == ("RECORDED", "RECORDED")
    assert (shop.asset("li", "balance").balance, shop.asset("li", "points").available) == ("60.00", "5000")


def test_it_earns_nothing_and_can_be_taken_back_by_hand(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(), Ruling("topup_bonus", {"steps": [{"from": "1", "bonus": "5"}]})])
    shop.order("li", "50.00", "2026-01-02", number="A")
    shop.refund("li", "50.00", "2026-01-03", order="A", to="balance")
    assert (shop.asset("li", "points").balance, shop.asset("li", "balance").balance) == ("0", "50.00")

    shop.reverse("li", shop.entry_ids("li", "balance")[-1], "2026-01-04")

    assert shop.asset("li", "balance").balance == "0.00"
    assert shop.refund("li", "0.01", "2026-01-05", order="A", to="balance").code == "REFUND_TOO_LARGE"


def test_a_refund_that_waits_for_its_order_goes_to_the_balance_when_it_comes(open_shop: Opening) -> None:
    shop = open_shop()

    assert shop.refund("li", "20.00", "2026-01-03", order="A", to="balance").outcome == "DEFERRED"
    shop.order("li", "50.00", "2026-01-02", number="A")

    assert shop.asset("li", "balance").balance == "20.00"


def test_an_order_that_is_less_now_gives_back_no_more_than_that(open_shop: Opening) -> None:
    shop = open_shop(kinds=[BEANS])
    shop.grant("li", "points", "1000", "2026-01-01")
    shop.order("li", "50.00", "2026-01-02", number="A", payWith=[tender("points", "1000")])
    shop.send("li", "order.amended", "2026-01-03", orderId="A", amendmentId="m", total="30.00")

    shop.refund("li", "30.00", "2026-01-04", order="A", to="balance")

    assert (shop.asset("li", "balance").balance, shop.asset("li", "points").available) == ("20.00", "1000")


@pytest.mark.parametrize(
    ("status", "source", "data", "code"),
    [
        ("ACTIVE", "shop", {"to": "points"}, "NOT_MONEY"),
        ("ACTIVE", "shop", {"to": "gone"}, "UNKNOWN_ASSET_KIND"),
        ("ACTIVE", "shop", {"to": "balance", "orderId": None}, "ORDER_MISSING"),
        ("CLOSED", "shop", {"to": "balance"}, "MEMBER_CLOSED"),
    ],
)
def test_what_cannot_go_to_a_balance_is_refused(
    open_shop: Opening, status: str, source: str, data: dict[str, Any], code: str
) -> None:
    shop = open_shop(kinds=[BEANS])
    shop.order("li", "50.00", "2026-01-02", number="A")
    shop.set_status("li", status, "2026-01-02")

    sent = {name: part for name, part in {"orderId": "A", **data}.items() if part is not None}
    refused = shop.send("li", "order.refunded", "2026-01-03", source=source, refundId="r", amount="5.00", **sent)

    assert refused.code == code


def test_a_partner_makes_no_balance_by_refunds(open_shop: Opening) -> None:
    shop = open_shop()
    shop.send("li", "order.paid", "2026-01-02", source="partner:hotel", orderId="A", total="900.00")

    refused = shop.send(
        "li",
        "order.refunded",
        "2026-01-03",
        source="partner:hotel",
        refundId="r",
        orderId="A",
        amount="900.00",
        to="balance",
    )

    assert refused.code == "NOT_FOR_PARTNERS"


PARTS = st.lists(st.tuples(st.integers(1, 20_000), st.sampled_from([None, "none", "all"])), min_size=1, max_size=6)


@settings(deadline=None, max_examples=80)
@given(
    st.integers(1, 20_000),
    st.integers(0, 100),
    st.integers(0, 100),
    st.sampled_from(["0.01", "0.1", "1", "0.007"]),
    PARTS,
)
def test_what_is_restored_and_what_goes_to_the_balance_adds_up_to_the_refunds(
    total: int, by_points: int, by_balance: int, worth: str, parts: list[tuple[int, str | None]]
) -> None:
    shop = MemoryShop(Setup(kinds=[kind("points", worth=worth)], rules=[points(per="0")]))
    beans = int(total * by_points // 100 * CENT / Decimal(worth))
    from_balance = (total - total * by_points // 100) * by_balance // 100 * CENT
    shop.grant("li", "points", str(beans + 1), "2026-01-01")
    shop.send("li", "topup.paid", "2026-01-01", paymentId="p", amount="999.00")
    tenders = [tender("points", str(beans)), tender("balance", f"{from_balance}")]
    whole = total * CENT
    shop.order("li", f"{whole}", "2026-01-02", number="A", payWith=[one for one in tenders if float(one["amount"])])
    by_hand = whole - (beans * Decimal(worth) + from_balance)

    def back() -> tuple[Decimal, Decimal]:
        """What went back in kind, and in money."""
        to_balance = [amount for type_, amount, _ in shop.entries("li", "balance") if type_ == "GRANT"]
        given = sum(map(Decimal, to_balance), Decimal(0))
        restored = Decimal(shop.asset("li", "balance").balance) - (999 - from_balance) - given
        return (Decimal(shop.asset("li", "points").available) - 1) * Decimal(worth) + restored, given

    refunded, by_itself = Decimal(0), True
    for number, (cents, restore) in enumerate([*parts, (total, None)]):
        amount = min(cents * CENT, whole - refunded)
        if not amount:
            continue
        more = {} if restore is None or restore == "all" else {"restore": []}
        done = shop.refund("li", f"{amount}", f"2026-02-{number + 1:02}", order="A", to="balance", **more)
        assert done.outcome == "RECORDED" or (done.code == "REFUND_TOO_LARGE" and more)
        refunded, by_itself = refunded + (amount if done.outcome == "RECORDED" else 0), by_itself and not more
        kind_back, money_back = back()
        assert money_back < by_hand + CENT
        assert kind_back + money_back < whole + CENT
        if by_itself and worth == "0.01":
            assert money_back == min(by_hand, refunded - kind_back)
    kind_back, money_back = back()

    assert refunded == whole
    assert whole - CENT < kind_back + money_back < whole + CENT
