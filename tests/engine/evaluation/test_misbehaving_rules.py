"""The member's event settles even if a rule misbehaves, the rule is named, and money is never let through unchecked."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from headless.plugins import Boost, Cap, Earn, Emit, Enter, Refuse, Remember, Spend, Tag, Value
from tests.engine.conftest import Opening
from tests.kit.rules import answering, failing, saying
from tests.kit.setup import Ruling, kind, ladder, points, spent, tier


def exits(ctx: Any) -> Any:
    raise SystemExit(3)


async def later(ctx: Any) -> Any:
    return []


def breaks_off(ctx: Any) -> Iterator[Any]:
    yield Earn("points", 5)
    raise RuntimeError("halfway")


def forever(ctx: Any) -> Iterator[Any]:
    while True:
        yield Earn("points", 1)


def writes(ctx: Any) -> Any:
    ctx.member.tiers["main"] = "gold"
    return []


class Fake(Earn):
    """Not one of the effects."""


@pytest.mark.parametrize(
    "answer",
    [
        exits, later, breaks_off, forever, writes,
        lambda ctx: None,
        lambda ctx: 7,
        lambda ctx: ["Earn"],
        lambda ctx: [Earn("points", 1.5)],
        lambda ctx: [Earn("points", -1)],
        lambda ctx: [Earn("points", True)],
        lambda ctx: [Earn("points", Decimal("NaN"))],
        lambda ctx: [Earn("points", Decimal("Infinity"))],
        lambda ctx: [Earn("points", Decimal("1E-500"))],
        lambda ctx: [Earn("points", Decimal("0." + "1" * 500))],
        lambda ctx: [Earn("points", 10**15 + 1)],
        lambda ctx: [Earn("points", 1, lines="A")],
        lambda ctx: [Earn("points", 1, on_refund="SOME")],
        lambda ctx: [Earn("points", 1, once=5)],
        lambda ctx: [Earn("points", 1, once="k" * 201)],
        lambda ctx: [Earn("points", 1, why=None)],
        lambda ctx: [Earn("growth", 1)],
        lambda ctx: [Fake("points", 1)],
        lambda ctx: [Boost("points", 2)],
        lambda ctx: [Refuse("NO", "not today")],
        lambda ctx: [Tag("no_such_tag")],
        lambda ctx: [Tag("vip", until="2026-01-01")],
        lambda ctx: [Enter("main", "gold")],
        lambda ctx: [Enter("no_such_track", "gold")],
        lambda ctx: [Enter("plus", "no_such_tier")],
        lambda ctx: [Enter("plus", "plus", until=datetime)],
        lambda ctx: [Remember({"text": "x" * 5000})],
        lambda ctx: [Remember({"when": object()})],
        lambda ctx: [Remember(7)],
        lambda ctx: [Emit("no.such.type")],
        lambda ctx: [Emit("hold.timed_out", {"hold": "x", "asset": "points", "amount": "1"})],
        lambda ctx: [Emit("order.moved", {"orderId": "o1", "to": "mem_other"})],
        lambda ctx: [Emit("member.erased", {})],
        lambda ctx: [Emit("checkin", {"nonsense": 1})],
        lambda ctx: [Emit("checkin", 7)],
        lambda ctx: [Remember({"text": "x" * 3000}) for _ in range(10)],
    ],
)  # fmt: skip
def test_a_rule_that_misbehaves_loses_its_effects_and_is_named(open_shop: Opening, answer: Callable[..., Any]) -> None:
    tracks = [ladder(tier("gold", 1, spent("1"))), ladder(tier("plus", 1), code="plus", kind="PAID")]
    bad = Ruling(answering("bad", answer))
    shop = open_shop(tracks=tracks, tags=[{"code": "vip", "name": "VIP"}], rules=[points(), bad])

    done = shop.order("li", "10.00", "2026-01-01")

    assert done.outcome == "RECORDED"
    assert shop.asset("li", "points").available == "10"
    assert set(done.said["bad"]) == {"i", "v", "p", "x"}
    assert [(retry.rule_id, retry.kind) for retry in shop.retries()] == [(done.said["bad"]["i"], "rule")]


def test_a_need_whose_setting_names_what_does_not_exist_fails_its_rule_alone(open_shop: Opening) -> None:
    lost = answering("lost", lambda ctx: [], needs={"x": Value("balance", args={"asset": "no_such_kind"})})
    shop = open_shop(rules=[points(), Ruling(lost)])

    done = shop.order("li", "10.00", "2026-01-01")

    assert shop.asset("li", "points").available == "10"
    assert "no_such_kind" in done.said["lost"]["x"]


def test_an_amount_too_large_after_boosts_is_lost_alone(open_shop: Opening) -> None:
    huge = Ruling(saying("huge", Earn("points", 10**15)))
    twice = Ruling(saying("twice", Boost("points", 2), stage="boost"))
    shop = open_shop(rules=[points(), huge, twice])

    done = shop.order("li", "10.00", "2026-01-01")

    assert shop.asset("li", "points").available == "20"
    assert "after boosts" in done.said["huge"]["x"]


@pytest.mark.parametrize("stage", ["boost", "cap"])
def test_a_failing_boost_or_cap_withholds_its_assets_and_nothing_else(open_shop: Opening, stage: str) -> None:
    growth = Ruling("growth_per_spend")
    shop = open_shop(rules=[points(), growth, Ruling(failing("bad", stage=stage))])

    done = shop.order("li", "10.00", "2026-01-01")

    assert done.said["points_per_spend"]["e"][0]["withheld"] is True
    assert (shop.asset("li", "points").balance, shop.asset("li", "growth").balance) == ("0", "10")
    assert [(retry.kind, retry.document["assets"]) for retry in shop.retries()] == [("withheld", ["points"])]


def test_what_a_rule_would_spend_is_withheld_with_the_rest_of_its_asset(open_shop: Opening) -> None:
    rules = [Ruling(saying("swap", Spend("points", 5))), Ruling(failing("bad", stage="boost"))]
    shop = open_shop(rules=rules)
    shop.grant("li", "points", "5", "2026-01-01")

    shop.order("li", "10.00", "2026-01-02")

    assert shop.asset("li", "points").balance == "5"


def test_what_was_withheld_is_settled_as_a_whole_later(open_shop: Opening) -> None:
    broken = [True]

    def double(ctx: Any) -> Any:
        if broken[0]:
            raise ValueError("broken")
        return [Boost("points", 2)]

    shop = open_shop(rules=[points(), Ruling(answering("double", double, stage="boost"))])
    shop.order("li", "10.00", "2026-01-01", number="A")
    retry, record = shop.retries()[0], shop.settler.journal.events[0]
    assets = frozenset(retry.document["assets"])

    assert shop.settler.retry(record, retry.rule_id, retry.kind, assets, {}) is False
    broken[0] = False
    assert shop.settler.retry(record, retry.rule_id, retry.kind, assets, {}) is True

    assert shop.asset("li", "points").available == "20"
    shop.refund("li", "10.00", "2026-01-02", order="A")
    assert shop.asset("li", "points").balance == "0"


def test_an_earn_rule_is_retried_alone_with_the_tier_of_then(open_shop: Opening) -> None:
    broken = [True]

    def gift(ctx: Any) -> Any:
        if broken[0]:
            raise ValueError("broken")
        return [Earn("points", 100)]

    multiplier = Ruling("tier_multiplier", {"times": {"gold": "3"}})
    main = ladder(tier("gold", 1, spent("10")))
    shop = open_shop(tracks=[main], rules=[points(), Ruling(answering("gift", gift)), multiplier])
    shop.order("li", "10.00", "2026-01-01")
    retry, record = shop.retries()[0], shop.settler.journal.events[0]
    broken[0] = False

    shop.settler.retry(record, retry.rule_id, retry.kind, frozenset(), {})

    assert shop.tier("li") == "gold"
    assert shop.asset("li", "points").available == "110"


def test_a_retry_while_a_boost_fails_waits(open_shop: Opening) -> None:
    rules = [points(), Ruling(failing("gift")), Ruling(failing("double", stage="boost"))]
    shop = open_shop(rules=rules)
    shop.order("li", "10.00", "2026-01-01")
    record = shop.settler.journal.events[0]
    instance = next(versions.latest.id for versions in shop.program.rules if versions.latest.name == "points_per_spend")

    assert shop.settler.retry(record, instance, "rule", frozenset(), {}) is False


def test_what_is_earned_late_of_a_refunded_order_is_taken_back_at_once(open_shop: Opening) -> None:
    broken = [True]

    def gift(ctx: Any) -> Any:
        if broken[0]:
            raise ValueError("broken")
        return [Earn("points", 100)]

    shop = open_shop(rules=[Ruling(answering("gift", gift))])
    shop.order("li", "10.00", "2026-01-01", number="A")
    shop.refund("li", "5.00", "2026-01-02", order="A")
    retry, record = shop.retries()[0], shop.settler.journal.events[0]
    broken[0] = False

    shop.settler.retry(record, retry.rule_id, retry.kind, frozenset(), {})

    assert shop.asset("li", "points").available == "50"


def test_a_failing_cap_lets_no_tender_through(open_shop: Opening) -> None:
    shop = open_shop(kinds=[kind("points", worth="0.01")], rules=[Ruling(failing("bad", stage="cap"))])
    shop.grant("li", "points", "100", "2026-01-01")

    refused = shop.order("li", "10.00", "2026-01-02", number="A", payWith=[{"asset": "points", "amount": "50"}])

    assert (refused.outcome, refused.code) == ("REFUSED", "RULE_FAILED")
    assert shop.order("li", "10.00", "2026-01-02", number="A").outcome == "RECORDED"


def test_a_failing_gate_refuses_requests_and_leaves_facts(open_shop: Opening) -> None:
    shop = open_shop(rules=[points(), Ruling(failing("bad", stage="gate", on=("order.paid", "checkin")))])

    assert shop.send("li", "checkin", "2026-01-01").code == "RULE_FAILED"
    assert shop.order("li", "10.00", "2026-01-01").outcome == "RECORDED"
    assert shop.retries() == []


def test_a_paused_rule_says_so_for_every_event(open_shop: Opening) -> None:
    shop = open_shop(rules=[Ruling("points_per_spend", paused=True)])

    done = shop.order("li", "10.00", "2026-01-01")

    assert done.said["points_per_spend"]["c"] == "paused"
    assert shop.asset("li", "points").balance == "0"
    assert [retry.kind for retry in shop.retries()] == ["rule"]


def test_a_paused_cap_lets_nothing_through(open_shop: Opening) -> None:
    cap = Ruling(saying("most", Cap("points", 5), stage="cap"), paused=True)
    shop = open_shop(rules=[points(), cap])

    shop.order("li", "10.00", "2026-01-01")

    assert shop.asset("li", "points").balance == "0"


def test_a_gate_may_refuse_a_request_and_its_decision_is_kept(open_shop: Opening) -> None:
    gate = Ruling(saying("gate", Refuse("TOO_SOON", "come back tomorrow"), on=("checkin",), stage="gate"))
    shop = open_shop(rules=[gate])

    refused = shop.send("li", "checkin", "2026-01-01")

    assert (refused.outcome, refused.code) == ("REFUSED", "TOO_SOON")
    assert refused.said["gate"]["e"][0]["code"] == "TOO_SOON"
    assert [event.status.name for event in shop.settler.journal.events] == ["REFUSED"]
    assert len(shop.settler.journal.decisions) == 1


def test_events_derived_too_deep_settle_without_rules(open_shop: Opening) -> None:
    echo = Ruling(saying("echo", Emit("login"), on=("login",)))
    shop = open_shop(rules=[echo])

    shop.send("li", "login", "2026-01-01")

    assert [event.depth for event in shop.settler.journal.events] == [0, 1, 2, 3, 4, 5]
    assert shop.settler.journal.decisions[-1].document == [{"c": "too_deep"}]


def test_an_event_for_another_member_is_left_for_a_transaction_of_its_own(open_shop: Opening) -> None:
    thanks = answering("thanks", lambda ctx: [Emit("checkin", {}, member="mem_other", key="thanks")])
    shop = open_shop(rules=[Ruling(thanks)])

    shop.order("li", "1.00", "2026-01-01")

    emitted = shop.settler.journal.emitted[0]
    instance, event = shop.program.rules[0].latest.id, shop.settler.journal.events[0].id
    assert (emitted.member_ref, emitted.type, emitted.key) == ("mem_other", "checkin", f"{event}/{instance}/thanks")
    assert shop.events("li", "checkin") == []


def test_a_rule_that_gives_what_has_expired_for_what_expires_comes_to_an_end(open_shop: Opening) -> None:
    again = answering("again", lambda ctx: [Earn("points", 1)], on=("order.paid", "asset.expired"))
    shop = open_shop(kinds=[kind("points", expiry={"on": "2026-01-01"})], rules=[Ruling(again)])

    done = shop.order("li", "10.00", "2026-03-01")

    assert done.outcome == "RECORDED"
    assert [event.depth for event in shop.settler.journal.events] == [0, 1, 2, 3, 4, 5]
    assert shop.settler.journal.decisions[-1].document == [{"c": "too_deep"}]
    assert shop.asset("li", "points").balance == "0"
