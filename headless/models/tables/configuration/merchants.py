"""Merchants, the tenants."""

from dataclasses import dataclass

from tortoise import fields
from tortoise.expressions import F

from headless.models.base.mapping import FLAG, RowMap, columns
from headless.models.base.reads import Select
from headless.models.base.row import Row
from headless.models.base.session import Session


class Merchant(Row):
    """One tenant. clock_at: the time of a sandbox, None for others. config_version: grows with each saved change."""

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

    class Meta:
        table = "merchant"


@dataclass(frozen=True, slots=True)
class MerchantRow:
    """A merchant as stored. clock_at: a sandbox's own time in microseconds. country: of phone numbers without +."""

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


MERCHANTS: RowMap[MerchantRow] = RowMap(Merchant, MerchantRow, convert={"sandbox": FLAG}, without=("created_at",))
_ALL = f"SELECT {columns(MERCHANTS)} FROM merchant ORDER BY id"
_SELECT = f"SELECT {columns(MERCHANTS)} FROM merchant WHERE "


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


async def lock_merchant(session: Session, merchant_id: int) -> None:
    """Wait for the merchant's row, which everyone locks who changes the configuration, and hold it to the transaction's end."""
    await Merchant.of(session, merchant_id).locked().first()


async def count_version(session: Session, merchant_id: int) -> None:
    """Count a new configuration version, so that every process loads the configuration again."""
    await Merchant.of(session, merchant_id).update(config_version=F("config_version") + 1)


async def advance_clock(session: Session, merchant_id: int, at: int) -> None:
    """Set a sandbox merchant's clock, but never back."""
    await Merchant.of(session, merchant_id).filter(clock_at__lte=at).update(clock_at=at)


async def is_slug_taken(session: Session, slug: str) -> bool:
    """Return True if a merchant has this slug."""
    return await session.fetch_one("SELECT id FROM merchant WHERE slug = $1", slug) is not None


async def next_merchant_id(session: Session) -> int:
    """Return the id of the next merchant: they are counted from 1."""
    return int(await session.fetch_value("SELECT coalesce(max(id), 0) + 1 FROM merchant"))
