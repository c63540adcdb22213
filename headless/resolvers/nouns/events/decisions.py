"""What every rule said about events."""

from collections.abc import Sequence
from typing import Any

from headless.engine.explaining.verdicts import Verdict, verdicts
from headless.resolvers.reading.context import ReadContext
from headless.services.explaining.explanations import verdicts_of


async def decisions(ctx: ReadContext, rows: Sequence[Any]) -> list[list[Verdict]]:
    """Return what was said about each event, in the rules' order."""
    return await of_events(ctx, [row.id for row in rows])


async def of_causes(ctx: ReadContext, rows: Sequence[Any]) -> list[list[Verdict]]:
    """Return what was said about the event that each row with an `event_id` came from, nothing if the token may not see it.

    Members read the explanation's text.
    """
    if ctx.principal.member_id is not None or not ctx.may_show("events:read"):
        return [[] for _ in rows]
    return await of_events(ctx, [row.event_id for row in rows])


async def of_results(ctx: ReadContext, rows: Sequence[Any]) -> list[list[Verdict]]:
    """Return what was just said if the row has the `document`, else what was said about the event of its `event_id`."""
    stored = await of_events(ctx, [None if row.document else row.event_id for row in rows])
    return [
        verdicts(ctx.program, row.document, allows=ctx.allows) if row.document else known
        for row, known in zip(rows, stored, strict=True)
    ]


async def of_events(ctx: ReadContext, ids: Sequence[int | None]) -> list[list[Verdict]]:
    """Return what was said about events, in the order of their ids, nothing for None."""
    asked = {id_ for id_ in ids if id_ is not None}
    if not asked:
        return [[] for _ in ids]
    async with ctx.read() as session:
        by_event = await verdicts_of(session, ctx.program, asked, ctx.allows)
    return [by_event.get(id_ or 0, []) for id_ in ids]
