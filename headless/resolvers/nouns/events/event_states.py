"""Events of the merchant by their state, oldest first: what waits and for how long, what failed, why, and what caused it."""

from collections.abc import Sequence
from typing import Any

from headless.engine.member.provenance import cause_of
from headless.engine.values.problems import Problem
from headless.models.tables.events import event_pages
from headless.models.tables.events.event_pages import EventFilter, EventRow
from headless.models.tables.events.event_problems import NotedProblem, failed_of_causes, problems_of
from headless.resolvers.nouns.events.events import events_by_id, own_source
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.problems import ProblemRow

FIELD = "Query.events"


async def events(
    ctx: ReadContext,
    parents: Sequence[None],
    states: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
    **page: Any,
) -> list[Page]:
    """Return a page of the merchant's events recorded from `from_` to before `to`, oldest first."""
    filters: dict[str, Any] = {"states": states, "types": types, "from_": from_, "to": to}
    part = ctx.slice(FIELD, filters, **page)
    async with ctx.read() as session:
        listed = await event_pages.page_of_all_events(
            session, ctx.merchant_id, EventFilter(types, from_, to, states, own_source(ctx)), part.range
        )
    return [part.page(listed, lambda event: (event.id,), counted=(count, None, filters))] * len(parents)


async def count(
    ctx: ReadContext,
    parents: Sequence[None],
    states: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
) -> list[int]:
    """Return how many events the merchant has in all."""
    chosen = EventFilter(types, from_, to, states, own_source(ctx))
    async with ctx.read() as session:
        return [await event_pages.count_all_events(session, ctx.merchant_id, chosen)] * len(parents)


def waiting_seconds(ctx: ReadContext, row: EventRow) -> int | None:
    """Return for how long an event has waited by the merchant's clock, None if it does not wait."""
    return max(0, ctx.now - row.recorded_at) // 1_000_000 if row.state == "DEFERRED" else None


async def problems(ctx: ReadContext, rows: Sequence[EventRow]) -> list[ProblemRow | None]:
    """Return what stood against each event, None if nothing did."""
    noted = await _noted(ctx, rows)
    kinds = None if ctx.sight is None else ()
    return [_problem(noted[row.id].told(ctx.allows, kinds)) if row.id in noted else None for row in rows]


async def causes(ctx: ReadContext, rows: Sequence[EventRow]) -> list[EventRow | None]:
    """Return the event whose rule emitted each, or that it followed from, None if it came from outside."""
    noted = await _noted(ctx, rows)
    ids = [_cause_id(row, noted.get(row.id)) for row in rows]
    asked = sorted({id_ for id_ in ids if id_ is not None})
    known = dict(zip(asked, await events_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if id_ is None else known[id_] for id_ in ids]


async def failed_emits(ctx: ReadContext, rows: Sequence[EventRow]) -> list[list[EventRow]]:
    """Return the events that rules emitted because of each event and that failed, oldest first."""
    async with ctx.read() as session:
        ids = await failed_of_causes(session, ctx.merchant_id, [row.id for row in rows])
        failed = [id_ for listed in ids.values() for id_ in listed]
        known = await event_pages.events_by_id(session, ctx.merchant_id, failed) if failed else {}
    return [[known[id_] for id_ in ids.get(row.id, ()) if id_ in known] for row in rows]


async def _noted(ctx: ReadContext, rows: Sequence[EventRow]) -> dict[int, NotedProblem]:
    stopped = [row for row in rows if row.state in ("REFUSED", "FAILED")]
    if not stopped:
        return {}
    async with ctx.read() as session:
        return await problems_of(
            session, ctx.merchant_id, [row.member_id for row in stopped], [row.id for row in stopped]
        )


def _problem(problem: Problem) -> ProblemRow:
    return ProblemRow(problem.code, problem.message, problem.path or None)


def _cause_id(row: EventRow, noted: NotedProblem | None) -> int | None:
    if noted is not None and noted.cause_id is not None:
        return noted.cause_id
    emitted = cause_of(row.source, row.external_id)
    return row.root_id if emitted is None else emitted
