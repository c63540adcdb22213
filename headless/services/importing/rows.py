"""Files with one lot or one standing per line: each line becomes an internal event, once."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from headless.services.importing.files.csv_file import CsvFile, Record
from headless.services.importing.files.problems import Unreadable
from headless.services.importing.files.progress import Progress
from headless.services.importing.files.rejects import Rejects
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

    key: the row's own at its source. If it is empty, the row's content stands for it.
    """

    member: Lookup
    code: str
    amount: Decimal
    data: Mapping[str, Any]
    key: str
    occurred_at: int | None = None


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file, how a line of it is read, and the event that it becomes. repeatable: equal lines count each."""

    source: CsvFile
    read: Callable[[Sequence[str]], Row]
    event_type: str
    event_source: str
    repeatable: bool = True


async def import_rows(
    kernel: Kernel, principal: Principal, file: RowFile, rejected: Path | None, progress: Progress
) -> RowsReport:
    """Record every line once. Raise Invalid if the file cannot be read."""
    report = RowsReport()
    seen: Counter[str] = Counter()
    with Rejects(file.source, rejected) as rejects:
        report.rejected = rejects.counts
        for records in chunks_of(file.source, progress):
            report.lines += len(records)
            planned = _plan(file, records, rejects, report, seen)
            inputs = [given for _, _, given in planned]
            results = await record_events(kernel, principal, inputs, internal=True) if inputs else []
            for (record, row, _), recorded in zip(planned, results, strict=True):
                _tell(report, rejects, record, row, recorded)
            progress("importing", report.lines, 0)
        report.rejected_path = rejects.finish()
    return report


def chunks_of(source: CsvFile, progress: Progress) -> Iterator[list[Record]]:
    """Yield records, some hundred at a time."""
    chunk: list[Record] = []
    for record in source.records(progress):
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _plan(
    file: RowFile, records: Sequence[Record], rejects: Rejects, report: RowsReport, seen: Counter[str]
) -> list[tuple[Record, Row, EventInput]]:
    planned = []
    for record in records:
        if record.fault is not None:
            rejects.add_row(record.line, record.cells, "malformed line", record.fault)
            continue
        try:
            row = file.read(record.cells)
        except Unreadable as problem:
            rejects.add_row(record.line, record.cells, problem.reason, problem.detail)
            continue
        total = report.sums.setdefault(row.code, Sum())
        total.rows += 1
        total.amount += row.amount
        key = row.key or _content_key(row, seen if file.repeatable else Counter())
        given = EventInput(file.event_type, row.data, row.member, file.event_source, key, row.occurred_at)
        planned.append((record, row, given))
    return planned


def _content_key(row: Row, seen: Counter[str]) -> str:
    """Return a key that the same line has in every run, whichever lines surround it. Equal lines are numbered."""
    text = "\x1f".join([str(row.member), row.code, str(row.occurred_at), *map(str, sorted(row.data.items()))])
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


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
