"""Tokens of merchants, partners and members."""

from collections.abc import Mapping
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session


class Token(Row):
    """A bearer secret, known by its hash. scopes, sources: JSON lists."""

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

    class Meta:
        table = "token"


class TokenBearer(NamedTuple):
    """A token and the merchant it belongs to, as authentication reads them."""

    id: int
    name: str
    scopes: str
    sources: str | None
    expires_at: int | None
    revoked_at: int | None
    partner_id: int | None
    merchant_id: int
    slug: str


_BEARER = f"""SELECT {columns(TokenBearer, "t", slug="m.slug")}
FROM merchant m JOIN token t ON t.merchant_id = m.id AND t.hash = $2 WHERE m.slug = $1"""


async def bearer_of(session: Session, slug: str, hash_: str) -> TokenBearer | None:
    """Read the token with this hash of the merchant with this slug, None if there is none."""
    row = await session.fetch_one(_BEARER, slug, hash_)
    return None if row is None else TokenBearer._make(row)


async def revoke(session: Session, merchant_id: int, token_id: int, now: int) -> bool:
    """Revoke a token that is not revoked yet. Return False if the merchant has no such token."""
    token = Token.of(session, merchant_id).filter(id=token_id)
    return await token.filter(revoked_at__isnull=True).update(revoked_at=now) > 0 or await token.exists()


async def write_last_used(session: Session, used: Mapping[tuple[int, int], int]) -> None:
    """Write when tokens, named by merchant and id, were last used: one statement for all merchants."""
    rows = [(*key, at) for key, at in sorted(used.items())]
    await session.update("token", Token.keys, (*Token.keys, "last_used_at"), rows)
