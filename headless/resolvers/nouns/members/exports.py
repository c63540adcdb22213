"""All that is known of a member, in one document."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.errors import NotFound
from headless.resolvers.reading.context import ReadContext
from headless.services.kernel.lookups import Lookup
from headless.services.lives.exporting import export_member

SCOPES = (
    "members:read", "members:pii", "assets:read", "events:read", "tiers:read", "tags:read", "benefits:read", "coupons:read",
    "rules:read", "plugins:read",
)  # fmt: skip
"""What a token needs to read all that an export holds."""


async def member_export(ctx: ReadContext, parents: Sequence[None], by: Mapping[str, Any]) -> list[Any]:
    """Return the export of a member, None if there is none. Raise Denied if the token may not see all of it."""
    for scope in SCOPES:
        ctx.require(scope)
    lookup = Lookup.of({kind: value for kind, value in by.items() if value is not None})
    try:
        exported = await export_member(ctx.kernel, ctx.principal, lookup)
    except NotFound:
        exported = None
    return [exported] * len(parents)
