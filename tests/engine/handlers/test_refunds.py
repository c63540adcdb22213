"""A refund takes back what its order earned, by the rules of then, exactly and once."""

from decimal import Decimal

import pytest

from headless.plugins import Earn, Tag
from tests.engine.conftest import Opening
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, kind, ladder, points, spent, tier

ITEMS = [
    {"sku": "tea", "category": "drinks", "quantity": "1", "amount": "30.00"},
    {"sku": "cup", "category": "china", "quantity": "2", "amount": "70.00"},
]


def item(sku: str, amount: str, category: str = "drinks") -> dict[str, str]:
    return {"sku": sku, "category": category, "quantity": "1", "amount": amount}


def test_parts_are_taken_back_cumulatively_and_the_last_takes_all(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.order("li", "10.00", "2026-01-01", number="A")

    left = []
    for amount in ("3.33", "3.33", "3.33", "0.01"):
        shop.refund("li", amount, "2026-01-02", order="A")
        left.append(shop.asset("li", "points").balance)

    assert left == ["7", "4", "1", "0"]


def test_a_refund_takes_back_by_the_settings_of_then(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(per="3"), Ruling("points_per_spend", {"per": "1"}, saved="2026-02-01T00:00")])
    shop.order("li", "100.00", "2026-01-01", number="A")

    shop.refund("li", "50.00", "2026-03-01", order="A")

    assert shop.asset("li", "points").balance == "150"


def test_more_than_is_left_cannot_be_refunded(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.refund("li", "60.00", "2026-01-02", order="A")

    refused = shop.refund("li", "40.01", "2026-01-03", order="A", number="R")

    assert (refused.outcome, refused.code, refused.data["left"]) == ("REFUSED", "REFUND_TOO_LARGE", "40.00")
    assert shop.refund("li", "40.00", "2026-01-03", order="A", number="R").outcome == "RECORDED"


def test_what_is_kept_survives_and_what_is_all_goes_at_the_first_refund(open_shop: Opening) -> None:
    rule = saying(
        "gifts", Earn("points", 10, keep=True), Earn("points", 20, on_refund="ALL"), Earn("points", 40), Tag("vip")
    )
    shop = open_shop(tags=[{"code": "vip", "name": "VIP"}], rules=[Ruling(rule)])
    shop.order("li", "100.00", "2026-01-01", number="A")
    assert shop.asset("li", "points").balance == "70"

    shop.refund("li", "25.00", "2026-01-02", order="A")
    assert shop.asset("li", "points").balance == "40"
    shop.refund("li", "75.00", "2026-01-03", order="A")

    assert shop.asset("li", "points").balance == "10"


def test_an_earning_on_lines_goes_back_with_its_lines(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(per_category={"drinks": "10"})])
    shop.order("li", "100.00", "2026-01-01", number="A", items=ITEMS)
    assert shop.asset("li", "points").balance == "370"

    shop.refund("li", "15.00", "2026-01-02", order="A", items=[item("tea", "15.00")])
    assert shop.asset("li", "points").balance == "220"
    shop.refund("li", "35.00", "2026-01-03", order="A", items=[item("cup", "35.00", "china")])
    assert shop.asset("li", "points").balance == "185"
    shop.refund("li", "50.00", "2026-01-04", order="A")

    assert shop.asset("li", "points").balance == "0"


def test_a_refund_without_items_counts_in_proportion_exactly(open_shop: Opening) -> None:
    lines = saying("lines", Earn("points", 100, lines=("tea",)))
    shop = open_shop(rules=[Ruling(lines)])
    shop.order("li", "100.00", "2026-01-01", number="A", items=[item("tea", "33.33"), item("cup", "66.67")])

    left = []
    for _ in range(3):
        shop.refund("li", "25.00", "2026-01-02", order="A")
        left.append(shop.asset("li", "points").balance)

    assert left == ["75", "50", "25"]


def test_lines_that_the_order_does_not_have_count_as_the_whole_order(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling(saying("lines", Earn("points", 100, lines=("nothing",))))])
    shop.order("li", "100.00", "2026-01-01", number="A", items=ITEMS)

    shop.refund("li", "10.00", "2026-01-02", order="A")

    assert shop.asset("li", "points").balance == "90"


def test_an_order_of_nothing_can_be_refunded_once_and_counts_no_more(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling(saying("gift", Earn("points", 5)))])
    shop.order("li", "0", "2026-01-01", number="A")
    assert (shop.metric("li", "orders"), shop.asset("li", "points").balance) == (1, "5")

    shop.refund("li", "0", "2026-01-02", order="A")
    shop.refund("li", "0", "2026-01-03", order="A")

    assert (shop.metric("li", "orders"), shop.asset("li", "points").balance) == (0, "0")


