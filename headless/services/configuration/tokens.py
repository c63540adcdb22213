"""Tokens: made once, shown once, kept as a hash."""

import hashlib
import json
import re
import secrets
from collections.abc import Sequence

from headless.errors import Denied, NotFound
from headless.messages import Message
from headless.models.tables.configuration.tokens import Token, bearer_of, revoke
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.kernel.scopes import expand_scopes

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
) -> tuple[int, str]:
    """Make a token, and return its id and its secret, which is never shown again.

    Raises:
        Invalid: a scope does not exist.
        NotFound: there is no such merchant.
    """
    granted = expand_scopes(tuple(scopes))
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        secret = f"hm_{merchant.slug}_{secrets.token_urlsafe(32)}"
        id_ = kernel.ids.new()
        await Token.of(session, merchant_id).create(
            id=id_, name=name, hash=digest(secret), last_four=secret[-4:], scopes=json.dumps(sorted(granted)),
            sources=None if sources is None else json.dumps(list(sources)), expires_at=expires_at,
            created_at=kernel.clock.now_us(),
        )  # fmt: skip
    return id_, secret


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
    if token is None or token.revoked_at is not None:
        raise refusal
    if token.expires_at is not None and token.expires_at <= kernel.clock.now_us():
        raise refusal
    return Principal(
        token.merchant_id, token.slug, token.id, token.name, frozenset(json.loads(token.scopes)),
        None if token.sources is None else tuple(json.loads(token.sources)), None, token.partner_id, token.expires_at,
    )  # fmt: skip


async def revoke_token(kernel: Kernel, principal: Principal, token_id: int) -> None:
    """Revoke a token of the merchant. Revoking twice is fine. Raise NotFound if there is no such token."""
    async with kernel.db.transaction() as session:
        if not await revoke(session, principal.merchant_id, token_id, kernel.clock.now_us()):
            raise NotFound(Message("there is no such token"), code="UNKNOWN_TOKEN")
