"""Importing members: people and what is known of them, without an event of joining."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from headless.engine.program.program import Program
from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.members.members import add_members
from headless.services.importing.files import cells
from headless.services.importing.files.columns import Columns, find_columns
from headless.services.importing.files.csv_file import CsvFile, Record, unmarked
from headless.services.importing.files.file_format import PLAIN, FileFormat
from headless.services.importing.files.problems import DryRun, Unreadable
from headless.services.importing.files.progress import Progress, silent
from headless.services.importing.files.rejects import Rejects, target_of
from headless.services.importing.files.reports import RowsReport
from headless.services.importing.member_lookup import check_identifier
from headless.services.importing.people import KEYS, Line, consistent
from headless.services.importing.rows import CHUNK
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import IDENTITY, Lookup
from headless.services.kernel.member_finder import find_members
from headless.services.members.members import checked, fields_of, new_member
from headless.services.work.retrying import retrying

FIELDS = (*KEYS, "name", "birthday", "gender", "joined")
ATTRIBUTE = "attribute."
ACCOUNT = f"{IDENTITY}:"
ATTEMPTS = 5


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
    form: FileFormat = PLAIN,
    dry_run: bool = False,
) -> RowsReport:
    """Import members from CSV, one per line.

    mapping: the file's column by field: externalId, number, phone, email, identity:<system> (at least one), name, birthday,
    gender, joined (a day or a time; by default the merchant's present), attribute.<name>. A member that exists, by the first
    identifier of the line, stays as it is, so that a second run changes nothing. No `member.joined` is recorded, so that no
    rule gives a present. Lines of one member that contradict each other are rejected. form: how the file is written. dry_run:
    keep nothing.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column or the time zone does not exist.
    """
    tell, file = progress or silent, CsvFile(path, form)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        program = await kernel.programs.of(session, merchant)
    zone = Zone(time_zone or merchant.time_zone)
    columns = find_columns(path.name, file.header(), mapping, FIELDS, (), (ATTRIBUTE, ACCOUNT))
    if not any(name in KEYS or name.startswith(ACCOUNT) for name in columns.places):
        known = tuple(f"{name}=" for name in (*KEYS, f"{ACCOUNT}SYSTEM"))
        message = Message("give at least one of --map {known} to know the members by", known=known)
        raise Invalid(message, code="FIELD_MISSING")
    report = RowsReport(dry_run=dry_run)
    reader = _Reader(columns, zone, source, kernel.now(merchant), form)
    with Rejects(file, target_of(path, rejected, dry_run=dry_run)) as rejects:
        report.rejected, report.first_rejects = rejects.counts, rejects.first
        people = consistent(_read(reader, file.records(tell), rejects, report), merchant.country, rejects)
        report.already_there += report.lines - rejects.counts.total() - len(people)
        for start in range(0, len(people), CHUNK):
            await _keep(kernel, program, people[start : start + CHUNK], rejects, report)
            tell("importing", min(start + CHUNK, len(people)), len(people))
        report.rejected_path = rejects.finish()
    return report


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the lines of a file. now: no one is born or joins later."""

    columns: Columns
    zone: Zone
    source: str
    now: int
    form: FileFormat

    def fields(self, row: Sequence[str]) -> dict[str, Any]:
        """Return a member's fields. Raise Unreadable if they cannot be imported."""
        columns, given = self.columns, dict[str, Any](source=self.source)
        for name in (*KEYS, "name", "gender"):
            if text := columns.cell(row, name):
                given[name] = unmarked(text) if name in KEYS else cells.one_line(text)
                if name in KEYS:
                    check_identifier(name, given[name], trusted=self.form.trust_identifiers)
        accounts = [
            (name, unmarked(text))
            for name in columns.places
            if name.startswith(ACCOUNT)
            if (text := columns.cell(row, name))
        ]
        for name, text in accounts:
            check_identifier(name, text, trusted=self.form.trust_identifiers)
            given.setdefault("identities", []).extend(fields_of(name, text)["identities"])
        if not any(name in given for name in (*KEYS, "identities")):
            raise Unreadable("no member", Message("the line has nothing to know the member by"))
        if text := columns.cell(row, "birthday"):
            given["birthday"] = cells.day(text, "the birthday", self.form)
        if text := columns.cell(row, "joined"):
            given["joinedAt"] = cells.instant(text, ZoneInfo(self.zone.name), "the time of joining", self.form)
        free = [name for name in columns.places if name.startswith(ATTRIBUTE)]
        attributes = {name.removeprefix(ATTRIBUTE): text for name in free if (text := columns.cell(row, name))}
        if attributes:
            given["attributes"] = attributes
        problem = checked(given, self.now)
        if problem is not None:
            raise Unreadable(problem.code.lower().replace("_", " "), problem.message)
        return given


def _read(reader: _Reader, records: Iterable[Record], rejects: Rejects, report: RowsReport) -> list[Line]:
    lines = []
    for record in records:
        report.lines += 1
        try:
            if record.fault is not None:
                raise Unreadable("malformed line", record.fault)
            lines.append((record, reader.fields(record.cells)))
        except Unreadable as problem:
            rejects.add_row(record.line, record.cells, problem.reason, problem.detail)
    return lines


async def _keep(kernel: Kernel, program: Program, lines: Sequence[Line], rejects: Rejects, report: RowsReport) -> None:
    made: list[dict[str, Any]] = []
    there, refused = 0, list[tuple[Record, str]]()

    async def transaction() -> None:
        nonlocal made, there, refused
        async with kernel.db.transaction() as session:
            made, there, refused = await _sorted_out(session, program, lines)
            await _insert(kernel, session, program, made)
            if report.dry_run:
                raise DryRun

    with suppress(DryRun):
        await retrying(transaction, ATTEMPTS)
    report.imported += len(made)
    report.already_there += there
    for record, name in refused:
        detail = f"another member has this {name}; every identifier belongs to one member"
        rejects.add_row(record.line, record.cells, "taken", detail)


async def _sorted_out(
    session: Session, program: Program, lines: Sequence[Line]
) -> tuple[list[dict[str, Any]], int, list[tuple[Record, str]]]:
    """Return new members, how many exist already, and lines with an identifier of another member, with its name."""
    lookups = {lookup for _, fields in lines for lookup in _lookups(fields)}
    known = await find_members(session, program.merchant_id, lookups, program.country)
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
    return fresh, there, refused


def _lookups(fields: Mapping[str, Any]) -> list[Lookup]:
    """Return the look-ups of a line by its identifiers and its accounts in other systems."""
    accounts = [Lookup.of({IDENTITY: identity}) for identity in fields.get("identities", ())]
    return [*(Lookup(name, fields[name]) for name in KEYS if name in fields), *accounts]


async def _insert(kernel: Kernel, session: Session, program: Program, fresh: Sequence[dict[str, Any]]) -> None:
    if not fresh:
        return
    now = kernel.now(await kernel.programs.merchant(session, program.merchant_id))
    members = []
    for fields in fresh:
        joined_at = fields.get("joinedAt", now)
        # The member's clock begins with the joining, so that a history of orders can follow.
        members.append(new_member(program, kernel.ids.new(), fields, joined_at, joined_at, now))
    await add_members(session, program.merchant_id, members)
