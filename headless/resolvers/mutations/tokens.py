"""Tokens made and revoked."""

from dataclasses import dataclass, field
from typing import Any

from headless.engine.values.problems import Problem, invalid
from headless.errors import HeadlessError
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.configuration.tokens import create_token, revoke_token
from headless.services.kernel.scopes import expand_scopes

NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class TokenMadeRow:
    """A token that was made or revoked. `secret` is shown this once."""

    id: int | None = None
    secret: str | None = None
    user_errors: list[ProblemRow] = field(default_factory=list)


async def token_create(ctx: ReadContext, given: dict[str, Any]) -> TokenMadeRow:
    """Make a token that may do no more than the one that asks."""
    try:
        problem = _problem(ctx, given)
        if problem is not None:
            return TokenMadeRow(user_errors=user_errors(ctx, problem))
        sources = given.get("sources")
        if sources is None and ctx.principal.sources is not None:
            sources = list(ctx.principal.sources)
        id_, secret = await create_token(
            ctx.kernel, ctx.merchant_id, given["name"].strip(), given["scopes"], sources, given.get("expiresAt")
        )
    except HeadlessError as error:
        return TokenMadeRow(user_errors=user_errors(ctx, problem_of(error)))
    return TokenMadeRow(id_, secret)


async def token_revoke(ctx: ReadContext, given: dict[str, Any]) -> TokenMadeRow:
    """Revoke a token."""
    try:
        id_ = decode(Prefix.TOKEN, given["id"])
        await revoke_token(ctx.kernel, ctx.principal, id_)
    except HeadlessError as error:
        return TokenMadeRow(user_errors=user_errors(ctx, problem_of(error)))
    return TokenMadeRow(id_)


def _problem(ctx: ReadContext, given: dict[str, Any]) -> Problem | None:
    name = given["name"].strip()
    if not 1 <= len(name) <= NAME_CHARACTERS:
        return invalid(
            "INVALID_NAME",
            Message(
                "name has 1 to {name_characters} characters: say what the token is for", name_characters=NAME_CHARACTERS
            ),
            "name",
        )
    beyond = sorted(expand_scopes(tuple(given["scopes"])) - ctx.principal.scopes)
    if beyond:
        message = Message("this token lacks {beyond} itself, so it cannot give it: leave it out", beyond=beyond)
        return invalid("SCOPE_NOT_HELD", message, "scopes")
    own = ctx.principal.sources
    foreign = [] if own is None else sorted(set(given.get("sources") or ()) - set(own))
    if foreign:
        message = Message(
            "this token may not name the source {foreign}: give some of {own}", foreign=foreign, own=own or ()
        )
        return invalid("SOURCE_NOT_HELD", message, "sources")
    expires_at = given.get("expiresAt")
    if expires_at is not None and expires_at <= ctx.kernel.clock.now_us():
        return invalid("INVALID_EXPIRY", Message("expiresAt lies in the past: give a later time, or none"), "expiresAt")
    return None
