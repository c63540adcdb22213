"""A member in memory: what is not loaded is asked for, what does not exist is nothing, and what is here is counted once."""

from collections.abc import Callable
from typing import Any

import pytest

from headless.engine.member.facts import FactsMissing, NotLoaded
from headless.engine.member.records import Entry, EntryType, OriginFacts, Standing
from headless.engine.member.state import MemberState
from headless.engine.values.limits import PAST_EVENTS
from tests.engine.bench import NOON, POINTS, event, member_of

Question = Callable[[MemberState], Any]
QUESTIONS: dict[str, tuple[Question, Any, Any]] = {
    "origin": (lambda state: state.facts.origin("order.paid", "o1"), ("order.paid", "o1"), None),
    "mark": (lambda state: state.facts.given_before(4, "once"), (4, "once"), False),
    "order_use": (lambda state: state.facts.used_under("o1", POINTS.id), ("o1", POINTS.id), 0),
    "past": (lambda state: state.facts.earlier("login", 3), "login", []),
    "own": (lambda state: state.facts.owned("loader"), "loader", None),
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_what_was_not_loaded_is_named(what: str) -> None:
    ask, key, _ = QUESTIONS[what]

    with pytest.raises(FactsMissing) as missing:
        ask(member_of(complete=False))

    assert (7, what, key) == (missing.value.member_id, missing.value.what, missing.value.key)


@pytest.mark.parametrize("what", QUESTIONS)
def test_what_a_complete_member_lacks_does_not_exist(what: str) -> None:
    ask, _, nothing = QUESTIONS[what]

    assert nothing == ask(member_of())


def test_lots_that_were_not_loaded_are_asked_for() -> None:
    state = member_of()
    state.account(POINTS.id).lots = None

    with pytest.raises(FactsMissing, match="lots"):
        state.lots_left(POINTS.id)


def test_a_loader_that_failed_fails_what_needs_it() -> None:
    state = member_of(complete=False)
    state.facts.own["loader"] = NotLoaded("no such table")

    with pytest.raises(NotLoaded, match="no such table"):
        state.facts.owned("loader")


def test_an_entrys_origin_is_the_one_that_is_here_already() -> None:
    state = member_of(complete=False)
    entry = Entry(
        55, 7, POINTS.id, 1, EntryType.EARN, 10, 10, "issue:house", "house", 1, None, None, "gift", NOON, NOON
    )
    origin = state.facts.origins["event", "1"] = OriginFacts(event(), [entry])

    assert origin is state.facts.origin_of_entry(55, "ent_55")
    with pytest.raises(FactsMissing):
        state.facts.origin_of_entry(56, "ent_56")


def test_past_events_stay_in_order_and_within_their_limit() -> None:
    facts = member_of().facts
    for id_ in range(PAST_EVENTS + 5):
        facts.remember_past(event(id_, at=NOON + id_))
    facts.remember_past(event(999, at=NOON + PAST_EVENTS))

    newest = [past.id for past in facts.earlier("login", 6)]
    assert [PAST_EVENTS + 4, PAST_EVENTS + 3, PAST_EVENTS + 2, PAST_EVENTS + 1, 999, PAST_EVENTS] == newest
    assert PAST_EVENTS == len(facts.past["login"])


def test_a_wholly_refunded_order_is_no_past_event() -> None:
    facts = member_of().facts
    kept, refunded = event(1), event(2)
    facts.remember_past(kept)
    facts.remember_past(refunded)

    facts.forget_past(refunded)

    assert [kept] == facts.earlier("login", 9)


def test_events_that_no_rule_asks_for_are_not_kept() -> None:
    facts = member_of(complete=False).facts

    facts.remember_past(event())

    assert {} == facts.past


def test_the_tiers_of_then_hide_those_of_now() -> None:
    state = member_of()
    state.standings[1] = Standing(1, 7, 1, 1, 12, NOON, None, None, "qualified", {}, None, None, NOON)
    now = state.tier_code("growth"), state.tier_rank("growth")

    state.tiers_then = {"growth": "silver"}

    assert (("gold", 2), ("silver", 1)) == (now, (state.tier_code("growth"), state.tier_rank("growth")))


def test_an_account_that_does_not_exist_yet_is_empty() -> None:
    state = member_of()

    assert (0, {}, {}) == (state.balance("points"), state.lots(POINTS.id), state.holds(POINTS.id))
    assert state.balance("unknown") is None
