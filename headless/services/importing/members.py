"""Importing members: people and what is known of them, without an event of joining."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.members.members import add_members
from headless.services.importing.files import cells
from headless.services.importing.files.columns import Columns, find_columns
from headless.services.importing.files.csv_file import CsvFile, Record
from headless.services.importing.files.problems import Unreadable
from headless.services.importing.files.progress import Progress, silent
from headless.services.importing.files.rejects import Rejects
from headless.services.importing.files.reports import RowsReport
from headless.services.importing.rows import chunks_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import IDENTITY, Lookup, normalised
from headless.services.kernel.member_finder import find_members
from headless.services.members.members import checked, fields_of, new_member
from headless.services.work.retrying import retrying

KEYS = ("externalId", "number", "phone", "email")
FIELDS = (*KEYS, "name", "birthday", "gender", "joined")
ATTRIBUTE = "attribute."
ACCOUNT = f"{IDENTITY}:"
ATTEMPTS = 5
Line = tuple[Record, dict[str, Any]]
"""A record, and the member's fields by name."""


async def import_members(
    kernel: Kernel,
    merchant_slug: str,
    path: Path,
    mapping: Mapping[str, str],
    *,
    time_zone: str | None = None,
    source: str = "import",
    rejected: Path | None = None,
    progress: Progress | None = None,
) -> RowsReport:
    """Import members from CSV, one per line.

    mapping: the file's column by field: externalId, number, phone, email, identity:<system> (at least one), name, birthday,
    gender, joined (a day or a time; by default the merchant's present), attribute.<name>. A member that exists, by the first
    identifier of the line, stays as it is, so that a second run changes nothing. No `member.joined` is recorded, so that no
    rule gives a present.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column or the time zone does not exist.
    """
    tell, file = progress or silent, CsvFile(path)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
    zone = Zone(time_zone or merchant.time_zone)
    columns = find_columns(path.name, file.header(), mapping, FIELDS, (), (ATTRIBUTE, ACCOUNT))
    if not any(name in KEYS or name.startswith(ACCOUNT) for name in columns.places):
        known = ", ".join(f"{name}=" for name in (*KEYS, f"{ACCOUNT}SYSTEM"))
        message = f"give at least one of --map {known} to know the members by"
        raise Invalid(message, code="FIELD_MISSING")
    report = RowsReport()
    with Rejects(file, rejected) as rejects:
        report.rejected = rejects.counts
        for records in chunks_of(file, tell):
            report.lines += len(records)
            lines = _read(columns, records, zone, source, kernel.now(merchant), rejects)
            await _keep(kernel, merchant, lines, rejects, report)
            tell("importing", report.lines, 0)
        report.rejected_path = rejects.finish()
    return report


def _read(
    columns: Columns, records: Sequence[Record], zone: Zone, source: str, now: int, rejects: Rejects
) -> list[Line]:
    lines = []
    for record in records:
        try:
            if record.fault is not None:
                raise Unreadable("malformed line", record.fault)
            lines.append((record, _fields(columns, record.cells, zone, source, now)))
        except Unreadable as problem:
            rejects.add_row(record.line, record.cells, problem.reason, problem.detail)
    return lines


def _fields(columns: Columns, row: Sequence[str], zone: Zone, source: str, now: int) -> dict[str, Any]:
    given: dict[str, Any] = {"source": source}
    for name in (*KEYS, "name", "gender"):
        if text := columns.cell(row, name):
            given[name] = normalised(name, text)
    accounts = [
        (name, text) for name in columns.places if name.startswith(ACCOUNT) if (text := columns.cell(row, name))
    ]
    if accounts:
        given["identities"] = [identity for name, text in accounts for identity in fields_of(name, text)["identities"]]
    if not any(name in given for name in (*KEYS, "identities")):
        raise Unreadable("no member", "the line has nothing to know the member by")
    if text := columns.cell(row, "birthday"):
        given["birthday"] = cells.day(text, "the birthday")
    if text := columns.cell(row, "joined"):
        given["joinedAt"] = cells.instant(text, ZoneInfo(zone.name), "the time of joining")
    free = [name for name in columns.places if name.startswith(ATTRIBUTE)]
    attributes = {name.removeprefix(ATTRIBUTE): text for name in free if (text := columns.cell(row, name))}
    if attributes:
        given["attributes"] = attributes
    problem = checked(given, now)
    if problem is not None:
        raise Unreadable(problem.code.lower().replace("_", " "), problem.message)
    return given


async def _keep(
    kernel: Kernel, merchant: MerchantRow, lines: Sequence[Line], rejects: Rejects, report: RowsReport
) -> None:
    async def transaction() -> tuple[int, int, list[tuple[Record, str]]]:
        async with kernel.db.transaction() as session:
            fresh, there, refused = await _sorted_out(session, merchant.id, lines)
            await _insert(kernel, session, merchant, fresh)
            return len(fresh), there, refused

    imported, there, refused = await retrying(transaction, ATTEMPTS)
    report.imported += imported
    report.already_there += there
    for record, name in refused:
        detail = f"another member has this {name}; every identifier belongs to one member"
        rejects.add_row(record.line, record.cells, "taken", detail)


async def _sorted_out(
    session: Session, merchant_id: int, lines: Sequence[Line]
) -> tuple[list[dict[str, Any]], int, list[tuple[Record, str]]]:
    """Return new members, how many exist already, and lines with an identifier of another member, with its name."""
    lookups = {lookup for _, fields in lines for lookup in _lookups(fields)}
    known: dict[Lookup, int] = dict(await find_members(session, merchant_id, lookups))
    fresh: list[dict[str, Any]] = []
    refused: list[tuple[Record, str]] = []
    there = 0
    for record, fields in lines:
        own = _lookups(fields)
        first, *others = own
        taken = next((other.kind for other in others if other in known and known[other] != known.get(first)), None)
        if taken is not None:
            refused.append((record, taken))
        elif first in known:
            there += 1
        else:
            fresh.append(fields)
            known |= dict.fromkeys(own, -len(fresh))
    return fresh, there, refused


def _lookups(fields: Mapping[str, Any]) -> list[Lookup]:
    """Return the look-ups of a line by its identifiers and its accounts in other systems."""
    accounts = [Lookup.of({IDENTITY: identity}) for identity in fields.get("identities", ())]
    return [*(Lookup(name, fields[name]) for name in KEYS if name in fields), *accounts]


async def _insert(kernel: Kernel, session: Session, merchant: MerchantRow, fresh: Sequence[dict[str, Any]]) -> None:
    if not fresh:
        return
    now, zone = kernel.now(merchant), Zone(merchant.time_zone)
    members = []
    for fields in fresh:
        joined_at = fields.get("joinedAt", now)
        # The member's clock begins with the joining, so that a history of orders can follow.
        members.append(new_member(zone, kernel.ids.new(), fields, joined_at, joined_at, now))
    await add_members(session, merchant.id, members)
