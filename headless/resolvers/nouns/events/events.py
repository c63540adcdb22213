"""Events of members, newest first, as they were sent. Refused requests are found by their id or by their state."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from headless.engine.explaining.fact_scopes import reads_words
from headless.engine.values.spelling import spelled
from headless.ids import ALPHABET, ID_LENGTH, Prefix, encode
from headless.models.tables.events import event_pages
from headless.models.tables.events.event_pages import EventFilter, EventRow
from headless.models.tables.members.member_reads import MemberRow
from headless.plugins.contract.payloads import json_name, model_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.services.kernel.scopes import PII

FIELD = "Member.events"
MEMBER_ID = re.compile(rf"{Prefix.MEMBER}_[{ALPHABET}]{{{ID_LENGTH}}}", re.ASCII)
OF_THE_SHOP = frozenset({("tag.assigned", "reason"), ("tag.removed", "reason"), ("asset.received", "lots")})
"""Fields of payloads that members do not read: what the shop wrote down for itself, and where another member had lots from."""


async def events(
    ctx: ReadContext,
    members: Sequence[MemberRow],
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
    **page: Any,
) -> list[Page]:
    """Return a page of each member's events recorded from `from_` to before `to`, in the order they were recorded."""
    filters: dict[str, Any] = {"types": types, "from_": from_, "to": to}
    part = ctx.slice(FIELD, filters, **page)
    async with ctx.read() as session:
        listed = await event_pages.page_of_events(
            session,
            ctx.merchant_id,
            [row.id for row in members],
            EventFilter(types, from_, to, source=own_source(ctx)),
            part.range,
        )
    by_member: dict[int, list[EventRow]] = {}
    for event in listed:
        by_member.setdefault(event.member_id, []).append(event)
    return [
        part.page(by_member.get(row.id, []), lambda event: (event.recorded_at, event.id), counted=(count, row, filters))
        for row in members
    ]


async def count(
    ctx: ReadContext,
    members: Sequence[MemberRow],
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
) -> list[int]:
    """Return how many events each member has in all."""
    chosen = EventFilter(types, from_, to, source=own_source(ctx))
    async with ctx.read() as session:
        counts = await event_pages.count_events(session, ctx.merchant_id, [row.id for row in members], chosen)
    return [counts.get(row.id, 0) for row in members]


def own_source(ctx: ReadContext) -> str | None:
    """Return the one source whose events a partner's token sees, None for all others: they see every source."""
    return None if ctx.sight is None else ctx.sight.source


async def event(ctx: ReadContext, parents: Sequence[None], source: str, external_id: str) -> list[EventRow | None]:
    """Return the event that a source knows by this number."""
    async with ctx.read() as session:
        row = await event_pages.event_of_source(session, ctx.merchant_id, spelled(source), spelled(external_id))
    return [row] * len(parents)


async def events_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[EventRow | None]:
    """Return events by id, refused ones included."""
    async with ctx.read() as session:
        known = await event_pages.events_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


async def causes(ctx: ReadContext, rows: Sequence[Any]) -> list[EventRow | None]:
    """Return the events that rows with an `event_id` came from."""
    asked = sorted({row.event_id for row in rows if row.event_id is not None})
    known = dict(zip(asked, await events_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if row.event_id is None else known[row.event_id] for row in rows]


async def data(ctx: ReadContext, rows: Sequence[EventRow]) -> list[Any]:
    """Return what was sent, as far as the token may see it: each field that tells a fact needs the fact's scope, whatever event
    tells it, and others' ids are not for members.
    """
    personal: dict[int, Mapping[str, Any]] = {}
    if ctx.allows(PII):
        async with ctx.read() as session:
            texts = await event_pages.personal_fields(session, ctx.merchant_id, [row.id for row in rows])
        personal = {event_id: json.loads(text) for event_id, text in texts.items()}
    hidden = {type_: _hidden(ctx, type_) for type_ in {row.type for row in rows}}
    documents = [{**_shown(row.data, hidden[row.type]), **personal.get(row.id, {})} for row in rows]
    asking = ctx.principal.member_id
    if asking is None:
        return documents
    own = encode(Prefix.MEMBER, asking)
    return [
        _without_others({name: value for name, value in document.items() if (row.type, name) not in OF_THE_SHOP}, own)
        for row, document in zip(rows, documents, strict=True)
    ]


def _without_others(value: Any, own: str) -> Any:
    """Return what was sent with null in place of other members' ids."""
    if isinstance(value, dict):
        return {name: _without_others(part, own) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_others(part, own) for part in value]
    return None if isinstance(value, str) and value != own and MEMBER_ID.fullmatch(value) else value


def _hidden(ctx: ReadContext, type_: str) -> frozenset[str] | None:
    """Return the fields of a type's payload that the token may not see. None: all, for it is not known what they tell."""
    declared = ctx.program.event_types.get(type_)
    if declared is None:
        return frozenset() if reads_words(ctx.allows) else None
    model = model_of(declared)
    untold = {name for name, scope in model.scoped_fields.items() if not ctx.allows(scope)}
    return frozenset(json_name(model, name) for name in {*model.personal_fields, *untold})


def _shown(text: str, hidden: frozenset[str] | None) -> dict[str, Any]:
    if hidden is None:
        return {}
    document: dict[str, Any] = json.loads(text)
    return {name: value for name, value in document.items() if name not in hidden} if hidden else document
