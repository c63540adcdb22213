"""Nothing that waited is lost: what cannot be taken when its turn comes has failed, with its problem."""

import pytest

from headless.engine.member.records import EventStatus
from headless.plugins import Earn, Emit
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, kind, ladder, points, tier, where


def thanks(*on: str) -> Ruling:
    """Five points for each of these events."""
    return Ruling(saying("thanks", Earn("points", 5), on=on))


def failures(shop: MemoryShop) -> list[tuple[str, str]]:
    """Type and code of what has failed, and no event is in the journal twice with different states."""
    journal = shop.settler.journal
    by_id = {event.id: event for event in (*journal.events, *journal.settled)}
    failed = [noted for noted in journal.problems if by_id[noted.event_id].status is EventStatus.FAILED]
    return [(by_id[noted.event_id].type, noted.problem.code) for noted in failed]


def test_a_refund_that_waited_and_is_too_large_has_failed(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.refund("li", "100.01", "2026-01-01", order="A")
    shop.refund("li", "40.00", "2026-01-01", order="A")

    shop.order("li", "100.00", "2026-01-02", number="A")

    assert [("order.refunded", "REFUND_TOO_LARGE")] == failures(shop)
    assert "60" == shop.asset("li", "points").balance


def test_of_two_that_waited_the_first_is_taken_and_the_one_beyond_the_rest_fails(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.refund("li", "70.00", "2026-01-02", order="A")
    shop.refund("li", "60.00", "2026-01-01", order="A")

    shop.order("li", "100.00", "2026-01-03", number="A")

    assert [("order.refunded", "REFUND_TOO_LARGE")] == failures(shop)
    assert "40" == shop.asset("li", "points").balance


def test_a_refund_that_waited_for_a_line_that_its_order_does_not_have_has_failed(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    line = {"sku": "T", "quantity": "1", "amount": "10.00"}
    shop.refund("li", "10.00", "2026-01-01", order="A", items=[line])

    shop.order("li", "60.00", "2026-01-02", number="A", items=[{"sku": "t", "quantity": "3", "amount": "60.00"}])

    assert [("order.refunded", "NOT_ON_ORDER")] == failures(shop)


def test_a_refund_that_waited_for_what_is_another_members_order_has_failed(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.refund("mo", "10.00", "2026-01-01", order="A")

    shop.order("li", "100.00", "2026-01-02", number="A")

    assert [("order.refunded", "ORDER_OF_ANOTHER_MEMBER")] == failures(shop)
    assert "100" == shop.asset("li", "points").balance


def test_an_order_that_is_not_taken_leaves_its_refund_waiting(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.refund("li", "10.00", "2026-01-01", order="A")
    tender = [{"asset": "points", "amount": "5"}]

    refused = shop.order("li", "100.00", "2026-01-02", number="A", payWith=tender)
    shop.order("li", "100.00", "2026-01-03", number="A")

    assert "INVALID" == refused.outcome
    assert [] == failures(shop)
    assert "90" == shop.asset("li", "points").balance


# ── closed members


def test_a_gift_of_a_rule_for_a_closed_member_has_failed(open_shop: Opening) -> None:
    shop = open_shop(rules=[thanks("login")])
    shop.set_status("li", "CLOSED", "2026-01-02")

    sent = shop.send("li", "login", "2026-01-03", source="engine", external_id="77/4/k")

    assert ("INVALID", "MEMBER_CLOSED") == (sent.outcome, sent.code)
    assert [("login", "MEMBER_CLOSED")] == failures(shop)
    assert [77] == [noted.cause_id for noted in shop.settler.journal.problems]
    assert "0" == shop.asset("li", "points").balance


def test_a_gift_of_a_rule_for_a_frozen_member_is_taken_unless_it_is_a_request(open_shop: Opening) -> None:
    shop = open_shop(rules=[thanks("login", "checkin")])
    shop.set_status("li", "FROZEN", "2026-01-02")

    shop.send("li", "login", "2026-01-03", source="engine", external_id="77/4/k")
    shop.send("li", "checkin", "2026-01-03", source="engine", external_id="77/4/l")

    assert [("checkin", "MEMBER_FROZEN")] == failures(shop)
    assert "5" == shop.asset("li", "points").balance


def test_what_a_job_makes_for_a_closed_member_has_failed(open_shop: Opening) -> None:
    shop = open_shop(rules=[thanks("login")])
    shop.set_status("li", "ERASED", "2026-01-02")

    sent = shop.send("li", "login", "2026-01-03", source="engine", external_id="job:greet:1:2026-01-03")

    assert ("INVALID", "MEMBER_ERASED") == (sent.outcome, sent.code)
    assert [("login", "MEMBER_ERASED")] == failures(shop)
    assert [None] == [noted.cause_id for noted in shop.settler.journal.problems]
    assert "0" == shop.asset("li", "points").balance


def test_what_the_refund_of_a_closed_member_would_emit_has_failed(open_shop: Opening) -> None:
    consoling = Ruling(saying("consoling", Emit("login", {}, key="c"), on=("order.refunded",)))
    shop = open_shop(rules=[points(), consoling, thanks("login")])
    shop.order("li", "100.00", "2026-01-01", number="A")
    shop.set_status("li", "CLOSED", "2026-01-02")

    refund = shop.refund("li", "40.00", "2026-01-03", order="A")

    assert ("RECORDED", "60") == (refund.outcome, shop.asset("li", "points").balance)
    assert [("login", "MEMBER_CLOSED")] == failures(shop)


def test_the_clock_expires_what_closed_members_have_and_gives_them_nothing(open_shop: Opening) -> None:
    old = tier("old", 1, where("days_since_join", "GTE", 20))
    brief = kind("points", expiry={"after": "10d"}, remindBefore="2d")
    gifts = thanks("asset.expired", "tier.changed")
    shop = open_shop(kinds=[brief], rules=[points(), gifts], tracks=[ladder(old)])
    for member in ("li", "mo"):
        shop.order(member, "100.00", "2026-01-01")
    shop.set_status("li", "CLOSED", "2026-01-02")

    shop.clock("2026-03-01")

    assert ("0", "100") == (shop.asset("li", "points").balance, shop.asset("li", "points").expired)
    assert (None, "old") == (shop.tier("li"), shop.tier("mo"))
    li = shop.states[shop.ids["li"]]
    assert {"asset.expired"} == {
        event.type
        for event in shop.settler.journal.events
        if event.member_id == li.id and event.source == "engine" and event.type != "member.updated"
    }
    assert shop.asset("mo", "points").earned != "100"


def test_holds_of_closed_members_time_out(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.order("li", "100.00", "2026-01-01")
    shop.hold("li", "points", "30", "2026-01-01")
    shop.set_status("li", "CLOSED", "2026-01-02")

    shop.clock("2026-03-01")

    assert ("100", "0") == (shop.asset("li", "points").available, shop.asset("li", "points").held)


@pytest.mark.parametrize("status", ["CLOSED", "ERASED"])
def test_what_a_failed_rule_left_out_is_not_given_to_closed_members(open_shop: Opening, status: str) -> None:
    broken = {"is_broken": True}

    def flaky(ctx: object) -> object:
        if broken["is_broken"]:
            raise ValueError("broken")
        return [Earn("points", 7)]

    shop = open_shop(rules=[Ruling(answering("flaky", flaky))])
    order = shop.record("li", "order.paid", shop.now, {"orderId": "A", "total": "10.00"})
    shop.settler.settle(order)
    shop.set_status("li", status, "2026-01-02")
    broken["is_broken"] = False
    retry = shop.settler.journal.retries[0]

    is_settled = shop.settler.retry(order, retry.rule_id, retry.kind, frozenset(), {})

    assert (False, "0") == (is_settled, shop.asset("li", "points").balance)
