"""Advice on the configuration, as far as the reader may see what it tells."""

from collections.abc import Sequence

from headless.engine.advice.records import Advice
from headless.engine.texts.wording import worded
from headless.resolvers.reading.context import ReadContext
from headless.services.advising.advising import advise


async def advice(ctx: ReadContext, parents: Sequence[object]) -> list[list[Advice]]:
    """Return all advice that tells nothing for which a scope is missing."""
    async with ctx.read() as session:
        given = await advise(session, ctx.program, ctx.instances, ctx.now)
    seen = [one for one in given if all(map(ctx.allows, one.scopes))]
    return [seen for _ in parents]


def message(ctx: ReadContext, row: Advice) -> str:
    """Return what is said, in the reader's language."""
    return worded(row.message, ctx.lang)
