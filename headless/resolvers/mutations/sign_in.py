"""Members signed in."""

from dataclasses import dataclass, field
from typing import Any

from headless.errors import Denied, HeadlessError
from headless.messages import Message
from headless.resolvers.mutations.acting import actor_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.sign_in.member_codes import MadeCode, create_member_code
from headless.services.sign_in.member_tokens import MadeToken, create_member_token


@dataclass(frozen=True, slots=True)
class MemberTokenRow:
    """A member's token, which is shown this once, and its end."""

    token: str | None = None
    expires_at: int | None = None
    user_errors: list[ProblemRow] = field(default_factory=list)


async def member_token_create(ctx: ReadContext, given: dict[str, Any]) -> MemberTokenRow:
    """Make a token for a member."""
    if ctx.principal.partner_id is not None:
        raise Denied(
            Message("a partner's token cannot sign members in; use one of the merchant's own"), code="FORBIDDEN"
        )
    try:
        lookup = await actor_of(ctx, None, given.get("member"))
        made = await create_member_token(ctx.kernel, ctx.principal, lookup, given.get("ttlSeconds"))
    except HeadlessError as error:
        made = MadeToken(problem=problem_of(error))
    return MemberTokenRow(made.token, made.expires_at, user_errors(ctx, made.problem))


@dataclass(frozen=True, slots=True)
class MemberCodeRow:
    """A code for the till, and its end."""

    code: str | None = None
    expires_at: int | None = None
    user_errors: list[ProblemRow] = field(default_factory=list)


async def member_code_create(ctx: ReadContext, given: dict[str, Any]) -> MemberCodeRow:
    """Make a code that finds a member."""
    try:
        lookup = await actor_of(ctx, None, given.get("member"))
        made = await create_member_code(ctx.kernel, ctx.principal, lookup, given.get("ttlSeconds"))
    except HeadlessError as error:
        made = MadeCode(problem=problem_of(error))
    return MemberCodeRow(made.code, made.expires_at, user_errors(ctx, made.problem))