def test_taking_back_goes_from_the_origin_to_pending_to_the_soonest_to_debt(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", expiry={"after": "1y"})], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.grant("li", "points", "30", "2026-01-02", expires_at="2026-06-01T00:00:00Z")
    shop.grant("li", "points", "30", "2026-01-03", expires_at="2026-05-01T00:00:00Z")
    shop.spend("li", "points", "40", "2026-01-04")
    # burnt: all of the May lot, ten of the June lot
    assert [lot[0] for lot in shop.lots("li", "points")] == ["100", "20"]
    shop.spend("li", "points", "50", "2026-01-05")
    assert [lot[0] for lot in shop.lots("li", "points")] == ["70"]

    shop.refund("li", "90.00", "2026-01-06", order="A")

    after = shop.asset("li", "points")
    assert (after.available, after.debt, after.balance) == ("0", "20", "-20")


def test_pending_lots_are_taken_before_others(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", pendingFor="14d")], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.grant("li", "points", "50", "2026-01-16")
    shop.spend("li", "points", "100", "2026-01-16")
    shop.order("li", "40.00", "2026-01-17")
    assert (shop.asset("li", "points").available, shop.asset("li", "points").pending) == ("50", "40")

    shop.refund("li", "60.00", "2026-01-18", order="A")

    assert (shop.asset("li", "points").available, shop.asset("li", "points").pending) == ("30", "0")


@pytest.mark.parametrize(("clawback", "debt", "earned"), [("DEBT", "80", "0"), ("FORGIVE", "0", "80")])
def test_what_is_not_there_becomes_debt_or_is_forgiven(
    open_shop: Opening, clawback: str, debt: str, earned: str
) -> None:
    shop = open_shop(kinds=[kind("points", clawback=clawback)], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.spend("li", "points", "80", "2026-01-02")

    shop.refund("li", "100.00", "2026-01-03", order="A")

    after = shop.asset("li", "points")
    assert (after.debt, after.earned, after.available) == (debt, earned, "0")


def test_a_credit_limit_bounds_spending_not_taking_back(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", creditLimit="5")], rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.spend("li", "points", "100", "2026-01-02")

    shop.refund("li", "100.00", "2026-01-03", order="A")

    assert shop.asset("li", "points").debt == "100"
    assert shop.spend("li", "points", "1", "2026-01-04").data["available"] == "0"


@pytest.mark.parametrize("how", ["earning", "release", "maturing"])
def test_debt_is_repaid_first_by_whatever_becomes_available(open_shop: Opening, how: str) -> None:
    pending = {"pendingFor": "7d"} if how == "maturing" else {}
    shop = open_shop(kinds=[kind("points", **pending)], rules=[points()])
    shop.grant("li", "points", "100", "2026-01-01")
    hold = shop.hold("li", "points", "60", "2026-01-01", until="2026-03-01T00:00:00Z").hold
    assert hold is not None
    entry = shop.entry_ids("li", "points")[0]
    shop.reverse("li", entry, "2026-01-02")
    assert (shop.asset("li", "points").debt, shop.asset("li", "points").held) == ("60", "60")

    if how == "release":
        shop.release("li", hold, "2026-01-03")
    else:
        shop.order("li", "60.00", "2026-01-03")
        if how == "maturing":
            assert shop.asset("li", "points").debt == "60"
            shop.clock("2026-01-10T00:00")
            assert [day for day, _ in shop.events("li", "asset.matured")] == ["2026-01-10"]

    assert (shop.asset("li", "points").debt, shop.asset("li", "points").available) == ("0", "0")


def test_tenders_come_back_in_proportion_and_all_at_the_end(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "1000", "2026-01-01")
    shop.order("li", "30.00", "2026-01-02", number="A", payWith=[{"asset": "points", "amount": "1000"}])

    left = []
    for amount in ("10.00", "10.00", "10.00"):
        shop.refund("li", amount, "2026-01-03", order="A")
        left.append(shop.asset("li", "points").available)

    assert left == ["333", "666", "1000"]


def test_each_tender_comes_back_by_itself(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "10", "2026-01-01")
    tenders = [{"asset": "points", "amount": "5"}, {"asset": "points", "amount": "5"}]
    shop.order("li", "3.00", "2026-01-02", number="A", payWith=tenders)

    shop.refund("li", "1.00", "2026-01-03", order="A")

    assert shop.asset("li", "points").available == "2"


def test_what_comes_back_can_be_said(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "1000", "2026-01-01")
    shop.order("li", "30.00", "2026-01-02", number="A", payWith=[{"asset": "points", "amount": "1000"}])

    shop.refund("li", "10.00", "2026-01-03", order="A", restore=[{"asset": "points", "amount": "900"}])
    too_much = [{"asset": "points", "amount": "60"}, {"asset": "points", "amount": "60"}]
    refused = shop.refund("li", "1.00", "2026-01-03", order="A", restore=too_much)

    assert (refused.code, refused.data["left"]) == ("RESTORE_TOO_LARGE", "100")
    shop.refund("li", "10.00", "2026-01-04", order="A")
    assert shop.asset("li", "points").available == "900"
    shop.refund("li", "10.00", "2026-01-04", order="A")
    assert shop.asset("li", "points").available == "1000"


def test_points_return_to_their_lots_last_spent_first(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")])
    shop.grant("li", "points", "100", "2026-01-01", expires_at="2026-12-01T00:00:00Z")
    shop.grant("li", "points", "100", "2026-01-01", expires_at="2026-06-01T00:00:00Z")
    shop.order("li", "1.50", "2026-01-02", number="A", payWith=[{"asset": "points", "amount": "150"}])
    assert shop.lots("li", "points") == [("50", "house", "2026-12-01")]

    shop.refund("li", "0.75", "2026-01-03", order="A")

    assert shop.lots("li", "points") == [("100", "house", "2026-12-01"), ("25", "house", "2026-06-01")]


def test_into_an_expired_lot_comes_a_new_one_with_grace(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01", restoreGrace="30d")])
    shop.grant("li", "points", "100", "2026-01-01", expires_at="2026-02-01T00:00:00Z", funding="partner:42")
    shop.order("li", "1.00", "2026-01-15", number="A", payWith=[{"asset": "points", "amount": "100"}])

    shop.refund("li", "1.00", "2026-03-01", order="A")

    assert shop.lots("li", "points") == [("100", "partner:42", "2026-03-31")]
    shop.clock("2026-03-31T00:00")
    assert shop.asset("li", "points").expired == "100"


def test_what_was_spent_on_credit_comes_back_to_the_debt(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("balance", creditLimit="50.00")])
    shop.grant("li", "balance", "20.00", "2026-01-01")
    shop.order("li", "60.00", "2026-01-02", number="A", payWith=[{"asset": "balance", "amount": "60.00"}])
    assert shop.asset("li", "balance").debt == "40.00"

    shop.refund("li", "30.00", "2026-01-03", order="A")
    assert (shop.asset("li", "balance").debt, shop.asset("li", "balance").available) == ("10.00", "0.00")
    shop.refund("li", "30.00", "2026-01-04", order="A")

    assert (shop.asset("li", "balance").debt, shop.asset("li", "balance").available) == ("0.00", "20.00")


def test_an_unlinked_refund_reverses_no_entry_but_reclaims_what_it_would_earn_now(open_shop: Opening) -> None:
    multiplier = Ruling("tier_multiplier", {"times": {"gold": "2"}})
    main = ladder(tier("gold", 1, spent("100", None)))
    shop = open_shop(tracks=[main], rules=[points(), multiplier])
    shop.order("li", "100.00", "2026-01-01", number="A")
    assert shop.tier("li") == "gold"

    shop.refund("li", "9.99", "2026-01-02")

    assert shop.entries("li", "points")[-1] == ("REVERSE", "-19", "issue:house")
    assert (shop.metric("li", "net_spend"), shop.metric("li", "orders")) == ("90.01", 1)


def test_a_refund_before_its_order_waits_for_it(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])

    early = shop.refund("li", "40.00", "2026-01-01", order="A")
    assert early.outcome == "DEFERRED"
    assert shop.metric("li", "refunded") == "0.00"
    shop.order("li", "100.00", "2026-01-02", number="A")

    assert shop.asset("li", "points").balance == "60"
    assert shop.metric("li", "net_spend") == "60.00"


def test_a_waiting_refund_that_is_too_large_fails_when_its_order_comes(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.refund("li", "140.00", "2026-01-01", order="A")

    shop.order("li", "100.00", "2026-01-02", number="A")

    assert shop.asset("li", "points").balance == "100"
    assert [event.status.name for event in shop.settler.journal.settled] == ["FAILED"]
    assert ["REFUND_TOO_LARGE"] == [noted.problem.code for noted in shop.settler.journal.problems]


def test_a_linked_refund_counts_on_its_orders_day_an_unlinked_one_on_its_own(open_shop: Opening) -> None:
    shop = open_shop()
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.order("li", "50.00", "2026-02-20")

    shop.refund("li", "100.00", "2026-02-21", order="A")
    assert (shop.metric("li", "net_spend", "30d"), shop.metric("li", "orders")) == ("50.00", 1)
    shop.refund("li", "80.00", "2026-02-22")

    assert (shop.metric("li", "net_spend", "30d"), shop.metric("li", "orders")) == ("-30.00", 1)


def test_totals_by_category_lose_what_of_them_came_back(open_shop: Opening) -> None:
    tag = {"code": "tea", "name": "Tea", "condition": {"all": [
        {"test": {"metric": "net_spend", "op": "GTE", "value": "1", "args": {"category": "drinks"}}},
        {"test": {"metric": "net_spend", "op": "GTE", "value": "1", "args": {"category": "drinks", "channel": "app"}}},
    ]}}  # fmt: skip
    shop = open_shop(tags=[tag])
    shop.order("li", "100.00", "2026-01-01", number="A", items=ITEMS, channel="app")

    def drinks(**more: str) -> tuple[object, object]:
        args = {"category": "drinks", **more}
        return shop.metric("li", "net_spend", **args), shop.metric("li", "orders", **args)

    assert drinks() == drinks(channel="app") == ("30.00", 1)
    for amount in ("33.33", "33.33"):
        shop.refund("li", amount, "2026-01-02", order="A")
    assert drinks() == drinks(channel="app") == ("10.01", 1)
    shop.refund("li", "33.34", "2026-01-03", order="A")
    assert drinks() == drinks(channel="app") == ("0.00", 0)


def test_amounts_finer_than_the_currency_are_invalid(open_shop: Opening) -> None:
    shop = open_shop()

    assert shop.order("li", "1.001", "2026-01-01").outcome == "INVALID"
    assert shop.refund("li", "1.001", "2026-01-01").outcome == "INVALID"
    assert shop.metric("li", "orders") == 0


def test_an_entry_reversed_by_hand_is_not_taken_back_again_by_a_refund(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.order("li", "100.00", "2026-01-01", number="A")
    entry = shop.entry_ids("li", "points")[0]
    shop.reverse("li", entry, "2026-01-02", "60")

    shop.refund("li", "50.00", "2026-01-03", order="A")
    assert shop.asset("li", "points").balance == "40"
    shop.refund("li", "50.00", "2026-01-04", order="A")

    assert shop.asset("li", "points").balance == "0"
    assert shop.reverse("li", entry, "2026-01-05", "1").code == "REVERSAL_TOO_LARGE"


def test_an_entry_is_reversed_in_parts_up_to_all_of_it(open_shop: Opening) -> None:
    shop = open_shop()
    shop.grant("li", "points", "100", "2026-01-01")
    entry = shop.entry_ids("li", "points")[0]

    shop.reverse("li", entry, "2026-01-02", "30")
    shop.reverse("li", entry, "2026-01-03")

    assert shop.asset("li", "points").balance == "0"
    refused = shop.reverse("li", entry, "2026-01-04")
    assert (refused.code, refused.data["left"]) == ("REVERSAL_TOO_LARGE", "0")
    reversal = shop.entry_ids("li", "points")[1]
    assert shop.reverse("li", reversal, "2026-01-05").code == "NOT_REVERSIBLE"


def test_a_spending_that_is_reversed_goes_back_to_its_lots(open_shop: Opening) -> None:
    shop = open_shop()
    shop.grant("li", "points", "100", "2026-01-01", expires_at="2026-06-01T00:00:00Z")
    shop.spend("li", "points", "70", "2026-01-02")

    shop.reverse("li", shop.entry_ids("li", "points")[1], "2026-01-03", "20")

    assert shop.lots("li", "points") == [("50", "house", "2026-06-01")]
    assert shop.asset("li", "points").spent == "50"


def test_rules_that_listen_to_refunds_run_on_linked_ones_too(open_shop: Opening) -> None:
    sorry = answering("sorry", lambda ctx: [Earn("points", Decimal(3))], on=("order.refunded",))
    shop = open_shop(rules=[Ruling(sorry)])
    shop.order("li", "10.00", "2026-01-01", number="A")

    shop.refund("li", "1.00", "2026-01-02", order="A")

    assert shop.asset("li", "points").available == "3"
