"""The events of guests that wait, by identity and business key: what comes again is answered as the first time."""

import json
from collections.abc import Collection, Iterable

from headless.engine.member.orders.order_changes import PAID, waits_for
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem
from headless.messages import Message
from headless.models.tables.events.guest_events import (
    GuestEvent,
    delete_guest_events,
    guest_events_of_source,
    guest_events_of_type,
)
from headless.plugins.contract.payloads import accept_payload
from headless.services.intake.acceptance import Key, hash_of
from headless.services.intake.duplicate_detection import ONE_ORDER
from headless.services.intake.retention import kept_since
from headless.services.intake.same_content import Earlier, is_same_but_for_member
from headless.services.kernel.outcomes import Recorded
from headless.services.settling.decision_loop import Batch

GUEST = 0
"""Stands for the id of the member who may join."""


class WaitingGuests:
    """Events of guests that wait, as far as they matter to a batch."""

    def __init__(self, program: Program, days: int) -> None:
        self._program, self._days = program, days
        self._identities: dict[tuple[str, str], GuestEvent] = {}
        self._subjects: dict[Key, GuestEvent] = {}

    @property
    def digests(self) -> set[str]:
        """The identifiers under which they wait."""
        return {event.digest for event in (*self._identities.values(), *self._subjects.values())}

    def add(self, event: GuestEvent) -> None:
        """Remember an event that waits."""
        self._identities[event.source, event.external_id] = event
        if event.subject is not None:
            self._subjects[event.type, event.subject] = event

    def of_subject(self, key: Key) -> GuestEvent | None:
        """Return the event with a business key, None if none waits."""
        return self._subjects.get(key)

    def same(self, record: EventRecord, digests: Collection[str], *, timed: bool) -> Recorded | None:
        """Return the answer for an event whose identity or business key waits already, None if none does.

        digests: of the identifier by which it names its member. timed: the sender said when it happened.
        """
        known = self._identities.get((record.source, record.external_id))
        if known is not None:
            if known.digest in digests and is_same_but_for_member(self._program, self._earlier(known), record, timed):
                return Recorded("DUPLICATE", problem=waits_for_guest(self._days))
            message = Message(
                "{source} {external_id!r} waits for a guest to join, and said something else; "
                "nothing was changed. Give a new event an externalId of its own",
                source=record.source,
                external_id=record.external_id,
            )
            return _conflict("KEY_CONFLICT", message, record.external_id, "externalId")
        waiting = self._subjects.get((record.type, record.subject)) if record.subject is not None else None
        if waiting is None:
            return None
        type_, subject = record.type, record.subject
        message = Message(
            "{type} {subject!r} waits for a guest to join; nothing was changed", type=type_, subject=subject
        )
        if record.type == PAID:
            message += ONE_ORDER
        return _conflict("ALREADY_RECORDED", message, str(record.subject), "data")

    def _earlier(self, known: GuestEvent) -> Earlier:
        program, type_ = self._program, self._program.event_types[known.type]
        currency = program.money
        return Earlier(
            known.id, GUEST, (GUEST,), hash_of(known.type, GUEST, known.sent_at, known.data), known.type, known.occurred_at,
            known.sent_at is not None, lambda: accept_payload(type_, json.loads(known.data), b"", currency=currency).data,
            lambda: None,
        )  # fmt: skip


def _conflict(code: str, message: Message, key: str, path: str) -> Recorded:
    problem = Problem("CONFLICT", code, message, "KeyConflict", {"key": key}, (path,))
    return Recorded("CONFLICT", problem=problem)


def waits_for_guest(days: int) -> Problem:
    """Return what the sender of an event of a guest is told."""
    message = Message(
        "no member has this identifier: the event is kept for {days} days, and settled when a member has it and proves it",
        days=days,
    )
    return Problem("DEFERRED", "WAITS_FOR_GUEST", message, path=("member",))


def origin_of(program: Program, record: EventRecord) -> Key | None:
    """Return the order or payment for which an event waits, None if it waits for none."""
    earlier = waits_for(program.event_types[record.type])
    return None if earlier is None or record.refers is None else (earlier, record.refers)


async def load_waiting(batch: Batch, records: Iterable[EventRecord]) -> WaitingGuests:
    """Return what waits under the identities and business keys of these events, and of the orders to which they refer.

    What has waited for too long stands in no one's way: it is deleted.
    """
    sources: dict[str, list[str]] = {}
    subjects: dict[str, list[str]] = {}
    for record in records:
        sources.setdefault(record.source, []).append(record.external_id)
        if record.subject is not None:
            subjects.setdefault(record.type, []).append(record.subject)
        origin = origin_of(batch.program, record)
        if origin is not None:
            subjects.setdefault(origin[0], []).append(origin[1])
    session, merchant, events = batch.session, batch.merchant, list[GuestEvent]()
    for source, numbers in sources.items():
        events += await guest_events_of_source(session, merchant.id, source, numbers)
    for type_, keys in subjects.items():
        events += await guest_events_of_type(session, merchant.id, type_, keys)
    waiting, since = (
        WaitingGuests(batch.program, merchant.claim_for or 0),
        kept_since(merchant, batch.kernel.now(merchant)),
    )
    over = {event.id for event in events if event.received_at <= since}
    if over and not batch.simulate:
        await delete_guest_events(session, merchant.id, sorted(over))
    for event in events:
        if event.id not in over:
            waiting.add(event)
    return waiting
