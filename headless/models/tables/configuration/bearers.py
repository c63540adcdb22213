"""Members who ask by tokens of their own: all that authentication reads of them, in one trip."""

from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import Oidc
from headless.models.tables.configuration.tokens import LINE_MOST

SUCCESSORS_MOST = 1_000
"""How often a token may have been replaced while those who hold what it made stay signed in."""


class MemberBearer(NamedTuple):
    """A member, its merchant, and the merchant's token that made the member's.

    maker_…: None if there is no such token. The ends are the earliest of its line; that of a token that was replaced is its
    successor's. oidc_issuer, oidc_audience: the issuer that signs the merchant's members in. rate_limit: the merchant's.
    """

    slug: str
    rate_limit: str | None
    oidc_issuer: str | None
    oidc_audience: str | None
    oidc_claim: str | None
    oidc_lookup: str | None
    oidc_jwks: str | None
    status: int
    merged_into: int | None
    maker_id: int | None
    maker_event_types: str | None
    maker_revoked_at: int | None
    maker_expires_at: int | None


_STEP = "FROM {above} JOIN token t ON t.merchant_id = $1 AND t.id = {above}.{link} WHERE {above}.place < {most}"
_LINE = f"""WITH RECURSIVE heir (id, successor_id, revoked_at, event_types, place) AS (
  SELECT t.id, t.successor_id, t.revoked_at, t.event_types, 1 FROM token t WHERE t.merchant_id = $1 AND t.id = $3
  UNION ALL
  SELECT t.id, t.successor_id, t.revoked_at, t.event_types, heir.place + 1
  {_STEP.format(above="heir", link="successor_id", most=SUCCESSORS_MOST)}
), line (made_by, revoked_at, expires_at, place) AS (
  SELECT t.made_by, t.revoked_at, t.expires_at, 1
  FROM heir JOIN token t ON t.merchant_id = $1 AND t.id = heir.id WHERE heir.successor_id IS NULL
  UNION ALL
  SELECT t.made_by, t.revoked_at, t.expires_at, line.place + 1
  {_STEP.format(above="line", link="made_by", most=2 * LINE_MOST)}
)"""
_OF_MAKER = {
    "maker_id": "(SELECT h.id FROM heir h WHERE h.place = 1)",
    "maker_event_types": "(SELECT h.event_types FROM heir h WHERE h.place = 1)",
    "maker_revoked_at": """(SELECT min(r.revoked_at) FROM
  (SELECT revoked_at FROM heir UNION ALL SELECT revoked_at FROM line) r)""",
    "maker_expires_at": "(SELECT min(l.expires_at) FROM line l)",
}
_OF_MEMBER = {name: f"x.{name}" for name in ("status", "merged_into")}
_BEARER = f"""{_LINE}
SELECT {columns(MemberBearer, "m", **_OF_MEMBER, **_OF_MAKER)} FROM merchant m
JOIN member x ON x.merchant_id = $1 AND x.id = $2 WHERE m.id = $1"""


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
