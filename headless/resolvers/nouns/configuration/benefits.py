"""Benefits as the merchant configured them."""

from collections.abc import Sequence
from typing import Any

from headless.engine.program.offers import Benefit
from headless.resolvers.reading.context import ReadContext


async def benefits(ctx: ReadContext, parents: Sequence[object]) -> list[list[Benefit]]:
    """Return all benefits, oldest first."""
    return [sorted(ctx.program.benefits.values(), key=lambda benefit: benefit.id) for _ in parents]


async def benefits_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Benefit | None]:
    """Return the benefits of these ids."""
    return [ctx.program.benefit_by_id.get(id_) for id_ in ids]


def document_of(ctx: ReadContext, table: str, id_: int) -> Any:
    """Return the stored document of a configuration row."""
    return ctx.stored[table].get(id_, {})
