"""Entries as they are read: pages and counts of accounts, by id, by event, and the balances of an instant."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from headless.engine.member.records import Entry, EntryType
from headless.models.base.mapping import columns
from headless.models.base.pages import PageRange, during, keyset, numbered
from headless.models.base.session import Session
from headless.models.tables.ledger.entries import ENTRIES

_COLUMNS = columns(ENTRIES)
_OWNED = f"""SELECT {columns(ENTRIES, "e", member_id="COALESCE(m.merged_into, m.id)")} FROM entry e
JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id WHERE e.merchant_id = $1"""


class AccountKeys(NamedTuple):
    """Members and asset kinds: the accounts of every pair of them are read."""

    member_ids: Sequence[int]
    kind_ids: Sequence[int]


class EntryFilter(NamedTuple):
    """Entries of some types (None: all), recorded from `since` to before `until`."""

    types: Collection[EntryType] | None = None
    since: int | None = None
    until: int | None = None


async def page_of_entries(
    session: Session, merchant_id: int, accounts: AccountKeys, chosen: EntryFilter, page: PageRange
) -> list[Entry]:
    """Return one page of each account's entries, newest first."""
    where, values = _chosen(session, chosen)
    keys = keyset(page, ["version"], 4)
    sql = numbered(_COLUMNS, ["member_id", "kind_id"], keys.order, f"{where} AND {keys.beyond}", page.limit)
    return ENTRIES.records(await session.fetch(sql, merchant_id, *accounts, *values, *keys.values))


async def count_entries(
    session: Session, merchant_id: int, accounts: AccountKeys, chosen: EntryFilter
) -> dict[tuple[int, int], int]:
    """Return how many entries accounts have, by member and kind."""
    where, values = _chosen(session, chosen)
    sql = f"SELECT member_id, kind_id, count(*) AS number FROM {where} GROUP BY member_id, kind_id"
    rows = await session.fetch(sql, merchant_id, *accounts, *values)
    return {(row["member_id"], row["kind_id"]): row["number"] for row in rows}


async def balances_at(
    session: Session, merchant_id: int, member_ids: Collection[int], time: int
) -> dict[tuple[int, int], int]:
    """Return the units that members' accounts held at an instant, as recorded until then, by member and kind."""
    sql = f"""SELECT a.member_id, a.kind_id, (
  SELECT n.balance_after FROM entry n
  WHERE n.merchant_id = a.merchant_id AND n.member_id = a.member_id AND n.kind_id = a.kind_id AND n.recorded_at <= $3
  ORDER BY n.version DESC LIMIT 1) AS balance
FROM account a WHERE a.merchant_id = $1 AND {session.any_of("a.member_id", 2)}"""
    rows = await session.fetch(sql, merchant_id, sorted(set(member_ids)), time)
    return {(row["member_id"], row["kind_id"]): row["balance"] or 0 for row in rows}


async def entries_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, Entry]:
    """Return entries by id, those of a member who was merged as the survivor's."""
    sql = f"{_OWNED} AND {session.any_of('e.id', 2)}"
    return {entry.id: entry for entry in ENTRIES.records(await session.fetch(sql, merchant_id, sorted(set(ids))))}


async def entries_of_events(session: Session, merchant_id: int, event_ids: Collection[int]) -> list[Entry]:
    """Return what events posted, in order, those of a member who was merged as the survivor's."""
    sql = f"{_OWNED} AND {session.any_of('e.event_id', 2)} ORDER BY e.id"
    return ENTRIES.records(await session.fetch(sql, merchant_id, sorted(event_ids)))


def _chosen(session: Session, chosen: EntryFilter) -> tuple[str, list[Any]]:
    """Return the table with its condition, and the condition's parameters from $4 on.

    Types are whole numbers of ours, so they are part of the text.
    """
    where = ""
    if chosen.types is not None:
        numbers = sorted({int(type_) for type_ in chosen.types})
        where += f" AND type IN ({', '.join(map(str, numbers)) or 'NULL'})"
    period, moments = during("recorded_at", chosen.since, chosen.until, 4)
    accounts = f"{session.any_of('member_id', 2)} AND {session.any_of('kind_id', 3)}"
    return f"entry WHERE merchant_id = $1 AND {accounts}{where}{period}", moments
