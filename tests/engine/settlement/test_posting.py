"""The gate between what rules say and what a member has: what is not covered is refused, or costs the rule its effects."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import count

import pytest

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.ledger.movements import Cause
from headless.engine.member.records import HeldTag, Origin
from headless.engine.member.status import MemberStatus
from headless.engine.settlement.choosing.shortages import short_of
from headless.engine.settlement.posting import post
from headless.engine.settlement.turn_factory import TurnFactory
from headless.engine.turn import UNCHECKED, Checked, Turn
from headless.engine.values.limits import ACCOUNT_UNITS
from headless.plugins import Earn, Effect, Emit, Remember, Spend, Tag, Untag
from tests.engine.bench import NOON, POINTS, event, instance, member_of
from tests.engine.people import SHOP
from tests.kit.rules import saying


@pytest.fixture
def turn() -> Turn:
    """A turn of a member with 100 points."""
    turn = TurnFactory(SHOP, Judge(SHOP), count(1_000).__next__, explained=True).open(
        member_of(), event(), request=True
    )
    turn.ledger.earn(POINTS, 100, Cause(turn.event, "gift"))
    return turn


def proposal(*effects: Effect) -> Proposal:
    """Return what one instance for each effect proposes."""
    return Proposal(items=list(_items(effects)))


def _items(effects: Iterable[Effect]) -> Iterable[Proposed]:
    for id_, effect in enumerate(effects, 1):
        amount = getattr(effect, "amount", None)
        yield Proposed(instance(saying(f"rule_{id_}"), id_), effect, amount and Decimal(amount), int(amount or 0))


def test_a_request_is_refused_if_rules_would_spend_more_than_there_is(turn: Turn) -> None:
    problem = short_of(turn, proposal(Spend("points", 60), Spend("points", 41)), UNCHECKED)

    assert problem is not None
    assert ("INSUFFICIENT_BALANCE", "100", "101") == (problem.code, problem.data["available"], problem.data["required"])


def test_in_a_fact_the_rule_that_is_short_loses_its_effects_alone(turn: Turn) -> None:
    turn.request = False
    proposed = proposal(Spend("points", 60), Spend("points", 41), Earn("points", 1))

    assert short_of(turn, proposed, UNCHECKED) is None
    assert [1, 3] == [item.instance.id for item in proposed.items]


def test_what_the_event_itself_spends_is_not_there_for_rules(turn: Turn) -> None:
    assert short_of(turn, proposal(Spend("points", 60)), UNCHECKED) is None
    assert short_of(turn, proposal(Spend("points", 60)), Checked(spends={"points": 41})) is not None


def test_a_frozen_member_spends_nothing_by_rules(turn: Turn) -> None:
    turn.state.status = MemberStatus.FROZEN
    proposed = proposal(Spend("points", 1), Earn("points", 1))

    assert short_of(turn, proposed, UNCHECKED) is None
    assert [2] == [item.instance.id for item in proposed.items]


def test_an_account_is_never_filled_beyond_what_is_counted(turn: Turn) -> None:
    proposed = proposal(Earn("points", ACCOUNT_UNITS), Earn("points", 1))

    assert short_of(turn, proposed, UNCHECKED) is None
    assert [2] == [item.instance.id for item in proposed.items]


def test_spendings_are_posted_before_earnings(turn: Turn) -> None:
    post(turn, turn.judge, proposal(Earn("points", 5), Spend("points", 7)))

    assert [100, -7, 5] == [entry.amount for entry in turn.journal.entries]


def test_withheld_amounts_are_not_posted(turn: Turn) -> None:
    withheld = proposal(Earn("points", 5))
    withheld.items[0].withheld = True

    post(turn, turn.judge, withheld)

    assert 1 == len(turn.journal.entries)


def test_a_once_key_is_noted_with_its_effect(turn: Turn) -> None:
    post(turn, turn.judge, proposal(Earn("points", 5, once="gift")))

    assert turn.state.facts.given_before(1, "gift")
    assert [(7, 1, "gift", turn.event.id)] == turn.journal.marks


def test_a_rule_never_replaces_a_hand(turn: Turn) -> None:
    held = turn.state.tags[41] = HeldTag(1, 7, 41, "ann", None, Origin.HAND, NOON, None)

    post(turn, turn.judge, proposal(Untag("vip"), Tag("vip")))

    assert held is turn.state.tags[41]
    assert held.removed_at is None


def test_memory_is_kept_as_it_will_be_read_back(turn: Turn) -> None:
    post(turn, turn.judge, proposal(Remember({"amount": Decimal("1.50"), "days": (1, 2)})))

    assert {"amount": "1.50", "days": [1, 2]} == turn.state.memory["rule:1"]
    assert {"rule:1"} == turn.state.unsaved.memory


def test_shared_memory_is_merged_and_none_forgets(turn: Turn) -> None:
    post(
        turn, turn.judge, proposal(Remember({"a": 1, "b": 2}, shared=True), Remember({"a": None, "c": 3}, shared=True))
    )

    assert {"b": 2, "c": 3} == turn.state.memory["plugin:tests"]


def test_an_event_for_another_member_is_left_to_a_transaction_of_its_own(turn: Turn) -> None:
    mine, theirs = Emit("login", {}), Emit("login", {}, member="mem_9", key="k")

    post(turn, turn.judge, proposal(mine, theirs))

    assert ["login"] == [follow.type for follow in turn.follow]
    assert [("mem_9", f"{turn.event.id}/2/k")] == [
        (emitted.member_ref, emitted.key) for emitted in turn.journal.emitted
    ]


def test_what_came_to_nothing_may_be_given_later(turn: Turn) -> None:
    given = turn.state.facts.marks

    post(turn, Judge(SHOP), proposal(Earn("points", 0, once="gift"), Remember({"seen": 1}, once="seen")))
    assert [(2, "seen")] == list(given)
    post(turn, Judge(SHOP), proposal(Earn("points", 5, once="gift")))

    assert {(2, "seen"), (1, "gift")} == set(given)
