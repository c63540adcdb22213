"""Members by id and look-up. Personal columns are in the rows; the schema's scopes say who reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, selecting
from headless.resolvers.reading.rows import MEMBER_COLUMNS, Beside, MemberRow, member_row
from headless.services.kernel.lookups import PERSONAL, Lookup, column_of

PII = "members:pii"


async def members_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[MemberRow | None]:
    """The members of these ids; of merged ones the survivor."""
    async with ctx.read() as session:
        sql = f"""SELECT {MEMBER_COLUMNS}, asked.id FROM member asked
JOIN member m ON m.merchant_id = asked.merchant_id AND m.id = COALESCE(asked.merged_into, asked.id)
WHERE asked.merchant_id = $1 AND {session.any_of("asked.id", 2)}"""
        rows = await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))
    found = {row[12]: member_row(row) for row in rows}
    return [found.get(id_) for id_ in ids]


async def owners(ctx: ReadContext, rows: Sequence[Any]) -> list[MemberRow | None]:
    """The members whom rows with a `member_id` belong to."""
    return await members_by_id(ctx, [row.member_id for row in rows])


@selecting
async def me(
    ctx: ReadContext,
    parents: Sequence[None],
    parts: Sequence[Part] = (),
    columns: frozenset[str] | None = None,
) -> list[MemberRow | None]:
    """The member whose token asks; None for every other token."""
    asking = ctx.principal.member_id
    found = None if asking is None else await _one(ctx, "id", asking, Beside(columns, parts))
    return [found] * len(parents)


@selecting
async def member(
    ctx: ReadContext,
    parents: Sequence[None],
    by: Mapping[str, str],
    parts: Sequence[Part] = (),
    columns: frozenset[str] | None = None,
) -> list[MemberRow | None]:
    """The member of a look-up. Errors: Denied where it asks for personal data that the token may not see."""
    lookup = Lookup.of({kind: value for kind, value in by.items() if value is not None})
    if lookup.kind in PERSONAL:
        ctx.require(PII)
    column, key = column_of(lookup)
    found = None if key is None else await _one(ctx, column, key, Beside(columns, parts))
    return [found] * len(parents)


async def _one(ctx: ReadContext, column: str, key: int | str, beside: Beside) -> MemberRow | None:
    alone = f"FROM member m WHERE m.merchant_id = $1 AND m.{column} = $2"
    survivor = f"""FROM member asked JOIN member m ON m.merchant_id = asked.merchant_id AND m.id = asked.merged_into
WHERE asked.merchant_id = $1 AND asked.{column} = $2"""
    async with ctx.read() as session:
        # few are merged: what finds them takes another look-up
        found = await beside.read(ctx, session, f"{alone} AND m.merged_into IS NULL", [ctx.merchant_id, key])
        found = found or await beside.read(ctx, session, survivor, [ctx.merchant_id, key])
    return found[0] if found else None
