"""Tokens: what they may do, never their secret."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from headless.models.base.session import Record
from headless.resolvers.reading.context import ReadContext

_TOKENS = """SELECT id, name, last_four, scopes, sources, expires_at, revoked_at, last_used_at FROM token
WHERE merchant_id = $1 AND {tokens}"""


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
    """Root: the token that asks; null where it is the operator rather than a token."""
    found = await tokens_by_id(ctx, [ctx.principal.token_id])
    return found * len(parents)


async def tokens_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TokenRow | None]:
    """The tokens of these ids."""
    async with ctx.read() as session:
        rows = await session.fetch(_TOKENS.format(tokens=session.any_of("id", 2)), ctx.merchant_id, list(ids))
    found = {row[0]: _row(row) for row in rows}
    return [found.get(id_) for id_ in ids]


def _row(row: Record) -> TokenRow:
    sources = None if row[4] is None else tuple(json.loads(row[4]))
    return TokenRow(row[0], row[1], row[2], tuple(json.loads(row[3])), sources, row[5], row[6], row[7])
