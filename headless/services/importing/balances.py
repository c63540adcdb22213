"""Importing balances: lots with their funding, age and expiry, as another system has them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
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

FIELDS = ("member", "amount", "asset", "funding", "earned", "expires", "key")
SOURCE = "import:balances"


async def import_balances(
    kernel: Kernel,
    merchant_slug: str,
    path: Path,
    mapping: Mapping[str, str],
    *,
    asset: str | None = None,
    member_by: str = "externalId",
    time_zone: str | None = None,
    rejected: Path | None = None,
    progress: Progress | None = None,
) -> RowsReport:
    """Import lots from CSV, one per line, as balances of now. Lots that have ended expire at once.

    mapping: the file's column by field: member, amount, asset, funding (`house` by default), earned and expires (a day or a
    time; without `expires` the kind's own rule counts from the day it was earned), key (the line's own number, if it has one).
    asset: of every line if no column names one. The report's sums are in natural units, by asset kind.

    A second run books nothing twice.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column or the time zone does not exist.
    """
    check_lookup(member_by)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
    source, zone = CsvFile(path), Zone(time_zone or merchant.time_zone)
    columns = find_columns(path.name, source.header(), mapping, FIELDS, ("member", "amount"))
    if asset is None and columns.place("asset") is None:
        message = "name the asset kind of the balances: --map asset=COLUMN, or --asset points for every line"
        raise Invalid(message, code="FIELD_MISSING")
    reader = _Reader(columns, asset, member_by, zone)
    file = RowFile(source, reader.read, "balance.imported", SOURCE)
    return await import_rows(kernel, system(merchant.id, merchant.slug, "import"), file, rejected, progress or silent)


class _Reader:
    """Reads one line."""

    def __init__(self, columns: Columns, asset: str | None, member_by: str, zone: Zone) -> None:
        self._columns, self._asset, self._member_by = columns, asset, member_by
        self._zone: tzinfo = ZoneInfo(zone.name)

    def read(self, row: Sequence[str]) -> Row:
        """Read a line. Raise Unreadable if it cannot be imported."""
        columns = self._columns
        amount = cells.number(columns.cell(row, "amount"), "the amount")
        if amount <= 0:
            reason = "nothing to book" if not amount else "negative amount"
            raise Unreadable(reason, f"the amount is {amount}; only lots with something left are taken")
        code = columns.cell(row, "asset") or self._asset
        if not code:
            raise Unreadable("no asset kind", "the line names no asset kind")
        data: dict[str, Any] = {"kind": code, "amount": format(amount, "f")}
        if funding := columns.cell(row, "funding"):
            data["funding"] = funding
        earned = self._moment(row, "earned")
        for name, moment in (("earnedAt", earned), ("expiresAt", self._moment(row, "expires"))):
            if moment is not None:
                data[name] = iso_of(moment)
        return Row(member_of(columns, row, self._member_by), code, amount, data, columns.cell(row, "key"), earned)

    def _moment(self, row: Sequence[str], field: str) -> int | None:
        text = self._columns.cell(row, field)
        return cells.instant(text, self._zone, f"the time in {field}") if text else None
