"""Two clocks: when it happened decides rules and lots, when we learnt it decides balances and standings."""

from headless.plugins import Earn, Value
from tests.engine.conftest import Opening
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, kind, ladder, points, spent, tier

MONTHLY = kind("points", expiry={"after": "30d"})
GOLD = ladder(tier("gold", 1, spent("200", "365d")))


def test_a_late_order_earns_by_the_settings_of_its_own_day(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(per="1"), Ruling("points_per_spend", {"per": "2"}, saved="2026-02-01T00:00")])
    shop.clock("2026-03-01")

    shop.order("li", "100.00", "2026-01-31")
    shop.order("mo", "100.00", "2026-02-01")

    assert shop.asset("li", "points").available == "100"
    assert shop.asset("mo", "points").available == "200"


def test_a_rules_window_is_judged_when_the_event_happened(open_shop: Opening) -> None:
    campaign = Ruling(
        saying("gift", Earn("points", 10)), active_from="2026-01-10T00:00", active_until="2026-01-20T00:00"
    )
    shop = open_shop(rules=[campaign])
    shop.clock("2026-02-01")

    shop.order("li", "1.00", "2026-01-15")
    shop.order("mo", "1.00", "2026-01-20T00:00")
    shop.order("no", "1.00", "2026-01-09T23:59")

    assert [shop.asset(name, "points").available for name in ("li", "mo", "no")] == ["10", "0", "0"]


def test_a_late_lot_ends_as_if_it_had_been_on_time(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.clock("2026-01-20")

    shop.order("li", "100.00", "2026-01-01")

    assert shop.lots("li", "points") == [("100", "house", "2026-01-31")]


def test_a_late_lot_past_its_expiry_expires_in_the_same_settlement(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.clock("2026-03-01")

    late = shop.order("li", "100.00", "2026-01-01")

    assert [change[1:] for change in late.changes] == [("points", 0, 100), ("points", 100, 0)]
    assert shop.asset("li", "points").expired == "100"
    assert [day for day, _ in shop.events("li", "asset.expired")] == ["2026-01-31"]


def test_a_late_lot_past_its_expiry_repays_no_debt(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", expiry={"after": "30d"}, creditLimit="50")], rules=[points()])
    shop.spend("li", "points", "20", "2026-03-01")

    shop.order("li", "100.00", "2026-01-01")

    assert (shop.asset("li", "points").debt, shop.asset("li", "points").expired) == ("20", "100")


def test_a_tier_that_a_late_order_earns_starts_when_it_is_learnt(open_shop: Opening) -> None:
    shop = open_shop(tracks=[GOLD])
    shop.clock("2026-03-01")

    shop.order("li", "200.00", "2026-01-01")

    standing = shop.standing("li")
    assert standing is not None
    assert standing.since == "2026-03-01"


def test_conditions_are_judged_when_it_is_learnt_over_totals_by_the_day_it_happened(open_shop: Opening) -> None:
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", "30d")))])
    shop.clock("2026-03-01")

    shop.order("li", "200.00", "2026-01-01")
    shop.order("mo", "200.00", "2026-02-15")

    assert (shop.tier("li"), shop.tier("mo")) == (None, "gold")


def test_a_rule_sees_holdings_as_before_the_event_and_totals_with_it(open_shop: Opening) -> None:
    seen = []
    needs = {
        "orders": Value("orders"), "spend": Value("net_spend"), "balance": Value("balance", args={"asset": "points"}),
        "tier": Value("tier"), "earned": Value("earned", args={"asset": "points"}),
    }  # fmt: skip
    watch = answering("watch", lambda ctx: seen.append(dict(ctx.facts)) or ctx.skip("only watching"), needs=needs)
    shop = open_shop(tracks=[GOLD], rules=[points(), Ruling(watch)])

    shop.order("li", "150.00", "2026-01-01")
    shop.order("li", "60.00", "2026-01-02")
    shop.order("li", "1.00", "2026-01-03")

    assert [(facts["orders"], str(facts["spend"])) for facts in seen] == [(1, "150.00"), (2, "210.00"), (3, "211.00")]
    assert [facts["balance"] for facts in seen] == [0, 150, 210]
    assert [facts["tier"] for facts in seen] == [None, None, "gold"]


def test_a_refunds_share_of_its_order_counts_the_refund_itself(open_shop: Opening) -> None:
    seen = []
    watch = answering(
        "watch", lambda ctx: seen.append(str(ctx.origin.refunded)) or ctx.skip("only watching"), on=("order.refunded",)
    )
    shop = open_shop(rules=[Ruling(watch)])
    shop.order("li", "100.00", "2026-01-01", number="A")

    shop.refund("li", "25.00", "2026-01-02", order="A")
    shop.refund("li", "75.00", "2026-01-03", order="A")

    assert seen == ["0.25", "1"]


def test_the_money_of_an_order_that_came_back_and_what_is_left_are_exact(open_shop: Opening) -> None:
    seen = []
    watch = answering(
        "watch",
        lambda ctx: seen.append((str(ctx.origin.refunded_amount), str(ctx.origin.total_now))) or ctx.skip("watching"),
        on=("order.refunded",),
    )
    shop = open_shop(rules=[Ruling(watch)])
    shop.order("li", "99.99", "2026-01-01", number="A")

    for day in (2, 3, 4):
        shop.refund("li", "33.33", f"2026-01-0{day}", order="A")

    assert seen == [("33.33", "66.66"), ("66.66", "33.33"), ("99.99", "0.00")]


def test_derived_events_settle_before_the_next_one(open_shop: Opening) -> None:
    gift = Ruling("upgrade_gift", {"gifts": {"gold": {"asset": "points", "amount": "500"}}})
    shop = open_shop(tracks=[GOLD], rules=[gift])
    at = [shop.member("li", 0) and shop.zone.start_of(739_000 + day) for day in (0, 1)]

    for moment in at:
        shop.now = moment
        record = shop.record("li", "order.paid", moment, {"orderId": str(moment), "total": "200.00"})
        shop.settler.settle(record)

    types = [event.type for event in shop.settler.journal.events]
    assert types == ["order.paid", "tier.changed", "order.paid"]


def test_in_history_clock_work_is_recorded_at_its_own_due_time(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01")

    shop.order("li", "50.00", "2026-03-01")

    expired = next(entry for entry in shop.settler.journal.entries if entry.type.name == "EXPIRE")
    assert shop.zone.day_of(expired.recorded_at) == shop.zone.day_of(expired.occurred_at)
    assert [day for day, _ in shop.events("li", "asset.expired")] == ["2026-01-31"]
