"""Tokens made, replaced and revoked."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from headless.errors import HeadlessError, Invalid
from headless.ids import Prefix, decode
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.configuration.tokens import create_token, revoke_token, rotate_token
from headless.services.rates.rates import Rate


@dataclass(frozen=True, slots=True)
class TokenMadeRow:
    """A token that was made or revoked. `secret` is shown this once. replaced: the token whose successor it is."""

    id: int | None = None
    secret: str | None = None
    user_errors: list[ProblemRow] = field(default_factory=list)
    replaced: int | None = None


async def token_create(ctx: ReadContext, given: dict[str, Any]) -> TokenMadeRow:
    """Make a token that may do no more than the one that asks."""
    try:
        rate = _rate(given.get("rateLimit"))
    except Invalid as error:
        return TokenMadeRow(user_errors=user_errors(ctx, problem_of(error)))
    making = create_token(
        ctx.kernel, ctx.merchant_id, given["name"], given["scopes"], given.get("sources"), given.get("expiresAt"),
        event_types=given.get("eventTypes"), partner=given.get("partner"), rate=rate, maker=ctx.principal,
    )  # fmt: skip
    return await _made(ctx, making)


async def token_rotate(ctx: ReadContext, given: dict[str, Any]) -> TokenMadeRow:
    """Replace a token."""
    try:
        id_ = decode(Prefix.TOKEN, given["id"])
    except HeadlessError as error:
        return TokenMadeRow(user_errors=user_errors(ctx, problem_of(error)))
    made = await _made(
        ctx, rotate_token(ctx.kernel, ctx.principal, id_, given["overlapSeconds"], given.get("expiresAt"))
    )
    return made if made.id is None else TokenMadeRow(made.id, made.secret, replaced=id_)


async def token_revoke(ctx: ReadContext, given: dict[str, Any]) -> TokenMadeRow:
    """Revoke a token."""
    try:
        id_ = decode(Prefix.TOKEN, given["id"])
        await revoke_token(ctx.kernel, ctx.principal, id_)
    except HeadlessError as error:
        return TokenMadeRow(user_errors=user_errors(ctx, problem_of(error)))
    return TokenMadeRow(id_)


def _rate(given: dict[str, Any] | None) -> Rate | None:
    return None if given is None else Rate.of(given["perSecond"], given.get("burst"), given.get("perDay"))


async def _made(ctx: ReadContext, making: Awaitable[tuple[int, str]]) -> TokenMadeRow:
    try:
        id_, secret = await making
    except HeadlessError as error:
        return TokenMadeRow(user_errors=user_errors(ctx, problem_of(error)))
    return TokenMadeRow(id_, secret)
