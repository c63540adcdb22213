"""Tokens that a merchant's server makes for its members: short-lived, and ended with the token that made them."""

import json
from dataclasses import dataclass

from headless.engine.member.status import MemberStatus
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.zones import SECOND_US
from headless.errors import Denied
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.bearers import MemberBearer, member_bearer
from headless.models.tables.configuration.tokens import has_ended
from headless.services.auditing.trail import Action, note
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.principals import Principal, of_member
from headless.services.rates.limits_of import limits_of_member
from headless.services.sign_in.sealed_tokens import Sealed, seal, unseal

TTL_SECONDS, TTL_MOST = 15 * 60, 24 * 60 * 60
NOUN = "MemberToken"
REFUSAL = Message("the token is not known or has ended; sign in again")


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A member's token and its end in microseconds, or why there is none."""

    token: str | None = None
    expires_at: int | None = None
    problem: Problem | None = None


async def create_member_token(
    kernel: Kernel, principal: Principal, lookup: Lookup, ttl_seconds: int | None = None
) -> MadeToken:
    """Make a token for a member: for 15 minutes unless said otherwise, at most a day, and no longer than its maker lives."""
    ttl = TTL_SECONDS if ttl_seconds is None else ttl_seconds
    if not 1 <= ttl <= TTL_MOST:
        return MadeToken(
            problem=invalid(
                "INVALID_TTL",
                Message("ttlSeconds is {ttl}; give 1 to {ttl_most}", ttl=ttl, ttl_most=TTL_MOST),
                "ttlSeconds",
            )
        )
    ends = kernel.clock.now_us() // SECOND_US + ttl
    if principal.expires_at is not None:
        ends = min(ends, principal.expires_at // SECOND_US)
    async with kernel.db.transaction() as session:
        member_id = await open_member(kernel, session, principal, lookup)
        if isinstance(member_id, Problem):
            return MadeToken(problem=member_id)
        member, told = encode(Prefix.MEMBER, member_id), {"expiresAt": ends * SECOND_US}
        await note(kernel, session, principal, Action.CREATED, NOUN, member, after=told)
    sealed = Sealed(principal.merchant_id, member_id, principal.token_id, ends)
    return MadeToken(seal(kernel, sealed), ends * SECOND_US)


async def open_member(kernel: Kernel, session: Session, principal: Principal, lookup: Lookup) -> int | Problem:
    """Return the member of a look-up who may sign in, or why there is none."""
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    member_id = await find_member(session, merchant.id, lookup, merchant.country)
    if member_id is None:
        return invalid(
            "UNKNOWN_MEMBER", Message("there is no member with {lookup}; create it first", lookup=lookup.told), "member"
        )
    bearer = await member_bearer(session, merchant.id, member_id, 0)
    if bearer is None or not is_open(bearer):
        return invalid(
            "MEMBER_CLOSED", Message("the membership is closed or erased, so that no one can sign in to it"), "member"
        )
    return member_id


async def authenticate_member(kernel: Kernel, secret: str) -> Principal:
    """Return the member who bears a token that was made here, as the database says at this moment.

    Raises:
        Denied: with code UNAUTHENTICATED: the token has ended, its maker has, or the membership has.
    """
    sealed, refusal = unseal(kernel, secret), Denied(REFUSAL, code="UNAUTHENTICATED")
    now = kernel.clock.now_us()
    if sealed is None or sealed.ends * SECOND_US <= now:
        raise refusal
    async with kernel.db.read() as session:
        bearer = await member_bearer(session, sealed.merchant_id, sealed.member_id, sealed.maker_id)
    if bearer is None or not is_open(bearer) or not _is_made_well(bearer, sealed, now):
        raise refusal
    types = None if bearer.maker_event_types is None else tuple(json.loads(bearer.maker_event_types))
    limits = limits_of_member(kernel.settings, sealed.merchant_id, sealed.member_id, bearer.rate_limit)
    return of_member(
        sealed.merchant_id, bearer.slug, sealed.member_id, sealed.maker_id, sealed.ends * SECOND_US, types, limits
    )


def is_open(bearer: MemberBearer) -> bool:
    """Return True if a member may sign in: neither closed nor erased, nor merged into another one."""
    return bearer.merged_into is None and bearer.status < MemberStatus.CLOSED


def _is_made_well(bearer: MemberBearer, sealed: Sealed, now: int) -> bool:
    """Return True if the token that made a member's token lives, or none made it."""
    if sealed.maker_id == 0:
        return True
    return bearer.maker_id is not None and not has_ended(bearer.maker_revoked_at, bearer.maker_expires_at, now)
