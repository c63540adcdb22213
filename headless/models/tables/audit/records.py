"""Audit records: written once and never changed, deleted by age alone."""

from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns, names, reader
from headless.models.base.pages import PageRange, during, keyset
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class AuditRecord(Row):
    """Who did what to what. before, after: JSON objects of what differs. at: by the wall clock."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    at = fields.BigIntField()
    actor = fields.TextField()
    action = fields.TextField()
    noun = fields.TextField()
    code = fields.TextField(null=True)
    before = fields.TextField(null=True)
    after = fields.TextField(null=True)

    class Meta:
        table = "audit_record"


class AuditRow(NamedTuple):
    """A record of the trail. before, after: JSON texts."""

    id: int
    at: int
    actor: str
    action: str
    noun: str
    code: str | None
    before: str | None
    after: str | None


class AuditFilter(NamedTuple):
    """Records by one actor (its whole text, or the id in it), about one noun, from `since` to before `until`."""

    actor: str | None = None
    noun: str | None = None
    since: int | None = None
    until: int | None = None


def insert_records(merchant_id: int, rows: list[AuditRow]) -> Write:
    """Return the statement that adds records."""
    return Write("audit_record", names(AuditRecord), [(merchant_id, *row) for row in rows])


async def page_of_records(session: Session, merchant_id: int, chosen: AuditFilter, page: PageRange) -> list[AuditRow]:
    """Return one page of the records, newest first."""
    where, values = _chosen(chosen)
    keys = keyset(page, ["id"], 2 + len(values))
    sql = f"""SELECT {columns(AuditRow)} {where} AND {keys.beyond}
ORDER BY {keys.order} LIMIT {page.limit + 1}"""
    return reader(AuditRow)(await session.fetch(sql, merchant_id, *values, *keys.values))


async def count_records(session: Session, merchant_id: int, chosen: AuditFilter) -> int:
    """Return how many records there are."""
    where, values = _chosen(chosen)
    return int(await session.fetch_value(f"SELECT count(*) {where}", merchant_id, *values))


async def records_by_id(session: Session, merchant_id: int, ids: list[int]) -> list[AuditRow]:
    """Return the records of these ids."""
    sql = f"SELECT {columns(AuditRow)} FROM audit_record WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return reader(AuditRow)(await session.fetch(sql, merchant_id, ids))


async def has_records_before(session: Session, merchant_id: int, until: int) -> bool:
    """Return True if the oldest record is older than a moment."""
    sql = "SELECT at FROM audit_record WHERE merchant_id = $1 ORDER BY id LIMIT 1"
    row = await session.fetch_one(sql, merchant_id)
    return row is not None and row["at"] < until


async def delete_records_before(session: Session, merchant_id: int, until: int, most: int) -> int:
    """Delete the oldest records from before a moment, at most so many, and return their number."""
    sql = f"SELECT id FROM audit_record WHERE merchant_id = $1 AND at < $2 ORDER BY id LIMIT {most}"
    ids = [row["id"] for row in await session.fetch(sql, merchant_id, until)]
    if ids:
        await session.execute(
            f"DELETE FROM audit_record WHERE merchant_id = $1 AND {session.any_of('id', 2)}", merchant_id, ids
        )
    return len(ids)


def conditions(chosen: AuditFilter, moment: str) -> tuple[str, list[object]]:
    """Return the conditions on actor and time, whose parameters begin at $2, and these. moment: the column of the time."""
    where, values = "", list[object]()
    if chosen.actor is not None:
        values.append(chosen.actor)
        # all of it, or the id that stands in brackets at its end
        where += " AND (actor = $2 OR actor LIKE '% (' || replace($2, '_', '\\_') || ')' ESCAPE '\\')"
    period, moments = during(moment, chosen.since, chosen.until, 2 + len(values))
    return where + period, [*values, *moments]


def _chosen(chosen: AuditFilter) -> tuple[str, list[object]]:
    """Return the source of the rows with its conditions, and their parameters from $2 on."""
    where, values = conditions(chosen, "at")
    if chosen.noun is not None:
        values.append(chosen.noun)
        where += f" AND noun = ${1 + len(values)}"
    return f"FROM audit_record WHERE merchant_id = $1{where}", values
