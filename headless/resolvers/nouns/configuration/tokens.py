"""Tokens: what they may do, never their secret."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from headless.models.tables.configuration.token_reads import StoredToken, stored_tokens
from headless.resolvers.reading.context import ReadContext


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as stored, without its hash."""

    id: int
    name: str
    last_four: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...] | None
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None


async def viewer(ctx: ReadContext, parents: Sequence[object]) -> list[TokenRow | None]:
    """Return the token that asks, None if a member or the operator does."""
    if ctx.principal.member_id is not None:
        return [None] * len(parents)
    asking = await tokens_by_id(ctx, [ctx.principal.token_id])
    return asking * len(parents)


async def tokens_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TokenRow | None]:
    """Return the tokens of these ids."""
    async with ctx.read() as session:
        tokens = await stored_tokens(session, ctx.merchant_id, ids)
    rows = {token.id: _row(token) for token in tokens}
    return [rows.get(id_) for id_ in ids]


def _row(token: StoredToken) -> TokenRow:
    scopes = tuple(json.loads(token.scopes))
    sources = None if token.sources is None else tuple(json.loads(token.sources))
    return TokenRow(**token._asdict() | {"scopes": scopes, "sources": sources})
