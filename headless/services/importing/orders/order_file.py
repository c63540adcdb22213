"""Reading a file of orders: what it holds, then the orders in order of time, part by part.

It needs neither the database nor the plugins, so that a process of its own can do it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from headless.engine.values.zones import Zone
from headless.services.importing.files.csv_file import CsvFile
from headless.services.importing.files.file_format import PLAIN, FileFormat
from headless.services.importing.files.problems import Unreadable
from headless.services.importing.files.progress import Progress
from headless.services.importing.files.rejects import RowRejects
from headless.services.importing.member_lookup import MemberCells
from headless.services.importing.orders.items import Adder, Bounds
from headless.services.importing.orders.messages import Content, Movement, Part, Rejected, WasRead
from headless.services.importing.orders.order_grouping import Draft, OrderLines


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read, and how.

    decimals: of the merchant's currency. latest_at: orders after it (microseconds) are not imported. rejected: the existing file
    for lines that cannot be read. lanes: over how many members are spread. at_once: orders in each part of one.
    """

    path: Path
    mapping: Mapping[str, str]
    time_zone: str
    refund_prefix: str | None
    bounds: Bounds
    decimals: int
    latest_at: int
    rejected: Path
    member_by: str
    lanes: int
    at_once: int
    country: str | None = None
    form: FileFormat = PLAIN

    def lines(self) -> OrderLines:
        """Open the file. Raise Invalid if it does not exist or the mapping does not fit it."""
        members = MemberCells(self.member_by, self.country, trusted=self.form.trust_identifiers)
        file, zone = CsvFile(self.path, self.form), Zone(self.time_zone)
        return OrderLines(file, self.mapping, zone, self.refund_prefix, self.bounds, members)


def read_orders(job: Job, progress: Progress) -> Iterator[Content]:
    """Read the whole file, then yield its orders. Raise Invalid if it cannot be read."""
    lines = job.lines()
    with RowRejects(job.rejected, job.form) as rows:
        drafts = lines.drafts(rows, progress)
    whole, rejected = _whole(drafts, job.latest_at)
    drafts.clear()
    yield WasRead(lines.count, len(whole), rows.counts, rejected, rows.first)
    table = _Table(lines.adder)
    for lane, some in _parts(whole, job):
        yield table.part(lane, [_movement(lines, draft, job.decimals) for draft in some])


def _whole(drafts: Sequence[Draft], latest_at: int) -> tuple[list[Draft], list[Rejected]]:
    """Return the orders that can be imported, and the others: part of one would be a wrong amount."""
    whole, rejected = list[Draft](), list[Rejected]()
    for draft in drafts:
        if draft.problem is not None:
            rejected.append(Rejected(draft.numbers, draft.problem.reason, draft.problem.detail))
        elif draft.at > latest_at:
            rejected.append(Rejected(draft.numbers, "in the future", "", draft.number, draft.at))
        else:
            whole.append(draft)
    return whole, rejected


def _parts(drafts: list[Draft], job: Job) -> Iterator[tuple[int, Sequence[Draft]]]:
    """Yield the drafts of each lane, some at a time, and forget them when the next are asked for."""
    lanes: list[list[Draft]] = [[] for _ in range(job.lanes)]
    lane_of = _lane_of(job.lanes)
    drafts.reverse()
    while drafts:
        draft = drafts.pop()
        lane = lane_of(draft.key)
        lanes[lane].append(draft)
        if len(lanes[lane]) == job.at_once:
            full, lanes[lane] = lanes[lane], []
            yield lane, full
    for lane, rest in enumerate(lanes):
        if rest:
            yield lane, rest


def _lane_of(lanes: int) -> Callable[[str], int]:
    """Return the function from a member, in its one spelling, to its lane."""
    if lanes == 1:
        return lambda member: 0
    return lambda member: crc32(member.encode("utf-8", "surrogatepass")) % lanes


def _movement(lines: OrderLines, draft: Draft, decimals: int) -> Movement:
    try:
        return lines.movement(draft, decimals)
    except Unreadable as fault:
        return Movement(draft.number, draft.member, draft.at, draft.numbers, problem=(fault.reason, fault.detail))


class _Table:
    """How many of the items have been handed on."""

    def __init__(self, adder: Adder) -> None:
        self._adder = adder
        self._told = 0

    def part(self, lane: int, movements: Sequence[Movement]) -> Part:
        """Return a part with the items that are new in it."""
        start, items = self._told, self._adder.items[self._told :]
        self._told = len(self._adder.items)
        if self._adder.is_full:
            self._adder.forget()
            self._told = 0
        return Part(lane, start, items, movements)
