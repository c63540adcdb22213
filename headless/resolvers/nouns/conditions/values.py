"""Metrics of members: any metric with any window and arguments."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.engine.conditions.conditions import Test
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.spec import Query
from headless.engine.metrics.value_formats import metric_value
from headless.engine.values.comparisons import Op
from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.relations import Relation
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.conditions.condition_states import Facts, facts_of, states_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import reads


def _relations(
    ctx: ReadContext, name: str, window: str | None = None, args: Mapping[str, Any] | None = None
) -> Sequence[Relation]:
    return _facts(ctx, parse_query(name, window, args, ctx.program.metrics, ctx.program)).relations


def _facts(ctx: ReadContext, query: Query) -> Facts:
    return facts_of(ctx, [Test(query, Op.EXISTS)])


@reads(_relations)
async def metric(
    ctx: ReadContext,
    members: Sequence[MemberRow],
    name: str,
    window: str | None = None,
    args: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Return each member's value: counts as numbers, decimals as texts, None if it is missing.

    Raise Invalid for an unknown metric, window or argument, and Denied if the token lacks the metric's scope.
    """
    if ctx.principal.member_id is not None and name not in BUILT_IN:
        # what a plugin reckons of a member may be meant for the shop alone
        raise Invalid(Message("there is no metric {name!r}", name=name[:60]), code="INVALID_CONDITION")
    query = parse_query(name, window, args, ctx.program.metrics, ctx.program)
    for scope in sorted(query.spec.scopes):
        ctx.require(scope)
    states = await states_of(ctx, {member.id for member in members}, _facts(ctx, query))
    today = ctx.today
    return [
        metric_value(query, state, today, ctx.program) if (state := states.get(member.id)) is not None else None
        for member in members
    ]
