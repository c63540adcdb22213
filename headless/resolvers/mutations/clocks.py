"""A sandbox merchant's clock."""

from dataclasses import dataclass
from typing import Any

from headless.errors import HeadlessError
from headless.models.tables.configuration.merchants import MerchantRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.scheduling.clocks import advance


@dataclass(frozen=True, slots=True)
class ClockRow:
    """The merchant, as of the clock's new time."""

    merchant: MerchantRow
    user_errors: list[ProblemRow]


async def clock_advance(ctx: ReadContext, given: dict[str, Any]) -> ClockRow:
    """Set the clock, and do what is due until then."""
    try:
        problem = await advance(ctx.kernel, ctx.principal, given["to"])
    except HeadlessError as error:
        problem = problem_of(error)
    await ctx.refresh()
    return ClockRow(ctx.merchant, user_errors(ctx, problem))
