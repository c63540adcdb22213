"""Lists of members: by a condition over any metric, by a search, page by page, oldest member first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.conditions import All, Condition, compile_condition, parse_condition, scopes_used
from headless.models.base.session import Session
from headless.models.conditions.conditions import compile_sql, untracked_keys
from headless.resolvers.nouns.conditions.judged import asked_of, judged
from headless.resolvers.nouns.members.members import PII
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.parts import Part, selecting
from headless.resolvers.reading.rows import Beside, MemberRow, rows_of

FIELD = "Query.members"
CHUNK_MEMBERS = 500
SEARCH_CHARACTERS = 100


@selecting
async def members(
    ctx: ReadContext,
    parents: Sequence[None],
    where: Mapping[str, Any] | None = None,
    search: str | None = None,
    parts: Sequence[Part] = (),
    columns: frozenset[str] | None = None,
    **page: Any,
) -> list[Page]:
    """Root: a page of the members who meet a condition and match a search.

    Errors: Invalid for a wrong condition or cursor; Denied for a metric whose scope the token lacks.
    """
    filters = {"where": where, "search": search}
    part = ctx.slice(FIELD, filters, **page)
    key = part.key[0] if part.key is not None else None
    inside, beside = _split(ctx, _condition(ctx, where))
    async with ctx.read() as session:
        if beside is None:
            beyond = Beyond(key, part.backward, part.limit + 1)
            found = await _selected(ctx, session, inside, search, beyond, Beside(columns, parts))
        else:
            found = await _filtered(ctx, session, inside, beside, search, key, part.backward, part.limit + 1)
    return [part.page(found, lambda row: (row.id,), counted=(count, None, filters))] * len(parents)


async def count(
    ctx: ReadContext, parents: Sequence[None], where: Mapping[str, Any] | None = None, search: str | None = None
) -> list[int]:
    """How many members meet a condition and match a search."""
    inside, beside = _split(ctx, _condition(ctx, where))
    async with ctx.read() as session:
        if beside is None:
            sql, values = _from(ctx, session, inside, search, None, False)
            found = await session.fetch_value(f"SELECT count(*) {sql}", *values)
        else:
            found = len(await _filtered(ctx, session, inside, beside, search, None, False, None))
    return [found] * len(parents)


def _condition(ctx: ReadContext, where: Mapping[str, Any] | None) -> Condition | None:
    if where is None:
        return None
    condition = parse_condition(where, ctx.program.metrics, ctx.program)
    for scope in sorted(scopes_used(condition)):
        ctx.require(scope)
    return condition


def _split(ctx: ReadContext, condition: Condition | None) -> tuple[Condition | None, Condition | None]:
    """What SQL can answer, and what must be answered from the events because no counters are kept for it."""
    if condition is None or not untracked_keys(condition, ctx.program.tracked):
        return condition, None
    if not isinstance(condition, All):
        return None, condition
    beside = [each for each in condition.conditions if untracked_keys(each, ctx.program.tracked)]
    inside = tuple(each for each in condition.conditions if each not in beside)
    return (All(inside) if inside else None), All(tuple(beside))


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where a page begins, which way it goes, and how many rows are read of it."""

    key: int | None
    backward: bool
    limit: int


async def _selected(
    ctx: ReadContext,
    session: Session,
    condition: Condition | None,
    search: str | None,
    beyond: Beyond,
    beside: Beside,
) -> list[MemberRow]:
    sql, values = _from(ctx, session, condition, search, beyond.key, beyond.backward)
    order = "DESC" if beyond.backward else "ASC"
    # what is read beside them is read of this page's alone
    page = f"(SELECT m.* {sql} ORDER BY m.id {order} LIMIT {beyond.limit})"
    return await beside.read(ctx, session, f"FROM {page} m ORDER BY m.id {order}", values)


async def _filtered(
    ctx: ReadContext,
    session: Session,
    inside: Condition | None,
    beside: Condition,
    search: str | None,
    key: int | None,
    backward: bool,
    limit: int | None,
) -> list[MemberRow]:
    """Chunk by chunk through the candidates, each chunk evaluated in memory, until the page is full."""
    meets, today = compile_condition(beside, ctx.program), ctx.today
    found: list[int] = []
    while limit is None or len(found) < limit:
        sql, values = _from(ctx, session, inside, search, key, backward)
        order = "DESC" if backward else "ASC"
        rows = await session.fetch(f"SELECT m.id {sql} ORDER BY m.id {order} LIMIT {CHUNK_MEMBERS}", *values)
        ids = [row[0] for row in rows]
        states = await judged(ctx, ids, asked_of(ctx, [beside]))
        found += [id_ for id_ in ids if id_ in states and meets(states[id_], today)]
        if len(ids) < CHUNK_MEMBERS:
            break
        key = ids[-1]
    kept = found if limit is None else found[:limit]
    known = await rows_of(session, ctx.merchant_id, kept)
    return [known[id_] for id_ in kept]


def _from(
    ctx: ReadContext,
    session: Session,
    condition: Condition | None,
    search: str | None,
    key: int | None,
    backward: bool,
) -> tuple[str, list[Any]]:
    """FROM and WHERE of the members asked for, and their parameters."""
    values: list[Any] = [ctx.merchant_id]
    sql = "FROM member m WHERE m.merchant_id = $1 AND m.merged_into IS NULL"
    if key is not None:
        values.append(key)
        sql += f" AND m.id {'<' if backward else '>'} $2"
    if search is not None and (text := search.strip()):
        part, more = _matches(text[:SEARCH_CHARACTERS], len(values) + 1, ctx.allows(PII))
        sql, values = f"{sql} AND {part}", [*values, *more]
    if condition is not None:
        today = ctx.today
        part, parameters = compile_sql(condition, ctx.program, session.dialect, today, len(values) + 1, ctx.now)
        sql, values = f"{sql} AND {part}", [*values, *parameters]
    return sql, values


def _matches(text: str, position: int, personal: bool) -> tuple[str, list[str]]:
    """A search for a part of the number, and where the token may see them of name, e-mail and phone."""
    place = f"${position}"
    values = [f"%{_escaped(text.lower())}%"]
    parts = [f"lower(m.{column}) LIKE {place} ESCAPE '!'" for column in ("number", "external_id")]
    if personal:
        parts += [f"lower(m.{column}) LIKE {place} ESCAPE '!'" for column in ("name", "email")]
        # SQLite folds ASCII letters alone: the name as it stands finds the others.
        values.append(f"%{_escaped(text)}%")
        parts.append(f"m.name LIKE ${position + 1} ESCAPE '!'")
        digits = "".join(letter for letter in text if letter.isdigit() or letter == "+")
        if len(digits) >= 3:
            values.append(f"%{digits}%")
            parts.append(f"m.phone LIKE ${position + len(values) - 1}")
    return f"({' OR '.join(parts)})", values


def _escaped(text: str) -> str:
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in text)
