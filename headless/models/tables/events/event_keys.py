"""What makes an event unique: its identity at its source, its business key, and for some types a window of days."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.member.records import EventStatus
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, reader
from headless.models.base.reads import Select
from headless.models.base.session import Session


class Identity(NamedTuple):
    """An event by its number at its source, with what it said. `data` and `fields`, the personal ones, are JSON text.

    survivor_id: the member into whom the event's own was merged, None if it was not.
    """

    external_id: str
    id: int
    member_id: int
    content_hash: str
    type: str
    type_version: int
    occurred_at: int
    recorded_at: int
    data: str
    fields: str | None
    survivor_id: int | None


class Subject(NamedTuple):
    """An event by its business key."""

    subject: str
    id: int


class Day(NamedTuple):
    """An event of a member by its day."""

    member_id: int
    occurred_on: int
    id: int


_IDENTITY = columns(Identity, "e", fields="p.fields", survivor_id="m.merged_into")


def identities_of(
    session: Session, merchant_id: int, source: str, external_ids: Sequence[str]
) -> Select[list[Identity]]:
    """Select the events that a source has sent under these numbers."""
    sql = f"""SELECT {_IDENTITY} FROM event e
LEFT JOIN event_personal p ON p.merchant_id = e.merchant_id AND p.event_id = e.id
LEFT JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id
WHERE e.merchant_id = $1 AND e.source = $2 AND {session.any_of("e.external_id", 3)} AND e.{TAKEN}"""
    return Select(sql, (merchant_id, source, external_ids), reader(Identity))


def subjects_of(session: Session, merchant_id: int, type_: str, subjects: Sequence[str]) -> Select[list[Subject]]:
    """Select the events of a type with these business keys."""
    sql = f"""SELECT {columns(Subject)} FROM event
WHERE merchant_id = $1 AND type = $2 AND {session.any_of("subject", 3)} AND {TAKEN}"""
    return Select(sql, (merchant_id, type_, subjects), reader(Subject))


class Owner(NamedTuple):
    """Whose an event with a business key is. survivor_id: the member into whom that one was merged."""

    subject: str
    member_id: int
    survivor_id: int | None


async def owners_of(session: Session, merchant_id: int, type_: str, subjects: Sequence[str]) -> dict[str, int]:
    """Return the members of recorded events of a type, by business key."""
    sql = f"""SELECT {columns(Owner, "e", survivor_id="m.merged_into")} FROM event e
JOIN member m ON m.merchant_id = $1 AND m.id = e.member_id
WHERE e.merchant_id = $1 AND e.type = $3 AND {session.any_of("e.subject", 2)}
AND e.status = {EventStatus.RECORDED:d} ORDER BY e.id"""
    owners = reader(Owner)(await session.fetch(sql, merchant_id, sorted(set(subjects)), type_))
    return {owner.subject: owner.survivor_id or owner.member_id for owner in owners}


class Moved(NamedTuple):
    """Where a moved order came from and to whom."""

    refers: str
    member_id: int
    type: str


async def moves_of_orders(session: Session, merchant_id: int, orders: Sequence[str]) -> dict[str, list[int]]:
    """Return the members to whom moved orders belonged, the present one last."""
    sql = f"""SELECT {columns(Moved)} FROM event WHERE merchant_id = $1 AND type IN ('order.moved', 'order.received')
AND {session.any_of("refers", 2)} AND status = {EventStatus.RECORDED:d} ORDER BY id"""
    owners: dict[str, list[int]] = {}
    for moved in reader(Moved)(await session.fetch(sql, merchant_id, sorted(set(orders)))):
        owners.setdefault(moved.refers, []).append(moved.member_id)
    return owners


def days_of(session: Session, merchant_id: int, type_: str, member_ids: Sequence[int]) -> Select[list[Day]]:
    """Select the events of a type of members, with their days."""
    sql = f"""SELECT {columns(Day)} FROM event
WHERE merchant_id = $1 AND type = $2 AND {session.any_of("member_id", 3)} AND {TAKEN}"""
    return Select(sql, (merchant_id, type_, member_ids), reader(Day))


class Freed(NamedTuple):
    """An event that came to nothing, with the business key that it had."""

    id: int
    member_id: int
    type: str
    subject: str
    occurred_at: int


async def free_subjects(session: Session, merchant_id: int, freed: Sequence[tuple[int, str]]) -> list[Freed]:
    """Free the business keys of events that came to nothing, and return these events.

    Each event is named with its key: one with another stays.
    """
    wanted = dict(freed)
    sql = f"SELECT {columns(Freed)} FROM event WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    events = reader(Freed)(await session.fetch(sql, merchant_id, sorted(wanted)))
    void = [event for event in events if event.subject == wanted[event.id]]
    if void:
        sql = f"UPDATE event SET subject = NULL WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        await session.execute(sql, merchant_id, [event.id for event in void])
    return void
