"""Tokens: made once, shown once, kept as a hash, replaced with an overlap, and ended with all that they made."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from headless.engine.values.zones import SECOND_US
from headless.errors import Denied, Invalid, NotFound
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.configuration.token_lines import depth_of, end_line, hand_over, in_line_of
from headless.models.tables.configuration.tokens import (
    LINE_MOST,
    Token,
    TokenBearer,
    bearer_by_id,
    bearer_of,
    has_ended,
)
from headless.models.tables.webhooks.endpoints import hand_endpoints_over
from headless.services.auditing.trail import Action, note
from headless.services.configuration.access.token_bounds import Asked, Bounds, bounds_of, check_within
from headless.services.configuration.access.token_rates import limits_of_new
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal, operator, system
from headless.services.rates.limits_of import limits_of_token
from headless.services.rates.rates import Limit, Rate

NAME_CHARACTERS = 100
OVERLAP_SECONDS_MOST = 90 * 24 * 3600
_SECRET = re.compile(r"hm_([a-z0-9-]{1,40})_([A-Za-z0-9_-]{43})", re.ASCII)


def digest(secret: str) -> str:
    """Return what is stored of a secret. With 256 random bits, a plain hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def create_token(
    kernel: Kernel,
    merchant_id: int,
    name: str,
    scopes: Sequence[str],
    sources: Sequence[str] | None = None,
    expires_at: int | None = None,
    *,
    event_types: Sequence[str] | None = None,
    partner: str | None = None,
    rate: Rate | None = None,
    maker: Principal | None = None,
) -> tuple[int, str]:
    """Make a token, and return its id and its secret, which is never shown again.

    partner: the code of the partner whose token it is. maker: the token that asks. What it makes may do no more, lives no longer,
    and ends with it. None: an operator. rate: its own limit, in addition to those of its maker.

    Raises:
        Invalid: a scope, source, event type or partner does not exist or is beyond the maker, or the end is.
        NotFound: there is no such merchant.
    """
    name = _name(name)
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        program = await kernel.programs.of(session, merchant)
        asked = Asked(scopes, sources, event_types, partner, expires_at)
        bounds = bounds_of(program, asked, kernel.clock.now_us(), maker)
        made_by = await _maker_id(session, merchant_id, maker)
        id_ = kernel.ids.new()
        bounds = replace(bounds, rate_limits=limits_of_new(id_, rate, maker).stored)
        made = await _add(kernel, session, merchant_id, merchant.slug, name, bounds, made_by, id_)
        principal = maker or operator(merchant_id, merchant.slug)
        await _note(kernel, session, principal, Action.CREATED, made[0], {"name": name, **bounds.shown()})
    return made


async def rotate_token(
    kernel: Kernel, principal: Principal, token_id: int, overlap_seconds: int, expires_at: int | None = None
) -> tuple[int, str]:
    """Replace a token by one that may do the same, and return the new one's id and secret.

    The new one takes over what the old one made, and the old one lives on for an overlap. expires_at: the new one's end, by
    default the old one's.

    Raises:
        Invalid: the overlap or the end cannot be, the token has ended or was replaced, or may do more than the one that asks.
        NotFound: there is no such token, or it is not in the line of the one that asks.
    """
    if not 0 <= overlap_seconds <= OVERLAP_SECONDS_MOST:
        message = Message(
            "overlapSeconds is {overlap}; give 0 to {most}", overlap=overlap_seconds, most=OVERLAP_SECONDS_MOST
        )
        raise Invalid(message, code="INVALID_OVERLAP", data={"path": ["overlapSeconds"]})
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        token = await _managed(session, principal, token_id, lock=True)
        _check_alive(token, now)
        bounds = Bounds.of(token)
        check_within(bounds, principal)
        if expires_at is not None:
            bounds = bounds.until(expires_at, principal, now)
        id_ = kernel.ids.new()
        made = await _add(kernel, session, merchant.id, merchant.slug, token.name, bounds, token.made_by, id_)
        ends = now + overlap_seconds * SECOND_US
        ends = ends if token.expires_at is None else min(ends, token.expires_at)
        await Token.of(session, merchant.id).filter(id=token.id).update(successor_id=made[0], expires_at=ends)
        await hand_over(session, merchant.id, token.id, made[0])
        await hand_endpoints_over(session, merchant.id, token.id, made[0])
        successor = {"successor": encode(Prefix.TOKEN, made[0]), "expiresAt": ends}
        await _note(kernel, session, principal, Action.ROTATED, token.id, successor)
    kernel.access.changes += 1
    return made


