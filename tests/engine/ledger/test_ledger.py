"""Movements on one account: which lots they touch, what becomes debt, and that the balance is the sum of its lots less debt."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.movements import Cause
from headless.engine.member.records import Entry, EntryType, HoldStatus
from headless.engine.values.calendar import parse_duration
from tests.engine.bench import DAY_US, NOON, POINTS, Book, event

CAUSE = Cause(event(), "test")


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    yield book
    account = book.account
    assert account.balance == sum(book.left) - account.debt == sum(entry.amount for entry in book.journal.entries)
    assert all(0 <= lot.held <= lot.remaining <= lot.granted for lot in book.journal.lots)


def moves(book: Book, entry: Entry) -> list[tuple[int, int]]:
    return list(book.journal.moves[entry.id].items())


def test_the_lot_that_ends_first_is_spent_first(book: Book) -> None:
    book.earn(10)
    book.earn(10, expires_at=NOON + 9 * DAY_US)
    book.earn(10, expires_at=NOON + 2 * DAY_US)

    book.at().spend(book.kind, 15, CAUSE)

    assert [10, 5, 0] == book.left


def test_a_declared_funding_is_spent_before_all_others() -> None:
    book = Book(replace(POINTS, burn_first=("partner:9",)))
    book.earn(10, expires_at=NOON + DAY_US)
    book.earn(10, funding="partner:9")

    book.at().spend(book.kind, 12, CAUSE)

    assert [8, 0] == book.left


def test_neither_pending_nor_ended_nor_held_lots_are_available(book: Book) -> None:
    book.earn(1, expires_at=NOON - DAY_US)
    book.earn(2)
    book.earn(4)
    book.journal.lots[1].starts_at = NOON + DAY_US
    book.at().hold(book.kind, 3, CAUSE, None, NOON + DAY_US)

    assert 1 == book.at().available(book.kind)
    assert 3 == book.at(NOON + DAY_US).available(book.kind)


def test_what_is_beyond_the_lots_is_debt_which_the_next_lot_repays() -> None:
    book = Book(replace(POINTS, credit_limit=50))
    book.earn(10)

    assert 60 == book.at().spendable(book.kind)
    book.at().spend(book.kind, 30, CAUSE)
    assert (20, -20, 30) == (book.account.debt, book.account.balance, book.at().spendable(book.kind))

    book.earn(25)
    assert (0, [0, 5]) == (book.account.debt, book.left)


def test_a_hold_keeps_its_lots_and_captures_them_though_they_have_ended(book: Book) -> None:
    book.earn(10, expires_at=NOON + DAY_US)
    hold = book.at().hold(book.kind, 8, CAUSE, "o1", NOON + 9 * DAY_US)

    assert 2 == book.at().available(book.kind)
    book.at(NOON + 2 * DAY_US).capture(hold, 5, CAUSE)

    assert ([5], 3, 3) == (book.left, hold.open_amount, book.account.held)


def test_a_release_names_the_lots_that_ended_meanwhile(book: Book) -> None:
    book.earn(10, expires_at=NOON + DAY_US)
    hold = book.at().hold(book.kind, 8, CAUSE, None, NOON + DAY_US)

    ended = book.at(NOON + 2 * DAY_US).release(hold, 8, CAUSE, HoldStatus.EXPIRED)

    assert ([book.journal.lots[0]], 0) == (list(ended), book.account.held)


@pytest.mark.parametrize(("clawback", "debt", "balance"), [("DEBT", 6, -6), ("FORGIVE", 0, 0)])
def test_what_cannot_be_taken_back_is_owed_or_forgiven(clawback: str, debt: int, balance: int) -> None:
    book = Book(replace(POINTS, clawback=clawback))  # type: ignore[arg-type]
    book.earn(10)
    earned = book.journal.entries[0]
    book.at().spend(book.kind, 6, CAUSE)

    book.at().take_back(book.kind, 10, CAUSE, earned)

    assert (debt, balance, [0]) == (book.account.debt, book.account.balance, book.left)


def test_taking_back_begins_with_the_origins_own_lot(book: Book) -> None:
    book.earn(10, expires_at=NOON + DAY_US)
    book.earn(10)

    book.at().take_back(book.kind, 12, CAUSE, book.journal.entries[1])

    assert [8, 0] == book.left


def test_lots_are_given_back_in_reverse_of_how_they_were_spent(book: Book) -> None:
    book.earn(10, expires_at=NOON + 2 * DAY_US)
    book.earn(10)
    spent = book.at().spend(book.kind, 15, CAUSE)

    book.at().restore(book.kind, 7, CAUSE, spent, moves(book, spent), 0)
    assert [2, 10] == book.left
    book.at().restore(book.kind, 8, CAUSE, spent, moves(book, spent), 7)
    assert [10, 10] == book.left


def test_what_goes_back_to_a_lot_that_has_ended_becomes_a_new_lot_for_the_grace() -> None:
    kind: AssetKind = replace(POINTS, restore_grace=parse_duration("3d"))
    book = Book(kind)
    book.earn(10, expires_at=NOON + DAY_US)
    spent = book.at().spend(book.kind, 10, CAUSE)
    later = event(2, at=NOON + 5 * DAY_US)

    book.at(NOON + 5 * DAY_US).restore(book.kind, 4, Cause(later, "refund"), spent, moves(book, spent), 0)

    zone = book.state.program.zone
    assert [0, 4] == book.left
    assert zone.start_of(zone.day_of(later.occurred_at) + 3) == book.journal.lots[1].expires_at


def test_only_what_is_not_held_expires(book: Book) -> None:
    book.earn(10, expires_at=NOON + DAY_US)
    book.at().hold(book.kind, 4, CAUSE, None, NOON + 9 * DAY_US)
    lots = list(book.journal.lots)

    expired = book.at(NOON + DAY_US).expire(book.kind, lots, CAUSE)

    assert expired is not None
    assert (EntryType.EXPIRE, -6, "breakage", [4]) == (expired.type, expired.amount, expired.contra, book.left)
    assert book.at(NOON + DAY_US).expire(book.kind, lots, CAUSE) is None


def test_versions_are_gapless_and_entries_bear_the_balance_after_them(book: Book) -> None:
    book.earn(10)
    book.at().spend(book.kind, 4, CAUSE)
    book.earn(1)

    assert [(1, 10), (2, 6), (3, 7)] == [(entry.version, entry.balance_after) for entry in book.journal.entries]


def test_late_work_is_done_as_of_its_time_and_recorded_when_it_is_done(book: Book) -> None:
    book.earn(10)
    ledger = book.at(NOON - DAY_US)
    ledger.recorded_at = NOON

    entry = ledger.spend(book.kind, 0, CAUSE)

    assert (NOON, 0) == (entry.recorded_at, entry.amount)
