"""Events and decisions of many members, as verify, replay and back-tests read them."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.backtest.histories import Input
from headless.models.base.held_keys import TAKEN
from headless.models.base.mapping import columns, reader
from headless.models.base.member_rows import grouped_by_member, rows_by_member
from headless.models.base.session import Session


class StoredEvent(NamedTuple):
    """An event as it is stored."""

    id: int
    type: str
    source: str
    external_id: str
    occurred_at: int
    recorded_at: int
    occurred_on: int
    status: int
    subject: str | None
    refers: str | None
    root_id: int | None
    data: str
    actor: str | None
    content_hash: str
    origin_member_id: int | None


class StoredDecision(NamedTuple):
    """What rules said about an event, as JSON text."""

    event_id: int
    document: str


class PersonalFields(NamedTuple):
    """The erasable fields of an event, as JSON text."""

    event_id: int
    fields: str


async def events_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredEvent]]:
    """Return the members' events in the order in which they were recorded."""
    return await rows_by_member(session, StoredEvent, "event", merchant_id, member_ids, "ORDER BY recorded_at, id")


async def decisions_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredDecision]]:
    """Return the decisions on the members' events."""
    sql = f"""SELECT e.member_id, {columns(StoredDecision, "d")} FROM event e
JOIN decision d ON d.merchant_id = e.merchant_id AND d.event_id = e.id
WHERE e.merchant_id = $1 AND {session.any_of("e.member_id", 2)}"""
    return grouped_by_member(StoredDecision, await session.fetch(sql, merchant_id, member_ids))


async def personal_fields(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[PersonalFields]:
    """Return the personal fields of the members' events."""
    sql = f"""SELECT {columns(PersonalFields)} FROM event_personal
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}"""
    return reader(PersonalFields)(await session.fetch(sql, merchant_id, member_ids))


async def inputs_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int], until: int
) -> dict[int, list[Input]]:
    """Return the members' events that were recorded before `until` and not refused, for a back-test."""
    sql = f"""SELECT member_id, {columns(Input, day="occurred_on")} FROM event
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND recorded_at < $3 AND {TAKEN}
ORDER BY member_id, recorded_at, id"""
    return grouped_by_member(Input, await session.fetch(sql, merchant_id, member_ids, until))
