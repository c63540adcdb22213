"""When a member needs the clock next: never later than something is due, and never sooner than need be."""

import pytest

from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.movements import Cause
from headless.engine.member.records import HeldTag, Origin, Standing
from headless.engine.member.state import TAG, MemberState
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.settlement.clockwork import Clockwork, rests
from headless.engine.standings.tiers import remind_at
from tests.engine.bench import DAY_US, NOON, Book, event, member_of, program_with
from tests.engine.people import LONDON, TODAY, asks, condition

LADDER = Track(1, "growth", "Growth", (Tier(11, "silver", "Silver", 1, condition(asks("orders", "GTE", 1, "30d"))),))
QUIET = TagKind(41, "quiet", "Quiet", condition(asks("days_since_order", "GTE", 10)))


def next_due(state: MemberState) -> int | None:
    return Clockwork(Judge(state.program)).next_due(state)


def standing(until_at: int | None, grace_until_at: int | None = None) -> Standing:
    return Standing(5, 7, 1, 1, 11, NOON, until_at, grace_until_at, "qualified", {}, None, None, NOON)


def test_a_member_of_whom_nothing_ends_needs_no_clock() -> None:
    assert next_due(member_of()) is None


def test_the_soonest_of_all_accounts_comes_first() -> None:
    book = Book()
    book.earn(1, expires_at=NOON + 400 * DAY_US)
    book.at().hold(book.kind, 1, Cause(event(), "held"), None, NOON + 2 * DAY_US)

    assert NOON + 2 * DAY_US == next_due(book.state)


def test_what_is_overdue_in_an_account_is_worked_out_again() -> None:
    book = Book()
    book.earn(1, expires_at=NOON + 400 * DAY_US)
    book.account.due_at = NOON - DAY_US

    due = next_due(book.state)

    assert due is not None
    assert NOON < due <= NOON + 400 * DAY_US


def test_a_tag_ends_at_its_moment() -> None:
    state = member_of()
    state.tags[41] = HeldTag(1, 7, 41, "ann", None, Origin.HAND, NOON, NOON + 3 * DAY_US)

    assert NOON + 3 * DAY_US == next_due(state)


def test_a_removed_tag_does_not() -> None:
    state = member_of()
    state.tags[41] = HeldTag(1, 7, 41, "ann", None, Origin.HAND, NOON, NOON + 3 * DAY_US, removed_at=NOON)

    assert next_due(state) is None


def test_a_condition_is_due_on_the_local_day_on_which_it_may_change() -> None:
    state = member_of(program_with(tags={"quiet": QUIET}))
    state.totals.add("order", TODAY - 4, 1, 100)

    assert LONDON.start_of(TODAY + 6) == next_due(state)


@pytest.mark.parametrize("grace", [None, NOON + 5 * DAY_US])
def test_a_reviewed_standing_is_due_at_its_end_or_the_end_of_its_grace(grace: int | None) -> None:
    state = member_of(program_with(tracks={"growth": LADDER}, reminds=False))
    state.totals.add("order", TODAY, 1, 100)
    state.standings[1] = standing(NOON + 90 * DAY_US, grace)

    assert (grace or NOON + 90 * DAY_US) == next_due(state)


def test_a_reminder_is_due_before_a_standing_ends() -> None:
    state = member_of(program_with(tracks={"growth": LADDER}))
    state.totals.add("order", TODAY, 1, 100)
    state.standings[1] = standing(NOON + 90 * DAY_US)

    assert remind_at(LADDER, NOON + 90 * DAY_US, LONDON) == next_due(state)


def test_a_standing_without_end_is_due_when_its_condition_may_fail() -> None:
    state = member_of(program_with(tracks={"growth": LADDER}))
    state.totals.add("order", TODAY, 1, 100)
    state.standings[1] = standing(None)

    assert LONDON.start_of(TODAY + 30) == next_due(state)


def test_what_is_known_stands_until_something_is_touched_or_its_day_comes() -> None:
    state = member_of(program_with(tags={"quiet": QUIET}))
    state.totals.add("order", TODAY - 4, 1, 100)
    due = next_due(state)
    state.judged.moved = False

    assert due is not None
    assert rests(state, due - 1)
    assert not rests(state, due)
    state.touched.add(TAG)
    assert not rests(state, due - 1)
