"""Members by id and look-up, with personal columns: the schema's scopes say who may read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.ids import Prefix, encode
from headless.models.base.relations import Relation
from headless.models.tables.events.event_keys import owners_of
from headless.models.tables.members.lives.identities import StoredIdentity, identities_of
from headless.models.tables.members.member_reads import (
    MemberRow,
    Selection,
    member_by,
    member_by_identity,
    survivor_by,
    survivors_by_id,
)
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.resolvers.reading.related import finds_owners
from headless.services.kernel.lookups import CODE, COLUMNS, Lookup, keys_of
from headless.services.kernel.member_finder import find_member


async def members_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[MemberRow | None]:
    """Return the members of these ids, for merged ones the survivors."""
    async with ctx.read() as session:
        known = await survivors_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


async def owners(ctx: ReadContext, rows: Sequence[Any]) -> list[MemberRow | None]:
    """Return the members whom rows with a `member_id` belong to."""
    return await members_by_id(ctx, [row.member_id for row in rows])


async def identities(ctx: ReadContext, rows: Sequence[MemberRow]) -> list[list[StoredIdentity]]:
    """Return each member's accounts in other systems."""
    by_member: dict[int, list[StoredIdentity]] = {}
    async with ctx.read() as session:
        for identity in await identities_of(session, ctx.merchant_id, [row.id for row in rows]):
            by_member.setdefault(identity.member_id, []).append(identity)
    return [by_member.get(row.id, []) for row in rows]


async def referrers(ctx: ReadContext, rows: Sequence[MemberRow]) -> list[MemberRow | None]:
    """Return the member on whose referral each joined, None if there was none or the member is not shown others."""
    if ctx.principal.member_id is not None:
        return [None] * len(rows)
    names = {row.id: encode(Prefix.MEMBER, row.id) for row in rows}
    async with ctx.read() as session:
        referred = await owners_of(session, ctx.merchant_id, "referral.joined", list(names.values()))
        known = await survivors_by_id(session, ctx.merchant_id, referred.values())
    return [known.get(referred.get(names[row.id], 0)) for row in rows]


@finds_owners
async def me(
    ctx: ReadContext,
    parents: Sequence[None],
    relations: Sequence[Relation] = (),
    columns: frozenset[str] | None = None,
) -> list[MemberRow | None]:
    """Return the member whose token asks, None for every other token."""
    asking = ctx.principal.member_id
    asked = None if asking is None else await _one(ctx, "id", asking, Selection(columns, relations))
    return [asked] * len(parents)


@finds_owners
async def member(
    ctx: ReadContext,
    parents: Sequence[None],
    by: Mapping[str, Any],
    relations: Sequence[Relation] = (),
    columns: frozenset[str] | None = None,
) -> list[MemberRow | None]:
    """Return the member of a look-up. Raise Denied or Refused as `lookup_of`."""
    lookup = lookup_of(ctx, {kind: value for kind, value in by.items() if value is not None})
    selection = Selection(columns, relations)
    if ctx.principal.member_id is not None:
        return [await _own(ctx, lookup, selection)] * len(parents)
    if lookup.kind == CODE:
        return [await _by_code(ctx, lookup, selection)] * len(parents)
    for key in keys_of(lookup, ctx.merchant.country):
        if lookup.system is not None:
            return [await _by_account(ctx, lookup.system, str(key), selection)] * len(parents)
        asked = await _one(ctx, COLUMNS[lookup.kind], key, selection)
        if asked is not None:
            return [asked] * len(parents)
    return [None] * len(parents)


async def _own(ctx: ReadContext, lookup: Lookup, selection: Selection) -> MemberRow | None:
    """Return the member who asks if a look-up names it, at the same cost if it names another member or none."""
    asking = ctx.principal.member_id
    async with ctx.read() as session:
        named = await find_member(session, ctx.merchant_id, lookup, ctx.merchant.country)
    return await _one(ctx, "id", asking, selection) if asking is not None and named == asking else None


async def _by_code(ctx: ReadContext, lookup: Lookup, selection: Selection) -> MemberRow | None:
    async with ctx.read() as session:
        named = await find_member(session, ctx.merchant_id, lookup, ctx.merchant.country)
    return None if named is None else await _one(ctx, "id", named, selection)


async def _by_account(ctx: ReadContext, system: str, key: str, selection: Selection) -> MemberRow | None:
    async with ctx.read() as session:
        known = ctx.accept(await member_by_identity(session, ctx.merchant_id, system, key, selection))
    return known[0] if known else None


async def _one(ctx: ReadContext, column: str, key: int | str, selection: Selection) -> MemberRow | None:
    async with ctx.read() as session:
        # few are merged: finding their survivor takes another look-up
        members = ctx.accept(await member_by(session, ctx.merchant_id, column, key, selection))
        members = members or ctx.accept(await survivor_by(session, ctx.merchant_id, column, key, selection))
    return members[0] if members else None
