"""Tokens of merchants and partners, and the lines of tokens that make others."""

from collections.abc import Mapping
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session


class Token(Row):
    """A bearer secret, known by its hash. scopes, sources, event_types: JSON lists. rate_limits: see `StoredLimits`.

    made_by: the token that made it, None if an operator did. successor_id: the token that replaces it.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.TextField()
    hash = fields.TextField()
    last_four = fields.TextField()
    scopes = fields.TextField()
    sources = fields.TextField(null=True)
    partner_id = fields.BigIntField(null=True)
    expires_at = fields.BigIntField(null=True)
    revoked_at = fields.BigIntField(null=True)
    last_used_at = fields.BigIntField(null=True)
    created_at = fields.BigIntField()
    event_types = fields.TextField(null=True)
    made_by = fields.BigIntField(null=True)
    successor_id = fields.BigIntField(null=True)
    rate_limits = fields.TextField(null=True)

    class Meta:
        table = "token"


class TokenBearer(NamedTuple):
    """A token and the merchant it belongs to, as authentication reads them.

    expires_at, revoked_at: the earliest end of the token and of those in whose line it was made. merchant_limit: of all tokens of
    the merchant together. line_id: the first token of its line.
    """

    id: int
    name: str
    scopes: str
    sources: str | None
    event_types: str | None
    expires_at: int | None
    revoked_at: int | None
    partner_id: int | None
    merchant_id: int
    slug: str
    rate_limits: str | None
    merchant_limit: str | None
    line_id: int


LINE_MOST = 8
"""A token, the one that made it, and so on: so many at most."""
_OF_LINE = {name: f"(SELECT min({name}) FROM line)" for name in ("expires_at", "revoked_at")}
_FIRST = "(SELECT id FROM line ORDER BY place DESC LIMIT 1)"


def _bearer(asked: str, merchant: str) -> str:
    return f"""WITH RECURSIVE line (merchant_id, id, made_by, expires_at, revoked_at, place) AS (
  SELECT t.merchant_id, t.id, t.made_by, t.expires_at, t.revoked_at, 1
  FROM merchant m JOIN token t ON t.merchant_id = m.id AND {asked} WHERE {merchant}
  UNION ALL
  SELECT t.merchant_id, t.id, t.made_by, t.expires_at, t.revoked_at, line.place + 1
  FROM line JOIN token t ON t.merchant_id = line.merchant_id AND t.id = line.made_by WHERE line.place < {2 * LINE_MOST}
)
SELECT {columns(TokenBearer, "t", slug="m.slug", merchant_limit="m.rate_limit", line_id=_FIRST, **_OF_LINE)}
FROM merchant m JOIN token t ON t.merchant_id = m.id AND {asked} WHERE {merchant}"""


_BEARER = _bearer("t.hash = $2", "m.slug = $1")
_BEARER_BY_ID = _bearer("t.id = $2", "m.id = $1")


def has_ended(revoked_at: int | None, expires_at: int | None, now: int) -> bool:
    """Return True if a token, or a line of tokens, was revoked or has expired."""
    return revoked_at is not None or (expires_at is not None and expires_at <= now)


async def bearer_of(session: Session, slug: str, hash_: str) -> TokenBearer | None:
    """Read the token with this hash of the merchant with this slug, None if there is none."""
    row = await session.fetch_one(_BEARER, slug, hash_)
    return None if row is None else TokenBearer._make(row)


async def bearer_by_id(session: Session, merchant_id: int, token_id: int) -> TokenBearer | None:
    """Read a token by its id, None if there is none."""
    row = await session.fetch_one(_BEARER_BY_ID, merchant_id, token_id)
    return None if row is None else TokenBearer._make(row)


async def write_last_used(session: Session, used: Mapping[tuple[int, int], int]) -> None:
    """Write when tokens, named by merchant and id, were last used: one statement for all merchants."""
    rows = [(*key, at) for key, at in sorted(used.items())]
    await session.update("token", Token.keys, (*Token.keys, "last_used_at"), rows)
