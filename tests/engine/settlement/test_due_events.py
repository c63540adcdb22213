"""What is due at a moment, in order: reminders, what matures, holds that time out, lots that end; each keyed by its subject."""

from dataclasses import replace

from headless.engine.handlers.time_work import EndedHold, EndedLots, MaturedKind
from headless.engine.ledger.lots import remind_at
from headless.engine.ledger.movements import Cause
from headless.engine.settlement.due_events import by_end, due_events, late_expiries
from headless.engine.values.calendar import parse_duration
from tests.engine.bench import DAY_US, NOON, POINTS, Book, event

SOON, LATER = NOON + DAY_US, NOON + 9 * DAY_US
KIND = replace(POINTS, remind_before=parse_duration("2d"))


def due(book: Book, at: int) -> list[str]:
    return [event.type for event in due_events(book.state, at)]


def test_lots_that_end_together_expire_as_one_event() -> None:
    book = Book(KIND)
    first, _ = book.earn(3, expires_at=SOON), book.earn(4, expires_at=SOON)
    book.earn(5, expires_at=LATER)

    (expired,) = due_events(book.state, SOON)

    assert ("asset.expired", f"asset.expired:{first}:{SOON}", SOON) == (expired.type, expired.key, expired.as_of)
    assert {"asset": "points", "amount": "7"} == expired.data.to_json()
    assert isinstance(expired.checked, EndedLots)
    assert 2 == len(expired.checked.lots)


def test_a_reminder_comes_before_the_end_and_once() -> None:
    book = Book(KIND)
    book.earn(3, expires_at=LATER)
    moment = remind_at(book.state.program.endings[KIND.id], book.journal.lots[0])

    assert ["asset.expiring"] == due(book, moment)
    assert [] == due(book, moment + 1)
    assert ["asset.expired"] == due(book, LATER)


def test_a_hold_times_out_before_lots_end() -> None:
    book = Book(KIND)
    book.earn(10, expires_at=SOON)
    hold = book.at().hold(book.kind, 4, Cause(event(), "held"), None, SOON)

    timed_out, expired = due_events(book.state, SOON)

    assert ("hold.timed_out", EndedHold(hold)) == (timed_out.type, timed_out.checked)
    assert "asset.expired" == expired.type


def test_what_matures_is_an_event_only_if_it_repays_debt() -> None:
    quiet, owing = (Book(replace(KIND, pending_for=parse_duration("1d"))) for _ in range(2))
    for book in (quiet, owing):
        book.earn(10)
        assert 10 == book.account.pending
    owing.account.debt = 3
    starts_at = quiet.journal.lots[0].starts_at

    assert [] == due(quiet, starts_at)
    (matured,) = due_events(owing.state, starts_at)
    assert ("asset.matured", MaturedKind(owing.kind)) == (matured.type, matured.checked)
    assert 0 == quiet.account.pending == owing.account.pending


def test_each_event_is_told_by_what_those_before_it_have_left() -> None:
    book = Book(KIND)
    book.earn(10, expires_at=SOON)
    book.at().hold(book.kind, 10, Cause(event(), "held"), None, SOON)
    events = due_events(book.state, SOON)

    assert "hold.timed_out" == next(events).type
    assert [] == [event.type for event in events]  # it was not settled, so nothing is free


def test_late_lots_expire_kind_by_kind() -> None:
    book = Book(KIND, replace(KIND, id=99, code="growth"))
    book.earn(3, expires_at=SOON)
    book.at().earn(book.state.program.kinds["growth"], 4, Cause(event(2), "gift"), expires_at=SOON)

    expired = list(late_expiries(book.state.program.kind_by_id, book.journal.lots, LATER))

    assert ["points", "growth"] == [event.data.to_json()["asset"] for event in expired]


def test_groups_come_by_their_end_with_the_oldest_lot_first() -> None:
    book = Book(KIND)
    for end in (LATER, SOON, LATER):
        book.earn(1, expires_at=end)
    first, second, third = book.journal.lots

    assert [(SOON, [second]), (LATER, [first, third])] == by_end([third, second, first])
