"""Metrics of members: any metric with any window and arguments."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.engine.conditions.conditions import Test
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.metrics.value_formats import metric_value
from headless.engine.values.comparisons import Op
from headless.resolvers.nouns.conditions.judged import asked_of, judged
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, reads
from headless.resolvers.reading.rows import MemberRow


def _asked(
    ctx: ReadContext, name: str, window: str | None = None, args: Mapping[str, Any] | None = None
) -> Sequence[Part]:
    return asked_of(ctx, [Test(parse_query(name, window, args, ctx.program.metrics, ctx.program), Op.EXISTS)]).parts


@reads(_asked)
async def metric(
    ctx: ReadContext,
    members: Sequence[MemberRow],
    name: str,
    window: str | None = None,
    args: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Each member's value: counts as numbers, decimals as texts, None if it is missing.

    Errors: Invalid for an unknown metric, window or argument; Denied where the token lacks the metric's scope.
    """
    query = parse_query(name, window, args, ctx.program.metrics, ctx.program)
    ctx.require(query.spec.scope)
    states = await judged(ctx, {member.id for member in members}, asked_of(ctx, [Test(query, Op.EXISTS)]))
    today = ctx.today
    return [
        metric_value(query, state, today, ctx.program) if (state := states.get(member.id)) is not None else None
        for member in members
    ]
