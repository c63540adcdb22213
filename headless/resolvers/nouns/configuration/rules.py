"""Rule instances, as the merchant has set them up."""

from collections.abc import Sequence

from headless.resolvers.reading.context import ReadContext
from headless.services.configuration.rules import RuleView, listed

_FAILURES = "SELECT rule_id, count(*) FROM rule_retry WHERE merchant_id = $1 AND {rules} GROUP BY rule_id"


async def rules(ctx: ReadContext, parents: Sequence[object]) -> list[list[RuleView]]:
    """Root: every instance, then the declared rules that were never saved."""
    found = listed(ctx.instances)
    return [found for _ in parents]


async def rules_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[RuleView | None]:
    """The instances of these ids."""
    known = {view.id: view for view in listed(ctx.instances)}
    return [known.get(id_) for id_ in ids]


async def failures(ctx: ReadContext, rows: Sequence[RuleView]) -> list[int]:
    """How many events each instance failed on that wait for another attempt or were given up."""
    async with ctx.read() as session:
        sql = _FAILURES.format(rules=session.any_of("rule_id", 2))
        found = await session.fetch(sql, ctx.merchant_id, sorted({row.id for row in rows}))
    counts = {row[0]: row[1] for row in found}
    return [counts.get(row.id, 0) for row in rows]
