"""The path of one event: the clock first, then checks, rules and entries, then what follows, depth first."""

import gc
from collections.abc import Iterator
from itertools import count
from weakref import ref

import pytest

from headless.engine.member.records import EventStatus
from headless.engine.settlement.settle import Settler
from headless.plugins import Earn, Emit, Refuse, Spend
from tests.engine.bench import DAY_US, NOON, event, member_of
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, kind, ladder, points, spent, tier

MONTHLY = kind("points", expiry={"after": "30d"})


def types(shop: MemoryShop) -> list[str]:
    return [event.type for event in shop.settler.journal.events]


def test_what_the_clock_owes_is_settled_before_the_event(open_shop: Opening) -> None:
    shop = open_shop(kinds=[MONTHLY], rules=[points()])
    shop.order("li", "100.00", "2026-01-01")

    refused = shop.spend("li", "points", "100", "2026-03-01")

    assert "INSUFFICIENT_BALANCE" == refused.code
    assert "asset.expired" in types(shop)


def test_a_refused_event_leaves_no_count_and_no_entry(open_shop: Opening) -> None:
    gate = Ruling(saying("gate", Refuse("NO", "not now"), on=("checkin",), stage="gate"))
    shop = open_shop(rules=[gate, Ruling(saying("gift", Earn("points", 5), on=("checkin",)))])

    outcome = shop.send("li", "checkin", "2026-01-01", source="app")

    assert ("REFUSED", "NO") == (outcome.outcome, outcome.code)
    assert 0 == shop.metric("li", "events", type="checkin")
    assert [] == shop.entries("li", "points")
    assert [EventStatus.REFUSED] == [event.status for event in shop.settler.journal.events]


def test_a_refund_waits_for_its_order_and_is_settled_after_it(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])

    waiting = shop.refund("li", "40.00", "2026-01-01", order="o1")
    shop.order("li", "100.00", "2026-01-02", number="o1")

    assert "DEFERRED" == waiting.outcome
    assert ["order.refunded"] == [event.type for event in shop.settler.journal.settled]
    assert "60" == shop.asset("li", "points").available


def test_derived_events_are_settled_depth_first_under_numbered_keys(open_shop: Opening) -> None:
    track = ladder(tier("silver", 1, spent("10")), tier("gold", 2, spent("100")))
    welcome = Ruling(saying("welcome", Emit("login", {"channel": "app"}), on=("tier.changed",), assets=()))
    shop = open_shop(tracks=[track], rules=[welcome])

    shop.order("li", "50.00", "2026-01-01")

    events = shop.settler.journal.events
    assert ["order.paid", "tier.changed", "login"] == [event.type for event in events]
    root = events[0].id
    assert [f"{root}:tier.changed:main:1", f"{root}:login:welcome:2"] == [event.external_id for event in events[1:]]
    assert [(None, 0), (root, 1), (root, 2)] == [(event.root_id, event.depth) for event in events]


def test_late_lots_of_two_kinds_that_end_together_expire_each_in_its_own_account(open_shop: Opening) -> None:
    growth = kind("growth", expiry={"after": "30d"})
    gifts = Ruling(saying("gifts", Earn("points", 7), Earn("growth", 5), assets=("points", "growth")))
    shop = open_shop(kinds=[MONTHLY, growth], rules=[gifts])
    shop.clock("2026-03-01")

    shop.order("li", "1.00", "2026-01-01")

    assert ("7", "5") == (shop.asset("li", "points").expired, shop.asset("li", "growth").expired)


def test_a_failed_rule_is_settled_alone_later_less_what_refunds_took_back(open_shop: Opening) -> None:
    broken = [True]

    def gift(ctx: object) -> list[Earn]:
        if broken[0]:
            raise ValueError("broken")
        return [Earn("points", 100)]

    shop = open_shop(rules=[Ruling(answering("gift", gift))])
    shop.order("li", "100.00", "2026-01-01", number="o1")
    shop.refund("li", "25.00", "2026-01-02", order="o1")
    retry, order = shop.retries()[0], shop.settler.journal.events[0]

    assert not shop.settler.retry(order, retry.rule_id, retry.kind, frozenset(), {})
    broken[0] = False
    assert shop.settler.retry(order, retry.rule_id, retry.kind, frozenset(), {})

    assert "75" == shop.asset("li", "points").available


def test_what_an_event_spends_itself_no_rule_can_spend(open_shop: Opening) -> None:
    fee = Ruling(saying("fee", Spend("points", 60), on=("asset.spent",)))
    shop = open_shop(rules=[fee])
    shop.grant("li", "points", "100", "2026-01-01")

    outcome = shop.spend("li", "points", "50", "2026-01-02")

    assert "RECORDED" == outcome.outcome
    assert "are needed" in outcome.said["fee"]["s"]
    assert "50" == shop.asset("li", "points").available


def test_one_settler_may_go_on_with_the_journal_of_another(open_shop: Opening) -> None:
    shop = open_shop(rules=[points()])
    shop.order("li", "1.00", "2026-01-01")
    fresh = Settler(shop.program, shop.states, shop._new_id)

    fresh.journal, shop.settler = shop.settler.journal, fresh
    shop.order("li", "1.00", "2026-01-02")

    assert ["order.paid", "order.paid"] == types(shop)


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_settler_is_freed_without_the_garbage_collector() -> None:
    state = member_of()
    settler = Settler(state.program, {state.id: state}, count(1_000).__next__)
    settler.settle(event())
    settler.run_clock(state.id, NOON + DAY_US)
    freed = ref(settler)

    del settler

    assert freed() is None