async def authenticate(kernel: Kernel, secret: str) -> Principal:
    """Return who bears this secret. Raise Denied, without saying which part was wrong, if it is of no use."""
    matched = _SECRET.fullmatch(secret)
    refusal = Denied(
        Message("the token is not known, has expired or was revoked; create another"), code="UNAUTHENTICATED"
    )
    if matched is None:
        raise refusal
    async with kernel.db.read() as session:
        token = await bearer_of(session, matched.group(1), digest(secret))
    if token is None or has_ended(token.revoked_at, token.expires_at, kernel.clock.now_us()):
        raise refusal
    limits = limits_of_token(
        kernel.settings, token.merchant_id, token.partner_id, token.rate_limits, token.merchant_limit
    )
    return _principal(token, limits)


async def principal_of(kernel: Kernel, session: Session, merchant: MerchantRow, token_id: int) -> Principal | None:
    """Return whom a token stands for that did something earlier, None if it has ended since. 0: the operator.

    Limits of rate were counted when it asked.
    """
    if token_id == 0:
        return system(merchant.id, merchant.slug)
    token = await bearer_by_id(session, merchant.id, token_id)
    if token is None or has_ended(token.revoked_at, token.expires_at, kernel.clock.now_us()):
        return None
    return _principal(token)


def _principal(token: TokenBearer, limits: tuple[Limit, ...] = ()) -> Principal:
    return Principal(
        token.merchant_id, token.slug, token.id, token.name, frozenset(json.loads(token.scopes)), _listed(token.sources),
        None, token.partner_id, token.expires_at, _listed(token.event_types), limits,
        token.line_id,
    )  # fmt: skip


async def revoke_token(kernel: Kernel, principal: Principal, token_id: int) -> None:
    """Revoke a token and all in its line. Revoking twice is fine.

    Raises:
        NotFound: there is no such token, or it is not in the line of the one that asks.
    """
    async with kernel.db.transaction() as session:
        await _managed(session, principal, token_id)
        await end_line(session, principal.merchant_id, token_id, kernel.clock.now_us())
        await _note(kernel, session, principal, Action.REVOKED, token_id)
    kernel.access.changes += 1


async def _managed(session: Session, principal: Principal, token_id: int, *, lock: bool = False) -> Token:
    """Return a token that the one who asks may end or replace: all with tokens:admin, else itself and those in its line."""
    rows = Token.of(session, principal.merchant_id).filter(id=token_id)
    token = await (rows.locked() if lock else rows).first()
    is_own = token_id == principal.token_id or principal.has("tokens:admin")
    if token is None or not (
        is_own or await in_line_of(session, principal.merchant_id, principal.token_id, [token_id])
    ):
        raise NotFound(Message("there is no such token"), code="UNKNOWN_TOKEN")
    return token


def _check_alive(token: Token, now: int) -> None:
    if token.successor_id is not None:
        raise Invalid(
            Message("the token was replaced before; replace its successor"),
            code="ALREADY_ROTATED",
            data={"path": ["id"]},
        )
    if has_ended(token.revoked_at, token.expires_at, now):
        raise Invalid(Message("the token has ended; create another"), code="TOKEN_ENDED", data={"path": ["id"]})


async def _maker_id(session: Session, merchant_id: int, maker: Principal | None) -> int | None:
    """Return the id of the token that makes another one, None if an operator does. Raise Invalid if its line is too long."""
    if maker is None or not maker.token_id:
        return None
    if await depth_of(session, merchant_id, maker.token_id) >= LINE_MOST:
        message = Message(
            "a token that was made by a token, and so on: {most} in a line at most; use one nearer to its beginning",
            most=LINE_MOST,
        )
        raise Invalid(message, code="LINE_TOO_LONG")
    return maker.token_id


async def _add(
    kernel: Kernel,
    session: Session,
    merchant_id: int,
    slug: str,
    name: str,
    bounds: Bounds,
    made_by: int | None,
    id_: int,
) -> tuple[int, str]:
    secret = f"hm_{slug}_{secrets.token_urlsafe(32)}"
    await Token.of(session, merchant_id).create(
        id=id_, name=name, hash=digest(secret), last_four=secret[-4:], created_at=kernel.clock.now_us(), made_by=made_by,
        **bounds.columns(),
    )  # fmt: skip
    return id_, secret


async def _note(
    kernel: Kernel,
    session: Session,
    principal: Principal,
    action: Action,
    token_id: int,
    after: Mapping[str, Any] | None = None,
) -> None:
    await note(kernel, session, principal, action, "Token", encode(Prefix.TOKEN, token_id), after=after)


def _name(name: str) -> str:
    stripped = name.strip()
    if not 1 <= len(stripped) <= NAME_CHARACTERS:
        message = Message(
            "name has 1 to {name_characters} characters: say what the token is for", name_characters=NAME_CHARACTERS
        )
        raise Invalid(message, code="INVALID_NAME", data={"path": ["name"]})
    return stripped


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(json.loads(text))
