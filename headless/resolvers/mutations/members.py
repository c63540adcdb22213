"""Members, and their tags, changed by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from headless.ids import Prefix
from headless.resolvers.mutations.results import PerformedRow, performed
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.services.lives.erasing import erase_member
from headless.services.lives.merging import merge_members
from headless.services.members import members, tags


async def member_create(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Create a member."""
    fields = _fields(given)
    return await performed(ctx, members.create_member(ctx.kernel, ctx.principal, fields, given.get("idempotencyKey")))


async def member_update(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Change a member's fields."""
    lookup = lookup_of(ctx, given["member"])
    key = given.get("idempotencyKey")
    return await performed(ctx, members.update_member(ctx.kernel, ctx.principal, lookup, _fields(given), key))


async def member_erase(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Erase a member."""
    lookup = lookup_of(ctx, given["member"])
    key = given.get("idempotencyKey")
    return await performed(ctx, erase_member(ctx.kernel, ctx.principal, lookup, key))


async def member_merge(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Merge two members. Raise Denied for a token that stands for a partner or a member."""
    source, target = (lookup_of(ctx, given[name]) for name in ("from", "into"))
    return await performed(ctx, merge_members(ctx.kernel, ctx.principal, source, target, given["idempotencyKey"]))


async def member_tag_assign(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Put a tag on."""
    work = tags.assign_tag(
        ctx.kernel,
        ctx.principal,
        lookup_of(ctx, given["member"]),
        given["tag"],
        given.get("reason"),
        given.get("expiresAt"),
        given.get("idempotencyKey"),
    )
    return await performed(ctx, work)


async def member_tag_remove(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Take a tag off."""
    work = tags.remove_tag(
        ctx.kernel,
        ctx.principal,
        lookup_of(ctx, given["member"]),
        given["tag"],
        given.get("reason"),
        given.get("idempotencyKey"),
    )
    return await performed(ctx, work)


async def claimed(ctx: ReadContext, rows: Sequence[PerformedRow]) -> list[list[Any]]:
    """Return the events that a change has claimed."""
    ids = [id_ for row in rows for id_ in row.done.claimed]
    known = await ctx.nodes.rows(ctx, Prefix.EVENT, ids) if ids else {}
    return [[known[id_] for id_ in row.done.claimed if id_ in known] for row in rows]


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in given.items() if name not in ("member", "idempotencyKey")}
    if isinstance(fields.get("birthday"), date):
        fields["birthday"] = fields["birthday"].toordinal()
    return fields
