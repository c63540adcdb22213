"""What was recorded before: identities (source, external id), business keys, and once-per-window types."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem
from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.reads import Read, read_all


class Identities:
    """Known events, the batch's own included as they are settled."""

    def __init__(self) -> None:
        self._identities: dict[tuple[str, str], tuple[int, int, str]] = {}
        self._subjects: dict[tuple[str, str], int] = {}
        self._days: dict[tuple[int, str], dict[int, int]] = {}

    def add(self, record: EventRecord) -> None:
        """Remember a settled or deferred event."""
        self.add_identity(record.source, record.external_id, record.id, record.member_id, record.content_hash)
        if record.subject is not None:
            self._subjects[record.type, record.subject] = record.id
        self.add_day(record.member_id, record.type, record.day, record.id)

    def add_identity(self, source: str, external_id: str, event_id: int, member_id: int, content: str) -> None:
        self._identities[source, external_id] = (event_id, member_id, content)

    def add_subject(self, type_: str, subject: str, event_id: int) -> None:
        self._subjects[type_, subject] = event_id

    def add_day(self, member_id: int, type_: str, day: int, event_id: int) -> None:
        self._days.setdefault((member_id, type_), {})[day] = event_id

    def same(self, record: EventRecord) -> Recorded | None:
        """The answer for an event whose identity or business key is taken; None if both are free."""
        known = self._identities.get((record.source, record.external_id))
        if known is not None:
            event_id, member_id, content = known
            if content == record.content_hash:
                return Recorded("DUPLICATE", event_id, member_id)
            message = (
                f"{record.source} {record.external_id!r} was recorded before with another content, as "
                f"{encode(Prefix.EVENT, event_id)}; nothing was changed. Give a new event an externalId of its own"
            )
            data = {"key": record.external_id}
            problem = Problem("CONFLICT", "KEY_CONFLICT", message, "KeyConflict", data, ("externalId",))
            return Recorded("CONFLICT", event_id, member_id, problem=problem)
        taken = self._subjects.get((record.type, record.subject)) if record.subject is not None else None
        if taken is None:
            return None
        message = f"{record.type} {record.subject!r} was recorded before, as {encode(Prefix.EVENT, taken)}; nothing was changed"
        problem = Problem("CONFLICT", "ALREADY_RECORDED", message, "KeyConflict", {"key": record.subject}, ("data",))
        return Recorded("CONFLICT", taken, record.member_id, problem=problem)

    def within(self, record: EventRecord, first_day: int) -> int | None:
        """An event of the same member and type on one of the days from `first_day` to the record's; None if there is none."""
        days = self._days.get((record.member_id, record.type), {})
        return next(
            (event_id for day, event_id in days.items() if first_day <= day <= record.day or not first_day), None
        )


async def load_identities(session: Session, program: Program, records: Sequence[EventRecord]) -> Identities:
    """What is known of these events."""
    found = Identities()
    await read_all(session, identity_reads(session, program, records, found))
    return found


def identity_reads(
    session: Session, program: Program, records: Sequence[EventRecord], found: Identities
) -> Iterator[Read]:
    """What is known of these events: one query for each source, and for each type with a business key or a window."""
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
        sql = f"""SELECT external_id, id, member_id, content_hash FROM event
WHERE merchant_id = $1 AND source = $2 AND {session.any_of("external_id", 3)} AND status <> 2"""
        yield Read(sql, (merchant, source, keys), partial(_take_identities, found, source))
    for name, keys in subjects.items():
        sql = f"""SELECT subject, id FROM event
WHERE merchant_id = $1 AND type = $2 AND {session.any_of("subject", 3)} AND status <> 2"""
        yield Read(sql, (merchant, name, keys), partial(_take_subjects, found, name))
    for name, ids in members.items():
        sql = f"""SELECT member_id, occurred_on, id FROM event
WHERE merchant_id = $1 AND type = $2 AND {session.any_of("member_id", 3)} AND status <> 2"""
        yield Read(sql, (merchant, name, sorted(ids)), partial(_take_days, found, name))


def _take_identities(found: Identities, source: str, rows: list[Any]) -> None:
    for external_id, event_id, member_id, content in rows:
        found.add_identity(source, external_id, event_id, member_id, content)


def _take_subjects(found: Identities, type_: str, rows: list[Any]) -> None:
    for subject, event_id in rows:
        found.add_subject(type_, subject, event_id)


def _take_days(found: Identities, type_: str, rows: list[Any]) -> None:
    for member_id, day, event_id in rows:
        found.add_day(member_id, type_, day, event_id)
