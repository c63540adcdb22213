"""Back-tests asked for."""

from typing import Any

from headless.errors import HeadlessError
from headless.resolvers.mutations.configuration import may_test
from headless.resolvers.mutations.results import SavedRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import problem_of, user_errors
from headless.services.backtesting.backtests import Started, start_backtest


async def backtest_start(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Queue a back-test. The token must hold the scopes of what its conditions test."""
    change, where = given["change"], given.get("where")
    may_test(ctx, where)
    may_test(ctx, (change.get("tag") or {}).get("condition"))
    for tier in (change.get("tierTrack") or {}).get("tiers", ()):
        for name in ("condition", "keep"):
            may_test(ctx, tier.get(name))
    try:
        started = await start_backtest(
            ctx.kernel, ctx.principal, change, since=given.get("since"), until=given.get("until"), where=where
        )
    except HeadlessError as error:
        started = Started(problem=problem_of(error))
    await ctx.refresh()
    return SavedRow(started.id, user_errors(started.problem))
