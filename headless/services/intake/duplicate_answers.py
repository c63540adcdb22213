"""Answering what was recorded before as it was answered the first time: its decisions, and what it did to the member."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.member.records import Change
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.services.intake.reward_changes import reward_changes
from headless.services.kernel.outcomes import Recorded

_ENTRIES = """SELECT n.event_id, n.kind_id, n.amount, n.balance_after, n.id FROM entry n
WHERE n.merchant_id = $1 AND {ids} AND n.amount <> 0 ORDER BY n.id"""
_STANDINGS = """SELECT event_id, track_id, tier_id, code, params, id FROM standing
WHERE merchant_id = $1 AND {members} AND {ids} ORDER BY seq"""
_TAGS = """SELECT event_id, tag_id, id FROM member_tag WHERE merchant_id = $1 AND {members} AND {ids} ORDER BY id"""


async def answer_again(session: Session, program: Program, repeated: Iterable[Recorded]) -> None:
    """Fill in decisions and changes of duplicates: a constant number of queries."""
    by_event = {each.event_id: each for each in repeated if each.event_id is not None}
    if not by_event:
        return
    roots = await _with_derived(session, program, [id_ for id_ in by_event if id_ is not None])
    sql = f"SELECT event_id, document FROM decision WHERE merchant_id = $1 AND {session.any_of('event_id', 2)}"
    for row in await session.fetch(sql, program.merchant_id, list(by_event)):
        by_event[row[0]].document = json.loads(row[1])
    found = await _changes(session, program, roots, {each.member_id for each in by_event.values()})
    for event_id, change in found:
        by_event[roots[event_id]].changes.append(change)


async def _with_derived(session: Session, program: Program, ids: list[int]) -> dict[int, int]:
    sql = f"SELECT id, root_id FROM event WHERE merchant_id = $1 AND {session.any_of('root_id', 2)}"
    rows = await session.fetch(sql, program.merchant_id, ids)
    return {**{id_: id_ for id_ in ids}, **{row[0]: row[1] for row in rows}}


async def _changes(
    session: Session, program: Program, roots: Mapping[int, int], members: set[int | None]
) -> list[tuple[int, Change]]:
    merchant, ids = program.merchant_id, sorted(roots)
    found: list[tuple[int, int, Change]] = []
    sql = _ENTRIES.format(ids=session.any_of("n.event_id", 2))
    for row in await session.fetch(sql, merchant, ids):
        kind = program.kind_by_id[row[1]]
        found.append((row[4], row[0], Change("ASSET", kind.code, row[3] - row[2], row[3], row[2])))
    owners = sorted(member for member in members if member is not None)
    named = {"members": session.any_of("member_id", 2), "ids": session.any_of("event_id", 3)}
    for row in await session.fetch(_STANDINGS.format(**named), merchant, owners, ids):
        change = _tier_change(program, row)
        if change is not None:
            found.append((row[5], row[0], change))
    for row in await session.fetch(_TAGS.format(**named), merchant, owners, ids):
        tag = program.tag_by_id.get(row[1])
        if tag is not None:
            found.append((row[2], row[0], Change("TAG", tag.code, None, tag.code)))
    found += await reward_changes(session, program, ids)
    # Ids grow as the engine makes the rows: their order is the order of what happened.
    return [(event_id, change) for _, event_id, change in sorted(found, key=lambda each: each[0])]


def _tier_change(program: Program, row: Any) -> Change | None:
    track = program.track_by_id.get(row[1])
    if track is None:
        return None
    before = json.loads(row[4]).get("from")
    tier = track.by_id.get(row[2]) if row[2] is not None else None
    after = tier.code if tier else None
    if before == after or "from" not in json.loads(row[4]):
        return None
    old = track.by_code.get(before) if before else None
    up = tier is not None and (old is None or tier.rank > old.rank)
    return Change("TIER", track.code, before, after, params={"code": row[3], "up": up})
