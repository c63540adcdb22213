"""Members who ask by tokens of their own: all that authentication reads of them, in one trip."""

from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import Oidc


class MemberBearer(NamedTuple):
    """A member, its merchant, and the merchant's token that made the member's.

    maker_…: None if there is no such token. oidc_issuer, oidc_audience: the issuer that signs the merchant's members in.
    """

    slug: str
    oidc_issuer: str | None
    oidc_audience: str | None
    oidc_claim: str | None
    oidc_lookup: str | None
    oidc_jwks: str | None
    status: int
    merged_into: int | None
    maker_id: int | None
    maker_revoked_at: int | None
    maker_expires_at: int | None


_OF_MAKER = {f"maker_{name}": f"t.{name}" for name in ("id", "revoked_at", "expires_at")}
_OF_MEMBER = {name: f"x.{name}" for name in ("status", "merged_into")}
_BEARER = f"""SELECT {columns(MemberBearer, "m", **_OF_MEMBER, **_OF_MAKER)} FROM merchant m
JOIN member x ON x.merchant_id = $1 AND x.id = $2
LEFT JOIN token t ON t.merchant_id = $1 AND t.id = $3 WHERE m.id = $1"""


async def member_bearer(session: Session, merchant_id: int, member_id: int, maker_id: int) -> MemberBearer | None:
    """Read a member and the token that made the member's token, None if there is no such member."""
    row = await session.fetch_one(_BEARER, merchant_id, member_id, maker_id)
    return None if row is None else MemberBearer._make(row)


class IssuersMerchant(NamedTuple):
    """A merchant whose members an issuer signs in."""

    id: int
    country: str | None
    oidc: Oidc


_OF_ISSUER = f"""SELECT {columns(Oidc, **{name: f"oidc_{name}" for name in Oidc._fields})}, id, country FROM merchant
WHERE oidc_issuer = $1 AND oidc_audience = $2"""


async def merchant_of_issuer(session: Session, issuer: str, audience: str) -> IssuersMerchant | None:
    """Return the merchant that signs its members in by an issuer and an audience, None if none does."""
    row = await session.fetch_one(_OF_ISSUER, issuer, audience)
    if row is None:
        return None
    return IssuersMerchant(row["id"], row["country"], Oidc._make(row[name] for name in Oidc._fields))
