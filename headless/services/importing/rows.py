"""Files with one lot or one standing per line: each line becomes an internal event, once."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from headless.models.tables.events.event_keys import identities_of
from headless.services.importing.files.csv_file import CsvFile, Record
from headless.services.importing.files.problems import Unreadable, contradicting
from headless.services.importing.files.progress import Progress
from headless.services.importing.files.rejects import Rejects, target_of
from headless.services.importing.files.reports import RowsReport, Sum
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import Principal

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A line: whose it is, what it counts under in the report and how much, and the event's data and time.

    owner: the member in its one spelling. key: the row's own at its source. If it is empty, the row's content stands for it.
    written: what differs from `data` in the file's own words, by which earlier versions knew the line. span: since when and
    until when it holds, in microseconds.
    """

    member: Lookup
    owner: str
    code: str
    amount: Decimal
    data: Mapping[str, Any]
    key: str
    occurred_at: int | None = None
    written: Mapping[str, Any] | None = None
    span: tuple[int | None, int | None] = (None, None)


class Line(NamedTuple):
    """A record that could be read, and its row."""

    record: Record
    row: Row


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file, how a line of it is read, and the event that it becomes.

    repeatable: equal lines count each. contradictions: the lines that cannot all be true, besides those with one key and two
    contents. order: in which order lines are recorded.
    """

    source: CsvFile
    read: Callable[[Sequence[str]], Row]
    event_type: str
    event_source: str
    repeatable: bool = True
    contradictions: Callable[[Sequence[Line]], Iterable[Sequence[Line]]] = lambda lines: ()
    order: Callable[[Line], Any] | None = None


class _Planned(NamedTuple):
    record: Record
    row: Row
    key: str
    earlier_key: str


async def import_rows(
    kernel: Kernel,
    principal: Principal,
    file: RowFile,
    rejected: Path | None,
    progress: Progress,
    *,
    dry_run: bool = False,
) -> RowsReport:
    """Record every line once. Raise Invalid if the file cannot be read. dry_run: keep nothing."""
    report = RowsReport(dry_run=dry_run)
    with Rejects(file.source, target_of(file.source.path, rejected, dry_run=dry_run)) as rejects:
        report.rejected, report.first_rejects = rejects.counts, rejects.first
        planned = _plan(file, _consistent(file, _lines(file, rejects, report, progress), rejects), report)
        for start in range(0, len(planned), CHUNK):
            some = planned[start : start + CHUNK]
            results = await _record(kernel, principal, file, some, dry_run=dry_run)
            for line, recorded in zip(some, results, strict=True):
                _tell(report, rejects, line.record, line.row, recorded)
            progress("importing", start + len(some), len(planned))
        report.rejected_path = rejects.finish()
    return report


def _lines(file: RowFile, rejects: Rejects, report: RowsReport, progress: Progress) -> list[Line]:
    """Read the whole file, and reject what cannot be read."""
    lines = []
    for record in file.source.records(progress):
        report.lines += 1
        try:
            if record.fault is not None:
                raise Unreadable("malformed line", record.fault)
            row = file.read(record.cells)
        except Unreadable as problem:
            rejects.add_row(record.line, record.cells, problem.reason, problem.detail)
            continue
        total = report.sums.setdefault(row.code, Sum())
        total.rows += 1
        total.amount += row.amount
        lines.append(Line(record, row))
    return lines


def _consistent(file: RowFile, lines: list[Line], rejects: Rejects) -> list[Line]:
    """Return the lines that no other one contradicts, and reject the rest, each with the numbers of the others."""
    refused: set[int] = set()
    for group in (*_under_one_key(lines), *file.contradictions(lines)):
        for line in group:
            if line.record.line not in refused:
                refused.add(line.record.line)
                problem = contradicting(line.record.line, [other.record.line for other in group])
                rejects.add_row(line.record.line, line.record.cells, problem.reason, problem.detail)
    return [line for line in lines if line.record.line not in refused]


def _under_one_key(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield the lines that have one key and not one content."""
    by_key: dict[str, list[Line]] = {}
    for line in lines:
        if line.row.key:
            by_key.setdefault(line.row.key, []).append(line)
    for group in by_key.values():
        if len({_content(line.row) for line in group}) > 1:
            yield group


def _plan(file: RowFile, lines: Sequence[Line], report: RowsReport) -> list[_Planned]:
    seen, earlier = Counter[str](), Counter[str]()
    planned, told = [], set[str]()
    for record, row in lines if file.order is None else sorted(lines, key=file.order):
        numbered = (seen, earlier) if file.repeatable else (Counter[str](), Counter[str]())
        key = row.key or _numbered(_content(row), numbered[0])
        if key in told and (row.key or not file.repeatable):
            # The same line once more: it is there already once the first one is.
            report.already_there += 1
            report.sums[row.code].booked_rows += 1
            report.sums[row.code].booked += row.amount
            continue
        told.add(key)
        planned.append(_Planned(record, row, key, row.key or _numbered(_earlier_content(row), numbered[1])))
    return planned


def _content(row: Row) -> str:
    """Return what makes a line the same in every run and every spelling, whichever lines surround it."""
    whose = f"{row.member.kind} {row.owner!r}"
    return "\x1f".join([whose, row.code, str(row.occurred_at), *map(str, sorted(row.data.items()))])


def _earlier_content(row: Row) -> str:
    """Return what stood for a line in earlier versions: the text of its cells."""
    data = {**row.data, **(row.written or {})}
    return "\x1f".join([str(row.member), row.code, str(row.occurred_at), *map(str, sorted(data.items()))])


def _numbered(content: str, seen: Counter[str]) -> str:
    """Return the key of a content. Equal lines are numbered."""
    digest = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


async def _record(
    kernel: Kernel, principal: Principal, file: RowFile, planned: Sequence[_Planned], *, dry_run: bool
) -> list[Recorded]:
    earlier = [line.earlier_key for line in planned if line.earlier_key != line.key]
    known: set[str] = set()
    if earlier:
        async with kernel.db.read() as session:
            ask = identities_of(session, principal.merchant_id, file.event_source, earlier)
            known = {identity.external_id for identity in await ask.fetch(session)}
    inputs = [
        EventInput(
            file.event_type, line.row.data, line.row.member, file.event_source,
            line.earlier_key if line.earlier_key in known else line.key, line.row.occurred_at,
        )
        for line in planned
    ]  # fmt: skip
    record = partial(record_events, simulate=True) if dry_run else record_events
    return await record(kernel, principal, inputs, internal=True)


def _tell(report: RowsReport, rejects: Rejects, record: Record, row: Row, recorded: Recorded) -> None:
    if recorded.problem is not None:
        reason = recorded.problem.code.lower().replace("_", " ")
        rejects.add_row(record.line, record.cells, reason, recorded.problem.message)
        return
    if recorded.outcome == "DUPLICATE":
        report.already_there += 1
    else:
        report.imported += 1
    total = report.sums[row.code]
    total.booked_rows += 1
    total.booked += row.amount
