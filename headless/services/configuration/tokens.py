"""Tokens: made once, shown once, kept as a hash."""

import hashlib
import json
import re
import secrets
from collections.abc import Sequence

from headless.errors import Denied, NotFound
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal, expand_scopes

_SECRET = re.compile(r"hm_([a-z0-9-]{1,40})_([A-Za-z0-9_-]{43})", re.ASCII)
_COLUMNS = (
    "merchant_id", "id", "name", "hash", "last_four", "scopes", "sources", "partner_id", "expires_at", "revoked_at",
    "last_used_at", "created_at",
)  # fmt: skip


def digest(secret: str) -> str:
    """What is stored of a secret: with 256 random bits, a plain hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def create_token(
    kernel: Kernel,
    merchant_id: int,
    name: str,
    scopes: Sequence[str],
    sources: Sequence[str] | None = None,
    expires_at: int | None = None,
) -> tuple[int, str]:
    """Make a token; its id, and the secret, which is never shown again. Errors: Invalid for unknown scopes, NotFound."""
    granted = expand_scopes(tuple(scopes))
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        secret = f"hm_{merchant.slug}_{secrets.token_urlsafe(32)}"
        id_ = kernel.ids.new()
        row = (
            merchant_id, id_, name, digest(secret), secret[-4:], json.dumps(sorted(granted)),
            None if sources is None else json.dumps(list(sources)), None, expires_at, None, None, kernel.clock.now_us(),
        )  # fmt: skip
        await session.insert("token", _COLUMNS, [row])
    return id_, secret


async def authenticate(kernel: Kernel, secret: str) -> Principal:
    """Who bears this secret. Errors: Denied, without saying which part was wrong."""
    matched = _SECRET.fullmatch(secret)
    refusal = Denied("the token is not known, has expired or was revoked; create another", code="UNAUTHENTICATED")
    if matched is None:
        raise refusal
    sql = """SELECT t.id, t.name, t.scopes, t.sources, t.expires_at, t.revoked_at, t.partner_id, m.id, m.slug
FROM merchant m JOIN token t ON t.merchant_id = m.id AND t.hash = $2 WHERE m.slug = $1"""
    async with kernel.db.read() as session:
        row = await session.fetch_one(sql, matched.group(1), digest(secret))
    if row is None or row[5] is not None or (row[4] is not None and row[4] <= kernel.clock.now_us()):
        raise refusal
    sources = None if row[3] is None else tuple(json.loads(row[3]))
    return Principal(row[7], row[8], row[0], row[1], frozenset(json.loads(row[2])), sources, None, row[6], row[4])


async def revoke_token(kernel: Kernel, principal: Principal, token_id: int) -> None:
    """Revoke a token of the merchant; revoking twice is fine. Errors: NotFound."""
    async with kernel.db.transaction() as session:
        sql = "UPDATE token SET revoked_at = coalesce(revoked_at, $3) WHERE merchant_id = $1 AND id = $2"
        if not await session.execute(sql, principal.merchant_id, token_id, kernel.clock.now_us()):
            raise NotFound("there is no such token", code="UNKNOWN_TOKEN")
