"""Lists of members: by a condition over any metric, by a search, page by page, in an order of the caller's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from headless.engine.conditions.conditions import All, Condition, compile_condition, parse_condition, scopes_used
from headless.models.base.relations import Relation
from headless.models.base.session import Session
from headless.models.conditions.conditions import untracked_keys
from headless.models.conditions.member_lists import Beyond, MemberList, count_list, keys_of_list, part_of_list
from headless.models.conditions.member_order import SortKey
from headless.models.tables.members.member_reads import Selection, members_by_id
from headless.resolvers.nouns.conditions.condition_states import facts_of, states_of
from headless.resolvers.nouns.members.member_orders import order_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.related import finds_owners
from headless.services.kernel.scopes import PII

FIELD = "Query.members"
CHUNK_MEMBERS = 500


@finds_owners
async def members(
    ctx: ReadContext,
    parents: Sequence[None],
    where: Mapping[str, Any] | None = None,
    search: str | None = None,
    order_by: Mapping[str, Any] | None = None,
    relations: Sequence[Relation] = (),
    columns: frozenset[str] | None = None,
    **page: Any,
) -> list[Page]:
    """Return a page of the members who meet a condition and match a search.

    Raise Invalid for a wrong condition, order or cursor, and Denied for a metric whose scope the token lacks.
    """
    filters = {"where": where, "search": search}
    part = ctx.slice(FIELD, {**filters, "order_by": order_by} if order_by else filters, **page)
    beyond = Beyond(None if part.key is None else SortKey(*part.key), part.backward, part.limit + 1)
    listed, in_memory = _listed(ctx, where, search)
    counted = (count, None, filters)
    async with ctx.read() as session:
        if in_memory is None and order_by is None:
            rows = ctx.accept(await part_of_list(session, listed, beyond, Selection(columns, relations)))
            return [part.page(rows, lambda row: (row.id,), counted=counted)] * len(parents)
        listed = listed if order_by is None else replace(listed, order=order_of(ctx, order_by))
        if in_memory is None:
            keys = await keys_of_list(session, listed, beyond)
        else:
            keys = await _keys(ctx, session, listed, in_memory, beyond)
        known = await members_by_id(session, ctx.merchant_id, [key.id for key in keys])
    present = [key for key in keys if key.id in known]
    return [part.page(present, tuple, counted=counted, node=lambda key: known[key.id])] * len(parents)


async def count(
    ctx: ReadContext, parents: Sequence[None], where: Mapping[str, Any] | None = None, search: str | None = None
) -> list[int]:
    """Return how many members meet a condition and match a search."""
    listed, in_memory = _listed(ctx, where, search)
    async with ctx.read() as session:
        if in_memory is None:
            number = await count_list(session, listed)
        else:
            number = len(await _keys(ctx, session, listed, in_memory, None))
    return [number] * len(parents)


def _listed(
    ctx: ReadContext, where: Mapping[str, Any] | None, search: str | None
) -> tuple[MemberList, Condition | None]:
    """Return the list as far as SQL answers it, and what must be evaluated in memory, from the events."""
    in_sql, in_memory = _split(ctx, _condition(ctx, where))
    return MemberList(ctx.program, ctx.now, ctx.today, in_sql, search, ctx.allows(PII)), in_memory


def _condition(ctx: ReadContext, where: Mapping[str, Any] | None) -> Condition | None:
    if where is None:
        return None
    condition = parse_condition(where, ctx.program.metrics, ctx.program)
    for scope in sorted(scopes_used(condition)):
        ctx.require(scope)
    return condition


def _split(ctx: ReadContext, condition: Condition | None) -> tuple[Condition | None, Condition | None]:
    """Return what SQL can answer, and what must be evaluated in memory because no counters are kept for it."""
    if condition is None or not untracked_keys(condition, ctx.program.tracked):
        return condition, None
    if not isinstance(condition, All):
        return None, condition
    in_memory = [part for part in condition.conditions if untracked_keys(part, ctx.program.tracked)]
    in_sql = tuple(part for part in condition.conditions if part not in in_memory)
    return (All(in_sql) if in_sql else None), All(tuple(in_memory))


async def _keys(
    ctx: ReadContext, session: Session, listed: MemberList, in_memory: Condition, beyond: Beyond | None
) -> list[SortKey]:
    """Read the candidates chunk by chunk, evaluate each chunk in memory, and return keys until the page is full."""
    meets, today = compile_condition(in_memory, ctx.program), ctx.today
    chunk = Beyond(None, False, CHUNK_MEMBERS) if beyond is None else replace(beyond, limit=CHUNK_MEMBERS)
    chosen: list[SortKey] = []
    while beyond is None or len(chosen) < beyond.limit:
        keys = await keys_of_list(session, listed, chunk)
        states = await states_of(ctx, [key.id for key in keys], facts_of(ctx, [in_memory]))
        chosen += [key for key in keys if key.id in states and meets(states[key.id], today)]
        if len(keys) < CHUNK_MEMBERS:
            break
        chunk = replace(chunk, key=keys[-1])
    return chosen if beyond is None else chosen[: beyond.limit]
