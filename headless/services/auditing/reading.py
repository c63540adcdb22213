"""Reading the trail: what was noted, and what the ledger knows of changes by hand, together by time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of
from headless.ids import Prefix, encode
from headless.models.base.pages import PageRange
from headless.models.base.session import Session
from headless.models.tables.audit.by_hand import (
    NOUNS,
    HandRow,
    by_hand_of_ids,
    count_by_hand,
    has_events,
    page_by_hand,
)
from headless.models.tables.audit.records import AuditFilter, AuditRow, count_records, page_of_records, records_by_id
from headless.models.tables.ledger.entries import EntryOfEvent, movements_of_events

Json = Mapping[str, Any]
_OF_EVENT = {type_: noun for noun, types in NOUNS.items() for type_ in types}
_TOLD = ("tag", "kind", "amount", "count", "benefit", "merged")
"""What the payload of an event by hand says of the change. Reasons and codes of coupons stay with the event."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What was done. at: microseconds. code: of a piece of configuration, or the id of a member. before, after: what differs.

    is_by_hand: of a member. has_balances: they tell what the member had of assets.
    """

    id: int
    at: int
    actor: str
    action: str
    noun: str
    code: str | None
    before: Json | None
    after: Json | None
    is_by_hand: bool = False
    has_balances: bool = False


async def page_of_trail(
    session: Session, program: Program, merchant_id: int, chosen: AuditFilter, page: PageRange
) -> list[AuditEntry]:
    """Return one page of the trail and one entry more, newest first, or oldest first if it is read backward."""
    entries = [_entry(row) for row in await page_of_records(session, merchant_id, chosen, page)]
    if has_events(chosen):
        rows = await page_by_hand(session, merchant_id, chosen, page)
        entries += await _by_hand(session, program, merchant_id, rows)
    return sorted(entries, key=lambda entry: entry.id, reverse=not page.backward)[: page.limit + 1]


async def count_trail(session: Session, merchant_id: int, chosen: AuditFilter) -> int:
    """Return how many entries there are."""
    number = await count_records(session, merchant_id, chosen)
    return number + (await count_by_hand(session, merchant_id, chosen) if has_events(chosen) else 0)


async def trail_by_id(
    session: Session, program: Program, merchant_id: int, ids: Sequence[int]
) -> Mapping[int, AuditEntry]:
    """Return entries by id."""
    entries = [_entry(row) for row in await records_by_id(session, merchant_id, list(ids))]
    entries += await _by_hand(session, program, merchant_id, await by_hand_of_ids(session, merchant_id, ids))
    return {entry.id: entry for entry in entries}


def _entry(row: AuditRow) -> AuditEntry:
    before, after = (None if text is None else json.loads(text) for text in (row.before, row.after))
    return AuditEntry(row.id, row.at, row.actor, row.action, row.noun, row.code, before, after)


async def _by_hand(session: Session, program: Program, merchant_id: int, rows: Sequence[HandRow]) -> list[AuditEntry]:
    moved: dict[int, list[EntryOfEvent]] = {}
    if rows:
        for entry in await movements_of_events(session, merchant_id, [row.id for row in rows]):
            moved.setdefault(entry.event_id, []).append(entry)
    return [_of_event(program, row, moved.get(row.id, [])) for row in rows]


def _of_event(program: Program, row: HandRow, moved: Sequence[EntryOfEvent]) -> AuditEntry:
    data = json.loads(row.data)
    before: Json | None = None
    after: Json = {name: data[name] for name in _TOLD if name in data}
    if row.type == "member.updated":
        after = {"status": MemberStatus(data["fields"]["status"]).name}
    if moved:
        before = {
            _kind(program, entry): _amount(program, entry, entry.balance_after - entry.amount)
            for entry in reversed(moved)
        }
        after = {_kind(program, entry): _amount(program, entry, entry.balance_after) for entry in moved}
    member = encode(Prefix.MEMBER, row.member_id)
    noun = _OF_EVENT[row.type]
    return AuditEntry(
        row.id, row.recorded_at, row.actor, row.type, noun, member, before, after or None, True, bool(moved)
    )


def _kind(program: Program, entry: EntryOfEvent) -> str:
    kind = program.kind_by_id.get(entry.kind_id)
    return str(entry.kind_id) if kind is None else kind.code


def _amount(program: Program, entry: EntryOfEvent, units: int) -> str:
    kind = program.kind_by_id.get(entry.kind_id)
    return str(units) if kind is None else text_of(units, kind.decimals)
