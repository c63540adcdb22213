"""Back-tests asked for."""

from typing import Any

from headless.errors import Denied, HeadlessError
from headless.resolvers.mutations.results import SavedRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import problem_of, user_errors
from headless.services.backtesting.backtests import Started, start_backtest


async def backtest_start(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Queue a back-test. The token must hold the scopes of what its conditions test."""
    try:
        started = await start_backtest(
            ctx.kernel, ctx.principal, given.get("change"), changes=given.get("changes") or (),
            since=given.get("since"), until=given.get("until"), where=given.get("where"),
            gain_tags=given.get("gainTags") or (),
        )  # fmt: skip
    except Denied:
        raise
    except HeadlessError as error:
        started = Started(problem=problem_of(error))
    await ctx.refresh()
    return SavedRow(started.id, user_errors(ctx, started.problem))
