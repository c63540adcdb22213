"""Online Retail as a merchant: configured, imported, and read back as plain figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from headless.models.base.session import Session
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.importing.files.reports import ImportReport
from headless.services.importing.orders.orders import import_orders
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from tests.services.importing.stores import microseconds

SLUG = "shop"
CLOCK = "2011-12-09T23:59:59+00:00"
COLUMNS = {
    "order": "InvoiceNo", "member": "CustomerID", "time": "InvoiceDate", "sku": "StockCode", "quantity": "Quantity",
    "price": "UnitPrice",
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def leaf(metric: str, op: str, value: object, window: str | None = None) -> dict[str, Any]:
    test = {"metric": metric, "op": op, "value": value}
    return {"test": test if window is None else {**test, "window": window}}


OFTEN, MUCH = leaf("orders", "GTE", 3), leaf("net_spend", "GTE", "200")
LADDER = {
    "bronze": {"any": [OFTEN, MUCH]},
    "silver": {"all": [OFTEN, MUCH]},
    "gold": leaf("orders_per_month", "GTE", "2", "365d"),
    "platinum": leaf("net_spend", "GTE", "8000", "365d"),
    "diamond": leaf("net_spend", "GTE", "30000", "365d"),
}
TAGS = {"lapsing": leaf("days_since_order", "GTE", 90), "busy": leaf("orders", "GTE", 4, "90d")}


async def open_retail(kernel: Kernel) -> None:
    """The merchant, its rules, ladder and tags; the clock stands at the end of the data."""
    merchant = await create_merchant(
        kernel, SLUG, currency="GBP", time_zone="Europe/London", sandbox=True, clock_at=microseconds(CLOCK)
    )
    owner = system(merchant.id, merchant.slug)
    tiers = [
        {"code": code, "name": code, "rank": rank, "condition": condition}
        for rank, (code, condition) in enumerate(LADDER.items(), 1)
    ]
    track = {"code": "main", "name": "Main", "kind": "EARNED", "downgrade": "TO_QUALIFIED", "tiers": tiers}
    saved = [await save_rule(kernel, owner, {"rule": rule}) for rule in ("points_per_spend", "growth_per_spend")]
    saved.append(await save_tier_track(kernel, owner, track))
    saved += [await save_tag(kernel, owner, {"code": code, "name": code, "condition": TAGS[code]}) for code in TAGS]
    assert [None] * len(saved) == [each.problem for each in saved]


async def import_retail(kernel: Kernel, path: Path, rejected: Path, **more: Any) -> ImportReport:
    """As the command line does it."""
    return await import_orders(
        kernel, SLUG, path, COLUMNS, refund_prefix="C", create_members=True, rejected=rejected, **more
    )


@dataclass
class Person:
    """What is booked for one member: whole pence and points; `standings` as (tier, since), oldest first."""

    orders: int = 0
    gross_spend: int = 0
    refunded: int = 0
    points: int = 0
    debt: int = 0
    tier: str | None = None
    standings: list[tuple[str | None, datetime]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)


async def people(session: Session, merchant_id: int = 1) -> Mapping[str, Person]:
    """Every member by external id, with tier and standings on the track `main`."""
    rows = await session.fetch("SELECT id, external_id FROM member WHERE merchant_id = $1", merchant_id)
    by_id = {row[0]: Person() for row in rows}
    sql = "SELECT member_id, count, amount, less FROM daily_total WHERE merchant_id = $1 AND key = 'order' AND day = 0"
    for row in await session.fetch(sql, merchant_id):
        person = by_id[row[0]]
        person.orders, person.gross_spend, person.refunded = row[1], row[2], row[3]
    sql = """SELECT a.member_id, a.balance, a.debt FROM account a JOIN asset_kind k
ON k.merchant_id = a.merchant_id AND k.id = a.kind_id AND k.version = 1 WHERE a.merchant_id = $1 AND k.code = 'points'"""
    for row in await session.fetch(sql, merchant_id):
        by_id[row[0]].points, by_id[row[0]].debt = row[1], row[2]
    sql = """SELECT s.member_id, t.code, s.since_at FROM standing s LEFT JOIN tier t
ON t.merchant_id = s.merchant_id AND t.id = s.tier_id JOIN tier_track k ON k.merchant_id = s.merchant_id AND k.id = s.track_id
AND k.version = 1 AND k.code = 'main' WHERE s.merchant_id = $1 ORDER BY s.member_id, s.seq"""
    for row in await session.fetch(sql, merchant_id):
        by_id[row[0]].standings.append((row[1], _EPOCH + timedelta(microseconds=row[2])))
    sql = """SELECT m.member_id, t.code FROM member_tier m JOIN tier t
ON t.merchant_id = m.merchant_id AND t.id = m.tier_id JOIN tier_track k ON k.merchant_id = m.merchant_id AND k.id = m.track_id
AND k.version = 1 AND k.code = 'main' WHERE m.merchant_id = $1"""
    for row in await session.fetch(sql, merchant_id):
        by_id[row[0]].tier = row[1]
    sql = """SELECT m.member_id, t.code FROM member_tag m JOIN tag t ON t.merchant_id = m.merchant_id AND t.id = m.tag_id
AND t.version = 1 WHERE m.merchant_id = $1 AND m.removed_at IS NULL"""
    for row in await session.fetch(sql, merchant_id):
        by_id[row[0]].tags.add(row[1])
    return {row[1]: by_id[row[0]] for row in rows}
