"""What was recorded before: identities (source, external id), business keys, and once-per-window types."""

from collections.abc import Iterator, Sequence
from functools import partial

from headless.engine.member.orders.order_changes import PAID
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.reads import Read, read_all
from headless.models.base.session import Session
from headless.models.tables.events.event_keys import Day, Identity, Subject, days_of, identities_of, subjects_of
from headless.services.intake.same_content import Earlier, earlier_of, is_same, stored_earlier
from headless.services.kernel.keys import sent_key
from headless.services.kernel.outcomes import Recorded

ONE_ORDER = Message(
    ". One number is one order: to change it, send order.amended, and order.moved if it is another member's"
)


class Identities:
    """Known events, the batch's own included as they are settled."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._identities: dict[tuple[str, str], Earlier] = {}
        self._subjects: dict[tuple[str, str], int] = {}
        self._days: dict[tuple[int, str], dict[int, int]] = {}

    def add(self, record: EventRecord) -> None:
        """Remember a settled or deferred event."""
        self._identities[record.source, record.external_id] = earlier_of(record)
        if record.subject is not None:
            self._subjects[record.type, record.subject] = record.id
        self.add_day(record.member_id, record.type, record.day, record.id)

    def remove(self, record: EventRecord) -> None:
        """Forget an event that waited and failed: its number and its business key are free again."""
        self._identities.pop((record.source, record.external_id), None)
        if record.subject is not None:
            self._subjects.pop((record.type, record.subject), None)

    def add_identity(self, source: str, identity: Identity) -> None:
        """Remember an event by its number at its source."""
        self._identities[source, identity.external_id] = stored_earlier(self._program, identity)

    def add_subject(self, type_: str, subject: str, event_id: int) -> None:
        """Remember an event by its business key."""
        self._subjects[type_, subject] = event_id

    def add_day(self, member_id: int, type_: str, day: int, event_id: int) -> None:
        """Remember an event by its member and day."""
        self._days.setdefault((member_id, type_), {})[day] = event_id

    def earlier(self, record: EventRecord) -> Earlier | None:
        """Return what is known under an event's number at its source."""
        return self._identities.get((record.source, record.external_id))

    def has_subject(self, type_: str, subject: str) -> bool:
        """Return True if an event of a type with this business key is known."""
        return (type_, subject) in self._subjects

    def same(self, record: EventRecord, *, timed: bool = True, in_order: bool = True) -> Recorded | None:
        """Return the answer for an event whose identity or business key is taken, None if both are free.

        timed: the sender said when it happened. in_order: the order of its lines counts.
        """
        known = self._identities.get((record.source, record.external_id))
        if known is not None:
            event_id, member_id = known.id, known.member_id
            if is_same(self._program, known, record, timed, in_order=in_order):
                return Recorded("DUPLICATE", event_id, member_id)
            key = sent_key(record.member_id, record.external_id)
            message = Message(
                "{source} {key!r} was recorded before with another content, as {event_id}; nothing was changed. "
                "Give a new event an externalId of its own",
                source=record.source,
                key=key,
                event_id=encode(Prefix.EVENT, event_id),
            )
            if known.type == record.type == PAID:
                message += ONE_ORDER
            data = {"key": key}
            problem = Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", data, ("externalId",))
            return Recorded("CONFLICT", event_id, member_id, problem=problem)
        taken = self._subjects.get((record.type, record.subject)) if record.subject is not None else None
        if taken is None:
            return None
        message = Message(
            "{record} {subject!r} was recorded before, as {taken}; nothing was changed",
            record=record.type,
            subject=record.subject,
            taken=encode(Prefix.EVENT, taken),
        )
        if record.type == PAID:
            message += ONE_ORDER
        problem = Problem("CONFLICT", "ALREADY_RECORDED", message, "KeyConflict", {"key": record.subject}, ("data",))
        return Recorded("CONFLICT", taken, record.member_id, problem=problem)

    def within(self, record: EventRecord, first_day: int) -> int | None:
        """Return an event of the same member and type on a day from `first_day` to the record's, None if there is none."""
        days = self._days.get((record.member_id, record.type), {})
        return next(
            (event_id for day, event_id in days.items() if first_day <= day <= record.day or not first_day), None
        )


async def load_identities(session: Session, program: Program, records: Sequence[EventRecord]) -> Identities:
    """Return what is known of these events."""
    known = Identities(program)
    await read_all(session, identity_reads(session, program, records, known))
    return known


def identity_reads(
    session: Session, program: Program, records: Sequence[EventRecord], known: Identities
) -> Iterator[Read]:
    """Yield what is to be known of these events: a query for each source, and for each type with a business key or a window."""
    sources: dict[str, list[str]] = {}
    subjects: dict[str, list[str]] = {}
    members: dict[str, set[int]] = {}
    for record in records:
        sources.setdefault(record.source, []).append(record.external_id)
        type_ = program.event_types[record.type]
        if type_.subject is not None and record.subject is not None:
            subjects.setdefault(record.type, []).append(record.subject)
        if type_.once is not None:
            members.setdefault(record.type, set()).add(record.member_id)
    merchant = program.merchant_id
    for source, keys in sources.items():
        yield identities_of(session, merchant, source, keys).into(partial(_take_identities, known, source))
    for name, keys in subjects.items():
        yield subjects_of(session, merchant, name, keys).into(partial(_take_subjects, known, name))
    for name, ids in members.items():
        yield days_of(session, merchant, name, sorted(ids)).into(partial(_take_days, known, name))


def _take_identities(known: Identities, source: str, events: list[Identity]) -> None:
    for event in events:
        known.add_identity(source, event)


def _take_subjects(known: Identities, type_: str, events: list[Subject]) -> None:
    for event in events:
        known.add_subject(type_, event.subject, event.id)


def _take_days(known: Identities, type_: str, events: list[Day]) -> None:
    for event in events:
        known.add_day(event.member_id, type_, event.occurred_on, event.id)
