"""Tokens: what they may do, never their secret. A token sees those in its line, one with tokens:admin sees all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headless.models.base.session import Session
from headless.models.tables.configuration.token_lines import in_line_of, successor_of
from headless.models.tables.configuration.token_reads import (
    StoredToken,
    count_tokens,
    page_of_tokens,
    stored_tokens,
)
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.services.rates.limits_of import rate_of_token
from headless.services.rates.rates import Rate

FIELD = "Query.tokens"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as stored, without its hash."""

    id: int
    name: str
    last_four: str
    scopes: tuple[str, ...]
    sources: tuple[str, ...] | None
    event_types: tuple[str, ...] | None
    partner_id: int | None
    made_by: int | None
    successor_id: int | None
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None
    rate_limit: Rate | None


async def viewer(ctx: ReadContext, parents: Sequence[object]) -> list[TokenRow | None]:
    """Return the token that asks, None if a member or the operator does."""
    if ctx.principal.member_id is not None:
        return [None] * len(parents)
    asking = await tokens_by_id(ctx, [ctx.principal.token_id])
    return asking * len(parents)


async def tokens_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TokenRow | None]:
    """Return the tokens of these ids that the one who asks may see: itself, its successor, and those in its line."""
    asked = set(ids)
    async with ctx.kernel.db.read() as session:
        seen = asked if ctx.allows("tokens:admin") else await _seen(ctx, session, asked)
        stored = await stored_tokens(session, ctx.merchant_id, sorted(seen)) if seen else []
    rows = {token.id: _row(ctx, token) for token in stored}
    return [rows.get(id_) for id_ in ids]


async def _seen(ctx: ReadContext, session: Session, asked: set[int]) -> set[int]:
    asking = ctx.principal.token_id
    own, others = asked & {asking}, asked - {asking}
    if not others:
        return own
    successor = await successor_of(session, ctx.merchant_id, asking)
    return own | others & {successor} | await in_line_of(session, ctx.merchant_id, asking, others)


async def makers(ctx: ReadContext, rows: Sequence[TokenRow]) -> list[TokenRow | None]:
    """Return the token that made each, None if none did or the one who asks may not see it."""
    return await _linked(ctx, [row.made_by for row in rows])


async def successors(ctx: ReadContext, rows: Sequence[TokenRow]) -> list[TokenRow | None]:
    """Return the token that replaces each, None if none does or the one who asks may not see it."""
    return await _linked(ctx, [row.successor_id for row in rows])


async def tokens(ctx: ReadContext, parents: Sequence[None], **page: Any) -> list[Page]:
    """Return a page of the tokens that the one who asks may manage, newest first."""
    part = ctx.slice(FIELD, None, **page)
    async with ctx.read() as session:
        stored = await page_of_tokens(session, ctx.merchant_id, _maker_id(ctx), part.range)
    rows = [_row(ctx, token) for token in stored]
    return [part.page(rows, lambda row: (row.id,), counted=(count, None, {}))] * len(parents)


async def count(ctx: ReadContext, parents: Sequence[None]) -> list[int]:
    """Return how many tokens the one who asks may manage."""
    async with ctx.read() as session:
        return [await count_tokens(session, ctx.merchant_id, _maker_id(ctx))] * len(parents)


def _maker_id(ctx: ReadContext) -> int | None:
    return None if ctx.allows("tokens:admin") else ctx.principal.token_id


async def _linked(ctx: ReadContext, ids: Sequence[int | None]) -> list[TokenRow | None]:
    asked = sorted({id_ for id_ in ids if id_ is not None})
    known = dict(zip(asked, await tokens_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if id_ is None else known[id_] for id_ in ids]


def _row(ctx: ReadContext, token: StoredToken) -> TokenRow:
    listed = {name: _listed(getattr(token, name)) for name in ("sources", "event_types")}
    stored = token._asdict()
    rate = rate_of_token(ctx.kernel.settings, token.partner_id, stored.pop("rate_limits"))
    return TokenRow(**stored | listed | {"scopes": tuple(json.loads(token.scopes)), "rate_limit": rate})


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(json.loads(text))
