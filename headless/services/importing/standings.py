"""Importing standings: tiers with their dates, as another system has them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from headless.engine.values.limits import AHEAD_US
from headless.engine.values.spelling import spelled
from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.messages import Message
from headless.plugins.contract.scalars import iso_of
from headless.services.importing.files import cells
from headless.services.importing.files.columns import Columns, find_columns
from headless.services.importing.files.csv_file import CsvFile
from headless.services.importing.files.ends import check_end, end_of
from headless.services.importing.files.file_format import PLAIN, FileFormat
from headless.services.importing.files.problems import Unreadable
from headless.services.importing.files.progress import Progress, silent
from headless.services.importing.files.reports import RowsReport
from headless.services.importing.member_lookup import MemberCells, check_lookup
from headless.services.importing.rows import Line, Row, RowFile, import_rows
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system

FIELDS = ("member", "tier", "track", "since", "expires", "until", "key")
SOURCE = "import:standings"


async def import_standings(
    kernel: Kernel,
    merchant_slug: str,
    path: Path,
    mapping: Mapping[str, str],
    *,
    track: str | None = None,
    member_by: str = "externalId",
    time_zone: str | None = None,
    rejected: Path | None = None,
    progress: Progress | None = None,
    form: FileFormat = PLAIN,
    dry_run: bool = False,
) -> RowsReport:
    """Import standings from CSV, one per line: tiers (by code) that members hold now.

    mapping: the file's column by field: member, tier, track, since (a day or a time), until (the last day with it) or expires
    (the first without it), key. Lines may stand in any order. Those that have ended are history, and those of which not all can
    hold are rejected. form: how the file is written. dry_run: keep nothing.
    track: of every line if no column names one, by default the merchant's default track. The report's sums count lines, by track
    and tier.

    A second run changes nothing.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column, the track or the time zone does not exist.
    """
    check_lookup(member_by)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        program = await kernel.programs.of(session, merchant)
    source, zone = CsvFile(path, form), Zone(time_zone or merchant.time_zone)
    columns = find_columns(path.name, source.header(), mapping, FIELDS, ("member", "tier"))
    check_end(columns)
    default = program.default_track
    if track is None and default is None:
        raise Invalid(
            Message("{merchant_slug} has no tier track yet; save one first", merchant_slug=merchant_slug),
            code="UNKNOWN_TRACK",
        )
    members, now = MemberCells(member_by, merchant.country, trusted=form.trust_identifiers), kernel.now(merchant)
    reader = _Reader(columns, track or (default.code if default else ""), members, zone, form)
    file = RowFile(
        source, reader.read, "standing.imported", SOURCE, False, partial(contradictions, now), partial(_in_order, now)
    )
    principal = system(merchant.id, merchant.slug, "import")
    return await import_rows(kernel, principal, file, rejected, progress or silent, dry_run=dry_run)


def contradictions(now: int, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield the lines that give a member several tiers of a track at once, or one tier with several dates."""
    held: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        since, until = line.row.span
        if (until is None or until > now) and (since is None or since <= now + AHEAD_US):
            held.setdefault((line.row.owner, line.row.data["track"]), []).append(line)
    for group in held.values():
        if len({tuple(sorted(line.row.data.items())) for line in group}) > 1:
            yield group


def _in_order(now: int, line: Line) -> tuple[bool, int, int, str]:
    """Return the place of a line: what has ended comes first, in order of time."""
    since, until = line.row.span
    is_held = until is None or until > now
    return is_held, until or 0, since or 0, str(line.row.data["tier"])


class _Reader:
    """Reads one line."""

    def __init__(self, columns: Columns, track: str, members: MemberCells, zone: Zone, form: FileFormat) -> None:
        self._columns, self._track, self._members, self._form = columns, track, members, form
        self._zone: tzinfo = ZoneInfo(zone.name)

    def read(self, row: Sequence[str]) -> Row:
        """Read a line. Raise Unreadable if it cannot be imported."""
        columns = self._columns
        tier, track = spelled(columns.cell(row, "tier")), spelled(columns.cell(row, "track")) or self._track
        if not tier:
            raise Unreadable("no tier", Message("the line names no tier"))
        data: dict[str, Any] = {"track": track, "tier": tier}
        text, until = columns.cell(row, "since"), end_of(columns, row, self._zone, self._form)
        since = cells.instant(text, self._zone, "the time in since", self._form) if text else None
        data |= {name: iso_of(at) for name, at in (("since", since), ("until", until)) if at is not None}
        member, owner = self._members.lookup(columns, row)
        key = spelled(columns.cell(row, "key"))
        return Row(member, owner, f"{track}/{tier}", Decimal(1), data, key, span=(since, until))
