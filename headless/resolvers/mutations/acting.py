"""Mutations that members do themselves by their own tokens, as far as the merchant lets them."""

from collections.abc import Mapping
from typing import Any

from headless.errors import Denied, Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member


async def actor_of(ctx: ReadContext, act: str | None, named: Mapping[str, Any] | None, path: str = "member") -> Lookup:
    """Return the look-up of the member whom a mutation is about: for a member's token its own, which need not be named.

    Raises:
        Denied: the merchant does not let members do this. act: what it is, None if members always may.
        Invalid: no member is named, or a member's token names another than its own.
    """
    asking = ctx.principal.member_id
    if asking is None:
        if named is None:
            raise Invalid(Message("give the member: whom this is about"), code="MEMBER_MISSING", data={"path": [path]})
        return lookup_of(ctx, named)
    if act is not None:
        require_act(ctx, act)
    own = Lookup("id", encode(Prefix.MEMBER, asking))
    if named is not None and await _found(ctx, lookup := lookup_of(ctx, named)) != asking:
        raise Invalid(
            Message("there is no member with {lookup}", lookup=lookup.told),
            code="UNKNOWN_MEMBER",
            data={"path": [path]},
        )
    return own


def require_act(ctx: ReadContext, act: str) -> None:
    """Raise Denied if a member asks, and the merchant does not let members do this."""
    may = ctx.merchant.member_may
    if ctx.principal.member_id is not None and act not in may:
        listed = tuple(may)
        message = Message(
            "members may not do this by themselves here: it takes {act}, and Merchant.memberMay has {listed}",
            act=act,
            listed=listed,
        )
        raise Denied(message, code="FORBIDDEN", data={"requiredAct": act, "memberMay": list(may)})


async def _found(ctx: ReadContext, lookup: Lookup) -> int | None:
    async with ctx.read() as session:
        return await find_member(session, ctx.merchant_id, lookup, ctx.merchant.country)
