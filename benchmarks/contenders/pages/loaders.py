"""The DataLoaders of the stock way: one for each table, fresh for each request."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from strawberry.dataloader import DataLoader

from benchmarks.contenders.pages.queries import SPENT_DAYS
from headless.models.tables.configuration.asset_kinds import AssetKind
from headless.models.tables.configuration.tracks import Tier
from headless.models.tables.ledger.accounts import Account
from headless.models.tables.ledger.lots import Lot
from headless.models.tables.members.standings import MemberTier
from headless.models.tables.members.tags import MemberTag, Tag
from headless.models.tables.members.totals import DailyTotal

ZONE = ZoneInfo("Asia/Shanghai")
Load = Callable[[list[int]], Awaitable[Sequence[Any]]]


def loaders(merchant: int) -> dict[str, Any]:
    """Return all loaders by name."""
    functions = {
        "tiers": _tiers, "member_tiers": _member_tiers, "accounts": _accounts, "kinds": _kinds, "lots": _lots,
        "member_tags": _member_tags, "tags": _tags, "spent": _spent,
    }  # fmt: skip
    return {name: DataLoader(load_fn=_bound(function, merchant)) for name, function in functions.items()}


def spent_after() -> int:
    """Return the day after which spending counts."""
    return datetime.now(ZONE).date().toordinal() - SPENT_DAYS


def money(amount: Decimal) -> Decimal:
    """Cut off to cents."""
    return amount.quantize(Decimal("0.01"), ROUND_DOWN)


def _bound(function: Callable[[int, list[int]], Awaitable[Sequence[Any]]], merchant: int) -> Load:
    async def load(keys: list[int]) -> Sequence[Any]:
        return await function(merchant, keys)

    return load


async def _tiers(merchant: int, ids: list[int]) -> list[Tier | None]:
    found = {row.id: row for row in await Tier.filter(merchant_id=merchant, id__in=ids)}
    return [found.get(id_) for id_ in ids]


async def _member_tiers(merchant: int, ids: list[int]) -> list[MemberTier | None]:
    found = {row.member_id: row for row in await MemberTier.filter(merchant_id=merchant, member_id__in=ids)}
    return [found.get(id_) for id_ in ids]


async def _accounts(merchant: int, ids: list[int]) -> list[list[Account]]:
    return _listed(ids, await Account.filter(merchant_id=merchant, member_id__in=ids).order_by("kind_id"))


async def _member_tags(merchant: int, ids: list[int]) -> list[list[MemberTag]]:
    rows = await MemberTag.filter(merchant_id=merchant, member_id__in=ids, removed_at=None).order_by("id")
    return _listed(ids, rows)


def _listed(ids: list[int], rows: Sequence[Any]) -> list[list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append(row)
    return [found.get(id_, []) for id_ in ids]


async def _kinds(merchant: int, ids: list[int]) -> list[dict[str, Any]]:
    rows = await AssetKind.filter(merchant_id=merchant, id__in=ids).order_by("version")
    found = {row.id: json.loads(row.document) for row in rows}
    return [
        {
            "code": each["code"],
            "name": each["name"],
            "decimals": each["decimals"],
            "worth": Decimal(1) if each.get("money") else None if each.get("worth") is None else Decimal(each["worth"]),
        }
        for each in (found[id_] for id_ in ids)
    ]


async def _tags(merchant: int, ids: list[int]) -> list[dict[str, Any]]:
    rows = await Tag.filter(merchant_id=merchant, id__in=ids).order_by("version")
    found = {row.id: {"code": row.code, "name": json.loads(row.document)["name"]} for row in rows}
    return [found[id_] for id_ in ids]


async def _lots(merchant: int, ids: list[int]) -> list[dict[int, dict[str, int]]]:
    now = datetime.now(UTC)
    first, last = (int(at.timestamp()) * 1_000_000 for at in (now, now + timedelta(days=30)))
    rows = await Lot.filter(
        merchant_id=merchant, member_id__in=ids, remaining__gt=0, expires_at__gt=first, expires_at__lt=last
    )
    found: dict[int, dict[int, dict[str, int]]] = {}
    for row in rows:
        day = datetime.fromtimestamp((row.expires_at or 0) / 1_000_000, ZONE).date().isoformat()
        days = found.setdefault(row.member_id, {}).setdefault(row.kind_id, {})
        days[day] = days.get(day, 0) + row.remaining
    return [found.get(id_, {}) for id_ in ids]


async def _spent(merchant: int, ids: list[int]) -> list[int]:
    rows = await DailyTotal.filter(merchant_id=merchant, member_id__in=ids, key="order", day__gt=spent_after())
    found: dict[int, int] = {}
    for row in rows:
        found[row.member_id] = found.get(row.member_id, 0) + row.amount - row.less
    return [found.get(id_, 0) for id_ in ids]
