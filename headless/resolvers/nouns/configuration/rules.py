"""Rule instances, as the merchant has set them up."""

from collections.abc import Sequence

from headless.engine.advice.records import Advice
from headless.models.tables.work.retries import failures_by_rule
from headless.plugins.contract.settings import INVALID_SETTINGS
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow
from headless.services.advising.advising import missing_by_rule
from headless.services.configuration.rules import RuleView, listed


async def rules(ctx: ReadContext, parents: Sequence[object]) -> list[list[RuleView]]:
    """Return every instance, then the declared rules that were never saved."""
    views = listed(ctx.instances)
    return [views for _ in parents]


async def rules_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[RuleView | None]:
    """Return the instances of these ids."""
    known = {view.id: view for view in listed(ctx.instances)}
    return [known.get(id_) for id_ in ids]


async def problems(ctx: ReadContext, rows: Sequence[RuleView]) -> list[ProblemRow | None]:
    """Return why each instance is paused by its settings, if it is, or what they name that is not there."""
    missing = missing_by_rule(ctx.program, ctx.instances)
    return [_problem(ctx, row, missing.get(f"rule:{row.plugin}/{row.rule}/{row.name}")) for row in rows]


def _problem(ctx: ReadContext, row: RuleView, missing: Advice | None) -> ProblemRow | None:
    if row.fault is not None:
        return ProblemRow(INVALID_SETTINGS, row.fault, ("settings", *row.fault_path))
    if missing is None or not all(map(ctx.allows, missing.scopes)):
        return None
    return ProblemRow(missing.code, missing.message, ("settings",))


async def failures(ctx: ReadContext, rows: Sequence[RuleView]) -> list[int]:
    """Return how many events each instance failed on that wait for another attempt or were given up."""
    async with ctx.read() as session:
        counts = await failures_by_rule(session, ctx.merchant_id, [row.id for row in rows])
    return [counts.get(row.id, 0) for row in rows]
