"""Importing standings: tiers with their dates, as another system has them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.plugins.contract.scalars import iso_of
from headless.services.importing.files import cells
from headless.services.importing.files.columns import Columns, find_columns
from headless.services.importing.files.csv_file import CsvFile
from headless.services.importing.files.problems import Unreadable
from headless.services.importing.files.progress import Progress, silent
from headless.services.importing.files.reports import RowsReport
from headless.services.importing.member_lookup import check_lookup, member_of
from headless.services.importing.rows import Row, RowFile, import_rows
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system

FIELDS = ("member", "tier", "track", "since", "until", "key")
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
) -> RowsReport:
    """Import standings from CSV, one per line: tiers (by code) that members hold now.

    mapping: the file's column by field: member, tier, track, since and until (a day or a time), key. track: of every line
    if no column names one, by default the merchant's default track. The report's sums count lines, by track and tier.

    A second run changes nothing.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column, the track or the time zone does not exist.
    """
    check_lookup(member_by)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        program = await kernel.programs.of(session, merchant)
    source, zone = CsvFile(path), Zone(time_zone or merchant.time_zone)
    columns = find_columns(path.name, source.header(), mapping, FIELDS, ("member", "tier"))
    default = program.default_track
    if track is None and default is None:
        raise Invalid(f"{merchant_slug} has no tier track yet; save one first", code="UNKNOWN_TRACK")
    reader = _Reader(columns, track or (default.code if default else ""), member_by, zone)
    file = RowFile(source, reader.read, "standing.imported", SOURCE, repeatable=False)
    return await import_rows(kernel, system(merchant.id, merchant.slug, "import"), file, rejected, progress or silent)


class _Reader:
    """Reads one line."""

    def __init__(self, columns: Columns, track: str, member_by: str, zone: Zone) -> None:
        self._columns, self._track, self._member_by = columns, track, member_by
        self._zone: tzinfo = ZoneInfo(zone.name)

    def read(self, row: Sequence[str]) -> Row:
        """Read a line. Raise Unreadable if it cannot be imported."""
        columns = self._columns
        tier, track = columns.cell(row, "tier"), columns.cell(row, "track") or self._track
        if not tier:
            raise Unreadable("no tier", "the line names no tier")
        data: dict[str, Any] = {"track": track, "tier": tier}
        for field in ("since", "until"):
            if text := columns.cell(row, field):
                data[field] = iso_of(cells.instant(text, self._zone, f"the time in {field}"))
        member = member_of(columns, row, self._member_by)
        return Row(member, f"{track}/{tier}", Decimal(1), data, columns.cell(row, "key"))
