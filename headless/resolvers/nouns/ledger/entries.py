"""Entries: the movements on an account, newest first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.engine.member.records import Entry, EntryType
from headless.engine.values.amounts import from_units
from headless.resolvers.nouns.ledger.asset_rows import AssetRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.pages import keyset, numbered
from headless.services.settling.facts import ENTRY_COLUMNS, entry_of

FIELD = "Asset.entries"


async def entries(
    ctx: ReadContext,
    rows: Sequence[AssetRow],
    types: Sequence[str] | None = None,
    from_: int | None = None,
    to: int | None = None,
    **page: Any,
) -> list[Page]:
    """A page of each account's entries recorded from `from_` to before `to`."""
    filters: dict[str, Any] = {"types": types, "from_": from_, "to": to}
    part = ctx.slice(FIELD, filters, **page)
    where, values = _chosen(filters)
    beyond, order, key = keyset(part, ["version"], 4 + len(values))
    async with ctx.read() as session:
        source = f"""entry WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
    AND {session.any_of("kind_id", 3)}{where} AND {beyond}"""
        sql = numbered(ENTRY_COLUMNS, ["member_id", "kind_id"], order, source, part.limit)
        found = await session.fetch(sql, ctx.merchant_id, *_accounts(rows), *values, *key)
    listed: dict[tuple[int, int], list[Entry]] = {}
    for each in found:
        listed.setdefault((each[1], each[2]), []).append(entry_of(each))
    return [
        part.page(
            listed.get((row.member_id, row.kind.id), []), lambda entry: (entry.version,), counted=(count, row, filters)
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
    """How many entries each account has in all."""
    where, values = _chosen({"types": types, "from_": from_, "to": to})
    async with ctx.read() as session:
        sql = f"""SELECT member_id, kind_id, count(*) FROM entry WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("kind_id", 3)}{where} GROUP BY member_id, kind_id"""
        found = await session.fetch(sql, ctx.merchant_id, *_accounts(rows), *values)
    counts = {(row[0], row[1]): row[2] for row in found}
    return [counts.get((row.member_id, row.kind.id), 0) for row in rows]


async def balance_at(ctx: ReadContext, rows: Sequence[AssetRow], time: int) -> list[Decimal]:
    """Each account's balance as recorded at an instant."""
    found = await balances_at(ctx, [row.member_id for row in rows], time)
    return [row.natural(found.get((row.member_id, row.kind.id), 0)) for row in rows]


async def balances_at(ctx: ReadContext, ids: Sequence[int], time: int) -> dict[tuple[int, int], int]:
    """The units that members' accounts held at an instant, by member and kind."""
    async with ctx.read() as session:
        sql = f"""SELECT a.member_id, a.kind_id, (
  SELECT n.balance_after FROM entry n
  WHERE n.merchant_id = a.merchant_id AND n.member_id = a.member_id AND n.kind_id = a.kind_id AND n.recorded_at <= $3
  ORDER BY n.version DESC LIMIT 1)
FROM account a WHERE a.merchant_id = $1 AND {session.any_of("a.member_id", 2)}"""
        rows = await session.fetch(sql, ctx.merchant_id, sorted(set(ids)), time)
    return {(row[0], row[1]): row[2] or 0 for row in rows}


async def entries_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Entry | None]:
    """Entries by id."""
    async with ctx.read() as session:
        sql = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: entry_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]


async def reversed_entries(ctx: ReadContext, entries: Sequence[Entry]) -> list[Entry | None]:
    """The entries that these take back; None where they take back none."""
    asked = [entry.reverses for entry in entries if entry.reverses is not None]
    found = dict(zip(asked, await entries_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if entry.reverses is None else found[entry.reverses] for entry in entries]


async def entries_of_events(ctx: ReadContext, rows: Sequence[Any]) -> list[list[Entry]]:
    """What each event posted, in order."""
    async with ctx.read() as session:
        sql = f"""SELECT {ENTRY_COLUMNS} FROM entry
WHERE merchant_id = $1 AND {session.any_of("event_id", 2)} ORDER BY id"""
        found = await session.fetch(sql, ctx.merchant_id, sorted({row.id for row in rows}))
    listed: dict[int, list[Entry]] = {}
    for each in found:
        entry = entry_of(each)
        listed.setdefault(entry.event_id, []).append(entry)
    return [listed.get(row.id, []) for row in rows]


def natural(ctx: ReadContext, entry: Entry, units: int) -> Decimal:
    """Units of an entry as an exact amount."""
    return from_units(units, ctx.program.kind_by_id[entry.kind_id].decimals)


def _accounts(rows: Sequence[AssetRow]) -> tuple[list[int], list[int]]:
    return sorted({row.member_id for row in rows}), sorted({row.kind.id for row in rows})


def _chosen(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The condition of the filters and its parameters, from $4 on; types are whole numbers, so they stand in the SQL."""
    where, values = "", list[Any]()
    if filters["types"] is not None:
        numbers = sorted({int(EntryType[name]) for name in filters["types"]})
        where += f" AND type IN ({', '.join(map(str, numbers)) or 'NULL'})"
    for name, op in (("from_", ">="), ("to", "<")):
        if filters[name] is not None:
            values.append(filters[name])
            where += f" AND recorded_at {op} ${3 + len(values)}"
    return where, values
