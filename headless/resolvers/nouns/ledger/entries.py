"""Entries: the movements on an account, newest first."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from headless.engine.member.records import Entry, EntryType
from headless.engine.values.amounts import from_units
from headless.models.tables.ledger import entry_pages
from headless.models.tables.ledger.entry_pages import AccountKeys, EntryFilter
from headless.resolvers.nouns.ledger.asset_rows import AssetRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "Asset.entries"


async def entries(
    ctx: ReadContext,
    rows: Sequence[AssetRow],
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
    **page: Any,
) -> list[Page]:
    """Return a page of each account's entries recorded from `from_` to before `to`."""
    filters: dict[str, Any] = {"types": types, "from_": from_, "to": to}
    part = ctx.slice(FIELD, filters, **page)
    async with ctx.read() as session:
        listed = await entry_pages.page_of_entries(
            session, ctx.merchant_id, _accounts(rows), _filter(types, from_, to), part.range
        )
    by_account: dict[tuple[int, int], list[Entry]] = {}
    for entry in listed:
        by_account.setdefault((entry.member_id, entry.kind_id), []).append(entry)
    return [
        part.page(
            by_account.get((row.member_id, row.kind.id), []),
            lambda entry: (entry.version,),
            counted=(count, row, filters),
        )
        for row in rows
    ]


async def count(
    ctx: ReadContext,
    rows: Sequence[AssetRow],
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
) -> list[int]:
    """Return how many entries each account has in all."""
    async with ctx.read() as session:
        counts = await entry_pages.count_entries(session, ctx.merchant_id, _accounts(rows), _filter(types, from_, to))
    return [counts.get((row.member_id, row.kind.id), 0) for row in rows]


async def balance_at(ctx: ReadContext, rows: Sequence[AssetRow], time: int) -> list[Decimal]:
    """Return each account's balance as recorded at an instant."""
    balances = await balances_at(ctx, [row.member_id for row in rows], time)
    return [row.natural(balances.get((row.member_id, row.kind.id), 0)) for row in rows]


async def balances_at(ctx: ReadContext, ids: Sequence[int], time: int) -> dict[tuple[int, int], int]:
    """Return the units that members' accounts held at an instant, by member and kind."""
    async with ctx.read() as session:
        return await entry_pages.balances_at(session, ctx.merchant_id, ids, time)


async def entries_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Entry | None]:
    """Return entries by id."""
    async with ctx.read() as session:
        known = await entry_pages.entries_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


async def reversed_entries(ctx: ReadContext, entries: Sequence[Entry]) -> list[Entry | None]:
    """Return the entry that each of these takes back, None if it takes back none."""
    asked = [entry.reverses for entry in entries if entry.reverses is not None]
    known = dict(zip(asked, await entries_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if entry.reverses is None else known[entry.reverses] for entry in entries]


async def entries_of_events(ctx: ReadContext, rows: Sequence[Any]) -> list[list[Entry]]:
    """Return what each event posted, in order."""
    async with ctx.read() as session:
        posted = await entry_pages.entries_of_events(session, ctx.merchant_id, {row.id for row in rows})
    by_event: dict[int, list[Entry]] = {}
    for entry in posted:
        by_event.setdefault(entry.event_id, []).append(entry)
    return [by_event.get(row.id, []) for row in rows]


def natural(ctx: ReadContext, entry: Entry, units: int) -> Decimal:
    """Return units of an entry as an exact amount."""
    return from_units(units, ctx.program.kind_by_id[entry.kind_id].decimals)


def _accounts(rows: Sequence[AssetRow]) -> AccountKeys:
    return AccountKeys(sorted({row.member_id for row in rows}), sorted({row.kind.id for row in rows}))


def _filter(types: Sequence[str] | None, since: int | None, until: int | None) -> EntryFilter:
    return EntryFilter(None if types is None else [EntryType[name] for name in types], since, until)
