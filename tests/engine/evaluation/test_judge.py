"""What the judge remembers of a member: judged again only if the day has come or something that is read was touched."""

import pytest

from headless.engine.evaluation.judge import Judge
from headless.engine.member.state import BALANCE, PROFILE, TAG, MemberState
from headless.engine.program.program import Program
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from tests.engine.bench import member_of, program_with
from tests.engine.people import TODAY, asks, condition

BUYER = condition(asks("orders", "GTE", 2, "30d"))
RICH = condition(asks("balance", "GTE", 100, asset="points"))
SILVER, GOLD = (condition(asks("orders", "GTE", least)) for least in (1, 3))


@pytest.fixture
def program() -> Program:
    tags = {"buyer": TagKind(41, "buyer", "Buyer", BUYER), "rich": TagKind(42, "rich", "Rich", RICH)}
    ladder = (Tier(11, "silver", "Silver", 1, SILVER), Tier(12, "gold", "Gold", 2, GOLD))
    return program_with(tags=tags, tracks={"growth": Track(1, "growth", "Growth", ladder, default=True)})


@pytest.fixture
def state(program: Program) -> MemberState:
    return member_of(program)


@pytest.fixture
def judge(program: Program) -> Judge:
    return Judge(program)


def ordered(state: MemberState, day: int, times: int = 1) -> None:
    state.totals.add("order", day, times, 100 * times)


def verdicts(judge: Judge, state: MemberState, today: int = TODAY) -> dict[str, bool]:
    return {tag.code: holds for tag, holds in judge.tag_verdicts(state, today)}


def test_a_touched_total_is_judged_again(judge: Judge, state: MemberState) -> None:
    before = verdicts(judge, state)
    state.judged.moved = False

    ordered(state, TODAY, 2)

    assert ({"buyer": False, "rich": False}, {"buyer": True, "rich": False}) == (before, verdicts(judge, state))
    assert state.judged.moved


def test_what_was_not_touched_is_not_looked_at(judge: Judge, state: MemberState) -> None:
    judge.outlooks(state, TODAY)
    state.judged.moved = False

    state.account(31).balance = 500  # changed behind the judge's back

    assert not verdicts(judge, state)["rich"]
    state.touched.add(BALANCE)
    assert verdicts(judge, state)["rich"]


def test_what_nothing_reads_moves_nothing(judge: Judge, state: MemberState) -> None:
    judge.outlooks(state, TODAY)
    state.judged.moved, state.judged.due_known = False, True

    state.touched.add(PROFILE)
    judge.outlooks(state, TODAY)

    assert (False, True, set()) == (state.judged.moved, state.judged.due_known, state.touched)


def test_an_end_of_a_tag_is_foreseen_again(judge: Judge, state: MemberState) -> None:
    judge.outlooks(state, TODAY)
    state.judged.due_known = True

    state.touched.add(TAG)
    judge.outlooks(state, TODAY)

    assert not state.judged.due_known


def test_a_window_that_rolls_on_is_judged_again_on_its_day(judge: Judge, state: MemberState) -> None:
    ordered(state, TODAY, 2)
    judge.outlooks(state, TODAY)
    leaves = state.judged.changes_on
    state.judged.moved = False

    assert TODAY + 30 == leaves
    assert verdicts(judge, state, TODAY + 29)["buyer"]
    assert not state.judged.moved
    assert not verdicts(judge, state, TODAY + 30)["buyer"]
    assert state.judged.moved


def test_a_day_before_the_last_is_judged_without_forgetting(judge: Judge, state: MemberState) -> None:
    ordered(state, TODAY, 2)
    judge.outlooks(state, TODAY)

    assert not verdicts(judge, state, TODAY - 1)["buyer"]
    assert TODAY == state.judged.on


def test_another_judge_believes_nothing(judge: Judge, state: MemberState, program: Program) -> None:
    judge.outlooks(state, TODAY)
    state.judged.moved = False
    state.account(31).balance = 500

    other = Judge(program)

    assert verdicts(other, state)["rich"]
    assert state.judged.by is other
    assert state.judged.moved


def test_the_highest_tier_whose_condition_holds(judge: Judge, state: MemberState, program: Program) -> None:
    track = program.tracks["growth"]
    none = judge.highest(track, state, TODAY)
    ordered(state, TODAY)
    silver = judge.highest(track, state, TODAY)
    ordered(state, TODAY, 5)
    gold = judge.highest(track, state, TODAY)

    assert none is None
    assert (track.by_code["silver"], track.by_code["gold"]) == (silver, gold)


def test_a_condition_is_filled_with_the_members_values(judge: Judge, state: MemberState) -> None:
    ordered(state, TODAY)

    clause = judge.clause(BUYER, state, TODAY)

    assert not clause.met
    assert judge.filled(None, state, TODAY) is None


def test_without_a_condition_everybody_qualifies(judge: Judge, state: MemberState) -> None:
    assert judge.met(None, state, TODAY)
    assert judge.changes_on(None, state, TODAY) is None
