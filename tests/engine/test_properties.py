"""Random events in random order: the ledger's invariants hold, and how the work is cut up does not matter."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.handlers.event_plans import EventPlan, EventPlans
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from tests.kit.memory import MemoryShop
from tests.kit.random_stories import MEMBER, STORIES, Step, setups, told, traces
from tests.kit.setup import Setup

DAYS_AHEAD = 45


@settings(max_examples=120, deadline=None)
@given(setups(), STORIES)
def test_every_invariant_holds_after_every_step(setup: Setup, story: list[Step]) -> None:
    shop = told(setup, story)

    state = shop.states[shop.ids[MEMBER]]
    check_forecast(shop, state)
    check_gapless(shop, state)


def check_forecast(shop: MemoryShop, state: MemberState) -> None:
    """Until the next work is due, no condition that decides something comes out differently."""
    today = shop.zone.day_of(state.clock_at)
    last = today + DAYS_AHEAD if state.due_at is None else min(shop.zone.day_of(state.due_at - 1), today + DAYS_AHEAD)
    conditions = [tag.condition for tag in shop.program.tags.values() if tag.condition is not None]
    rank = state.tier_rank(None) or 0
    conditions += [each.condition for each in shop.program.tracks["main"].tiers if each.rank > rank]
    for condition in conditions:
        now = shop.settler.judge.met(condition, state, today)
        assert all(shop.settler.judge.met(condition, state, day) is now for day in range(today, last + 1))


def check_gapless(shop: MemoryShop, state: MemberState) -> None:
    sequence = [each.seq for each in shop.settler.journal.standings if each.member_id == state.id]
    assert sequence == list(range(1, len(sequence) + 1))


@settings(max_examples=40, deadline=None)
@given(setups(), STORIES, st.integers(1, 60))
def test_one_leap_of_the_clock_equals_day_by_day(setup: Setup, story: list[Step], days: int) -> None:
    leaping, walking = told(setup, story), told(setup, story)
    end = leaping.zone.datetime_of(leaping.now) + timedelta(days=days)

    leaping.clock(end.isoformat())
    for day in range(days + 1):
        walking.clock((end - timedelta(days=days - day)).isoformat())

    assert traces(leaping) == traces(walking)


@settings(max_examples=40, deadline=None)
@given(setups(), STORIES, st.integers(1, 60))
def test_a_late_clock_moves_the_same_amounts(setup: Setup, story: list[Step], days: int) -> None:
    """What the clock owes is done as of its due time, even where it is done and recorded late."""
    bare = Setup(kinds=setup.kinds, rules=setup.rules[:1])
    shops = [told(bare, story, history=history) for history in (True, False)]
    end = shops[0].zone.datetime_of(shops[0].now) + timedelta(days=days)

    for shop in shops:
        shop.clock(end.isoformat())

    punctual, late = (traces(shop) for shop in shops)
    assert punctual["accounts"] == late["accounts"]
    assert punctual["lots"] == late["lots"]
    assert [each[:4] for each in punctual["entries"]] == [each[:4] for each in late["entries"]]


class Doubts(EventPlans):
    """Nothing is certain but what only tells something."""

    def __missing__(self, type_: str) -> EventPlan:
        found = super().__missing__(type_)
        self[type_] = replace(found, certain=found.news)
        return self[type_]


class Thorough(Settler):
    """Asks whether anything stands against clock work even where nothing can."""

    def __init__(self, program: Program, *given: Any, **more: Any) -> None:
        super().__init__(program, *given, **more)
        self.plans = Doubts(program)


@settings(max_examples=60, deadline=None)
@given(setups(), STORIES, st.booleans())
def test_what_is_certain_comes_out_as_if_it_had_been_asked(setup: Setup, story: list[Step], history: bool) -> None:
    quick, thorough = (told(setup, story, history=history, settler=each) for each in (Settler, Thorough))

    assert traces(quick) == traces(thorough)
    assert quick.settler.journal.decisions == thorough.settler.journal.decisions


@settings(max_examples=60, deadline=None)
@given(setups(), STORIES)
def test_a_settlement_that_nobody_will_read_gives_the_same(setup: Setup, story: list[Step]) -> None:
    explained, silent = told(setup, story), told(setup, story, settler=partial(Settler, explained=False))

    assert traces(explained) == traces(silent)
    assert not silent.settler.journal.decisions
    assert all(standing.clause is None for standing in silent.settler.journal.standings)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("order.paid"), st.integers(0, 700), st.integers(0, 40)),
        st.tuples(st.just("order.refunded"), st.integers(0, 5), st.integers(1, 300)),
        st.tuples(st.just("asset.spent"), st.integers(1, 200), st.just(0)),
        st.tuples(st.just("asset.held"), st.integers(1, 200), st.just(0)),
    ),
    min_size=2,
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(setups(), EVENTS, st.booleans())
def test_a_batch_equals_its_events_settled_one_by_one(
    setup: Setup, events: list[tuple[str, int, int]], history: bool
) -> None:
    together, apart = (MemoryShop(setup, history=history) for _ in range(2))
    start = "2026-03-01T12:00"
    for shop in (together, apart):
        shop.send(MEMBER, "login", start)

    outcomes = []
    for shop in (together, apart):
        found = []
        for record in [_record(shop, at, *event) for at, event in enumerate(events)]:
            found.append(shop.settler.settle(record).problem)
            if shop is apart:
                shop.settler.finish()
                fresh = Settler(shop.program, shop.states, shop._new_id, history=history)
                fresh.journal, shop.settler = shop.settler.journal, fresh
        shop.settler.finish()
        outcomes.append([problem and problem.code for problem in found])

    assert outcomes[0] == outcomes[1]
    assert traces(together) == traces(apart)


def _record(shop: MemoryShop, at: int, event_type: str, first: int, second: int) -> Any:
    data: dict[str, Any]
    if event_type == "order.paid":
        data = {"orderId": f"o{at}", "total": f"{first // 100}.{first % 100:02}"}
        moment = shop.now - second * 86_400_000_000
    else:
        moment = shop.now
        data = {"kind": "points", "amount": str(first), "reason": "gift"}
        if event_type == "order.refunded":
            data = {"refundId": f"r{at}", "orderId": f"o{first}", "amount": f"{second // 100}.{second % 100:02}"}
    return shop.record(MEMBER, event_type, moment, data)
