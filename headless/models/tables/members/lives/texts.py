"""Texts and documents that are kept of a member, row by row, so that what is personal in them can be blanked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from headless.models.base.session import Session


class KeptTexts(NamedTuple):
    """Columns of a table that hold texts or JSON, and the columns that name a row next to the merchant."""

    table: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]


DOCUMENTS = (
    KeptTexts("decision", ("event_id",), ("document",)),
    KeptTexts("standing", ("member_id", "track_id", "seq"), ("params", "clause")),
    KeptTexts("rule_state", ("member_id", "scope"), ("document",)),
    KeptTexts("other_fact", ("member_id", "event_id"), ("facts",)),
    KeptTexts("event_problem", ("member_id", "event_id"), ("problem",)),
)
"""Where conditions, parameters, memory, what others' events found, and problems are kept of a member, as JSON."""
ENTRIES = KeptTexts("entry", ("member_id", "kind_id", "version"), ("reason",))
REASONS = (
    ENTRIES,
    KeptTexts("hold", ("id",), ("reason",)),
    KeptTexts("member_tag", ("id",), ("reason",)),
    KeptTexts("card", ("id",), ("reason",)),
    KeptTexts("card_move", ("id",), ("reason",)),
)
"""Where a hand or a rule left a text of its own."""
EVENTS = KeptTexts("event", ("id",), ("type", "source", "external_id", "content_hash", "data"))
DATA = KeptTexts("event", ("id",), ("data",))
PERSONAL = KeptTexts("event_personal", ("event_id",), ("fields",))


class KeptRow(NamedTuple):
    """The texts of one row by column, and its key."""

    key: tuple[int | str, ...]
    texts: Mapping[str, str | None]


async def kept_rows(session: Session, merchant_id: int, kept: KeptTexts, member_ids: Sequence[int]) -> list[KeptRow]:
    """Return the texts that a table keeps of members."""
    sql = f"""SELECT {", ".join((*kept.keys, *kept.columns))} FROM {kept.table}
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}"""
    return _rows(kept, await session.fetch(sql, merchant_id, member_ids))


def _rows(kept: KeptTexts, rows: Iterable[Any]) -> list[KeptRow]:
    return [KeptRow(tuple(row[name] for name in kept.keys), {name: row[name] for name in kept.columns}) for row in rows]


async def emitted_data(session: Session, merchant_id: int, keys: Sequence[str]) -> list[KeptRow]:
    """Return the data of the events that rules emitted under these keys."""
    sql = f"""SELECT id, data FROM event
WHERE merchant_id = $1 AND source = 'engine' AND {session.any_of("external_id", 2)}"""
    rows = await session.fetch(sql, merchant_id, keys)
    return [KeptRow((row["id"],), {"data": row["data"]}) for row in rows]


async def rows_of_events(
    session: Session, merchant_id: int, kept: KeptTexts, event_ids: Sequence[int], types: Sequence[str] = ()
) -> list[KeptRow]:
    """Return the texts that a table keeps of these events. types: of events, only those of these types."""
    owned = "id" if kept.table == "event" else "event_id"
    of_types = f" AND {session.any_of('type', 3)}" if types else ""
    sql = f"""SELECT {", ".join((*kept.keys, *kept.columns))} FROM {kept.table}
WHERE merchant_id = $1 AND {session.any_of(owned, 2)}{of_types}"""
    rows = await session.fetch(sql, merchant_id, event_ids, *([types] if types else []))
    return _rows(kept, rows)


async def write_kept(session: Session, merchant_id: int, kept: KeptTexts, rows: Iterable[KeptRow]) -> None:
    """Write other texts into rows that are there."""
    keys = ("merchant_id", *kept.keys)
    values = [(merchant_id, *row.key, *(row.texts[name] for name in kept.columns)) for row in rows]
    if values:
        await session.update(kept.table, keys, (*keys, *kept.columns), values)
