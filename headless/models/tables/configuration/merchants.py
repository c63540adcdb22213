"""Merchants, the tenants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from tortoise import fields
from tortoise.expressions import F

from headless.models.base.mapping import FLAG, Conversion, RowMap, columns
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session

MEMBER_MAY = '["CLAIM"]'


class Merchant(Row):
    """One tenant. clock_at: the time of a sandbox, None for others. config_version: grows with each saved change.

    version: grows with each change of the merchant's own row. member_may: a JSON list. oidc_…: the issuer that signs members in.
    claim_for: for how many days events of guests are kept. claim_key: the key under which they are.
    rate_limit: what all its tokens together may ask for, as JSON.
    """

    keys = ("id",)
    owner = "id"
    id = fields.BigIntField(primary_key=True, generated=False)
    slug = fields.TextField()
    name = fields.TextField()
    currency = fields.TextField()
    decimals = fields.SmallIntField()
    time_zone = fields.TextField()
    sandbox = fields.BooleanField()
    clock_at = fields.BigIntField(null=True)
    config_version = fields.IntField()
    created_at = fields.BigIntField()
    country = fields.TextField(null=True)
    version = fields.IntField(default=1)
    member_may = fields.TextField(default=MEMBER_MAY)
    oidc_issuer = fields.TextField(null=True)
    oidc_audience = fields.TextField(null=True)
    oidc_claim = fields.TextField(null=True)
    oidc_lookup = fields.TextField(null=True)
    oidc_jwks = fields.TextField(null=True)
    claim_for = fields.IntField(null=True)
    claim_key = fields.TextField(null=True)
    rate_limit = fields.TextField(null=True)

    class Meta:
        table = "merchant"


@dataclass(frozen=True, slots=True)
class MerchantRow:
    """A merchant as stored. clock_at: a sandbox's own time in microseconds. country: of phone numbers without +.

    member_may: what members may do by their own tokens.
    claim_for: for how many days events of guests are kept, None if they are not. claim_key: what recognises the key of their
    identifiers.
    """

    id: int
    slug: str
    name: str
    currency: str
    decimals: int
    time_zone: str
    sandbox: bool
    clock_at: int | None
    config_version: int
    country: str | None = None
    version: int = 1
    member_may: tuple[str, ...] = ("CLAIM",)
    claim_for: int | None = None
    claim_key: str | None = None


class Oidc(NamedTuple):
    """The issuer whose tokens sign a merchant's members in, each field of the column `oidc_<field>`.

    claim: what names the member in a token. lookup: as what it does. jwks: where the issuer's keys are, None: as it tells itself.
    """

    issuer: str
    audience: str
    claim: str
    lookup: str
    jwks: str | None

    @property
    def columns(self) -> dict[str, str | None]:
        """The values of a merchant's columns."""
        return dict(zip(_OIDC_COLUMNS, self, strict=True))


_OIDC_COLUMNS = tuple(f"oidc_{name}" for name in Oidc._fields)


@cache
def _acts(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


MERCHANTS: RowMap[MerchantRow] = RowMap(
    Merchant, MerchantRow, convert={"sandbox": FLAG, "member_may": Conversion(json.dumps, _acts)},
    without=("created_at", "rate_limit", *_OIDC_COLUMNS),
)  # fmt: skip
_OIDC = f"SELECT {columns(Oidc, **{name: f'oidc_{name}' for name in Oidc._fields})} FROM merchant WHERE id = $1"
_ALL = f"SELECT {columns(MERCHANTS)} FROM merchant ORDER BY id"
_SELECT = f"SELECT {columns(MERCHANTS)} FROM merchant WHERE "
_WITH_PARTNERS = _SELECT + "EXISTS (SELECT 1 FROM partner WHERE partner.merchant_id = merchant.id) ORDER BY id"


def merchant_by_id(merchant_id: int) -> Select[list[MerchantRow]]:
    """Select a merchant."""
    return Select(_SELECT + "id = $1", (merchant_id,), MERCHANTS.records)


async def merchant_by_slug(session: Session, slug: str) -> MerchantRow | None:
    """Return the merchant of a slug."""
    row = await session.fetch_one(_SELECT + "slug = $1", slug)
    return None if row is None else MERCHANTS.record(row)


async def all_merchants(session: Session) -> list[MerchantRow]:
    """Return all merchants, oldest first."""
    return MERCHANTS.records(await session.fetch(_ALL))


async def merchants_with_partners(session: Session) -> list[MerchantRow]:
    """Return the merchants that have partners, oldest first."""
    return MERCHANTS.records(await session.fetch(_WITH_PARTNERS))


async def lock_merchant(session: Session, merchant_id: int) -> None:
    """Wait for the merchant's row, which everyone locks who changes the configuration, and hold it to the transaction's end."""
    await Merchant.of(session, merchant_id).locked().first()


async def count_version(session: Session, merchant_id: int) -> None:
    """Count a new configuration version, so that every process loads the configuration again."""
    await Merchant.of(session, merchant_id).update(config_version=F("config_version") + 1)


async def advance_clock(session: Session, merchant_id: int, at: int) -> None:
    """Set a sandbox merchant's clock, but never back."""
    await Merchant.of(session, merchant_id).filter(clock_at__lte=at).update(clock_at=at)


async def change_merchant(session: Session, merchant_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change columns of a merchant, count a new version of it, and return what they were before."""
    rows = Merchant.of(session, merchant_id)
    before = await rows.first()
    await rows.update(**changes, version=F("version") + 1)
    return {name: getattr(before, name) for name in changes}


async def oidc_of(session: Session, merchant_id: int) -> Oidc | None:
    """Return the issuer that signs a merchant's members in, None if there is none."""
    row = await session.fetch_one(_OIDC, merchant_id)
    return None if row is None or row["issuer"] is None else Oidc._make(row)


async def rate_limit_of(session: Session, merchant_id: int) -> str | None:
    """Return what all tokens of a merchant together may ask for, as stored. None: anything."""
    value = await session.fetch_value("SELECT rate_limit FROM merchant WHERE id = $1", merchant_id)
    return None if value is None else str(value)


async def is_audience_taken(session: Session, merchant_id: int, issuer: str, audience: str) -> bool:
    """Return True if another merchant signs its members in by this issuer and audience."""
    sql = "SELECT id FROM merchant WHERE oidc_issuer = $1 AND oidc_audience = $2 AND id <> $3"
    return await session.fetch_one(sql, issuer, audience, merchant_id) is not None


async def is_slug_taken(session: Session, slug: str) -> bool:
    """Return True if a merchant has this slug."""
    return await session.fetch_one("SELECT id FROM merchant WHERE slug = $1", slug) is not None


async def next_merchant_id(session: Session) -> int:
    """Return the id of the next merchant: they are counted from 1."""
    return int(await session.fetch_value("SELECT coalesce(max(id), 0) + 1 FROM merchant"))
