"""Events of members, newest first, as they were sent; refused requests are found by their id alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.plugins.contract.payloads import json_name, model_of
from headless.resolvers.nouns.members.members import PII
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.pages import keyset, numbered
from headless.resolvers.reading.rows import MemberRow

FIELD = "Member.events"
EVENT = "id, type, source, external_id, member_id, occurred_at, recorded_at, status, data"


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as stored; `sent` is its payload as JSON text, personal fields left out."""

    id: int
    type: str
    source: str
    external_id: str
    member_id: int
    occurred_at: int
    recorded_at: int
    status: int
    sent: str


async def events(
    ctx: ReadContext, members: Sequence[MemberRow], types: Sequence[str] | None = None, **page: Any
) -> list[Page]:
    """A page of each member's events, in the order they were recorded."""
    filters = {"types": types}
    part = ctx.slice(FIELD, filters, **page)
    beyond, order, key = keyset(part, ["recorded_at", "id"], 4 if types is not None else 3)
    async with ctx.read() as session:
        chosen = "TRUE" if types is None else session.any_of("type", 3)
        source = f"""event WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND status <> 2
    AND {chosen} AND {beyond}"""
        sql = numbered(EVENT, ["member_id"], order, source, part.limit)
        given = [] if types is None else [list(types)]
        found = await session.fetch(sql, ctx.merchant_id, _ids(members), *given, *key)
    listed: dict[int, list[EventRow]] = {}
    for each in found:
        listed.setdefault(each[4], []).append(event_row(each))
    return [
        part.page(listed.get(row.id, []), lambda event: (event.recorded_at, event.id), counted=(count, row, filters))
        for row in members
    ]


async def count(ctx: ReadContext, members: Sequence[MemberRow], types: Sequence[str] | None = None) -> list[int]:
    """How many events each member has in all."""
    async with ctx.read() as session:
        chosen = "TRUE" if types is None else session.any_of("type", 3)
        sql = f"""SELECT member_id, count(*) FROM event WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND status <> 2 AND {chosen} GROUP BY member_id"""
        given = [] if types is None else [list(types)]
        rows = await session.fetch(sql, ctx.merchant_id, _ids(members), *given)
    counts = {row[0]: row[1] for row in rows}
    return [counts.get(row.id, 0) for row in members]


async def event(ctx: ReadContext, parents: Sequence[None], source: str, external_id: str) -> list[EventRow | None]:
    """Root: the event that a source knows by this number."""
    async with ctx.read() as session:
        sql = f"SELECT {EVENT} FROM event WHERE merchant_id = $1 AND source = $2 AND external_id = $3 AND status <> 2"
        row = await session.fetch_one(sql, ctx.merchant_id, source, external_id)
    return [None if row is None else event_row(row)] * len(parents)


async def events_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[EventRow | None]:
    """Events by id, refused ones included."""
    async with ctx.read() as session:
        sql = f"SELECT {EVENT} FROM event WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: event_row(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]


async def causes(ctx: ReadContext, rows: Sequence[Any]) -> list[EventRow | None]:
    """The events that rows with an `event_id` came from."""
    asked = sorted({row.event_id for row in rows if row.event_id is not None})
    found = dict(zip(asked, await events_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if row.event_id is None else found[row.event_id] for row in rows]


async def data(ctx: ReadContext, rows: Sequence[EventRow]) -> list[Any]:
    """What was sent; personal fields only for tokens that may see them."""
    personal: dict[int, Mapping[str, Any]] = {}
    if ctx.allows(PII):
        async with ctx.read() as session:
            sql = f"SELECT event_id, fields FROM event_personal WHERE merchant_id = $1 AND {session.any_of('event_id', 2)}"
            found = await session.fetch(sql, ctx.merchant_id, sorted({row.id for row in rows}))
        personal = {each[0]: json.loads(each[1]) for each in found}
    return [{**_without_digests(json.loads(row.sent), row.type, ctx), **personal.get(row.id, {})} for row in rows]


def event_row(row: Any) -> EventRow:
    """An event from the columns of EVENT."""
    return EventRow(*(row[position] for position in range(9)))


def _without_digests(document: dict[str, Any], type_: str, ctx: ReadContext) -> dict[str, Any]:
    """The payload without what rules see in place of personal texts."""
    declared = ctx.program.event_types.get(type_)
    model = None if declared is None else model_of(declared)
    if model is None or not model.personal_fields:
        return document
    hidden = {json_name(model, name) for name in model.personal_fields}
    return {name: value for name, value in document.items() if name not in hidden}


def _ids(members: Sequence[MemberRow]) -> list[int]:
    return sorted({member.id for member in members})
