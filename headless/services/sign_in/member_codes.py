"""Codes for the till: a member shows one, and the till finds the member by it for a minute."""

import secrets
from dataclasses import dataclass

from headless.engine.values.problems import Problem, invalid
from headless.engine.values.zones import SECOND_US
from headless.errors import UniqueViolation
from headless.messages import Message
from headless.models.tables.members.lives.codes import add_code
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import Principal
from headless.services.sign_in.member_tokens import open_member

TTL_MOST = 60
DIGITS = 10
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code and its end in microseconds, or why there is none."""

    code: str | None = None
    expires_at: int | None = None
    problem: Problem | None = None


async def create_member_code(
    kernel: Kernel, principal: Principal, lookup: Lookup, ttl_seconds: int | None = None
) -> MadeCode:
    """Make a code that finds a member: for a minute by the wall clock, or less if that is said."""
    ttl = TTL_MOST if ttl_seconds is None else ttl_seconds
    if not 1 <= ttl <= TTL_MOST:
        return MadeCode(
            problem=invalid(
                "INVALID_TTL",
                Message("ttlSeconds is {ttl}; give 1 to {ttl_most}", ttl=ttl, ttl_most=TTL_MOST),
                "ttlSeconds",
            )
        )
    for attempt in range(ATTEMPTS):
        code, now = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", kernel.clock.now_us()
        try:
            async with kernel.db.transaction() as session:
                member_id = await open_member(kernel, session, principal, lookup)
                if isinstance(member_id, Problem):
                    return MadeCode(problem=member_id)
                await add_code(session, principal.merchant_id, code, member_id, now + ttl * SECOND_US, now)
        except UniqueViolation:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return MadeCode(code, now + ttl * SECOND_US)
    raise AssertionError("unreachable")
