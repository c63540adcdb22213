"""Importing balances: lots with their funding, age and expiry, as another system has them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

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
from headless.services.importing.rows import Row, RowFile, import_rows
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system

FIELDS = ("member", "amount", "asset", "funding", "earned", "expires", "until", "key")
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
    form: FileFormat = PLAIN,
    dry_run: bool = False,
) -> RowsReport:
    """Import lots from CSV, one per line, as balances of now. Lots that have ended expire at once.

    mapping: the file's column by field: member, amount, asset, funding (`house` by default), earned, expires (a day or a time:
    the first without it) or until (the last day with it; without both the kind's own rule counts from the day it was earned), key
    (the line's own number, if it has one). form: how the file is written.
    dry_run: keep nothing. asset: of every line if no column names one. The report's sums are in natural units, by asset kind.

    A second run books nothing twice.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column or the time zone does not exist.
    """
    check_lookup(member_by)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
    source, zone = CsvFile(path, form), Zone(time_zone or merchant.time_zone)
    columns = find_columns(path.name, source.header(), mapping, FIELDS, ("member", "amount"))
    check_end(columns)
    if asset is None and columns.place("asset") is None:
        message = Message("name the asset kind of the balances: --map asset=COLUMN, or --asset points for every line")
        raise Invalid(message, code="FIELD_MISSING")
    members = MemberCells(member_by, merchant.country, trusted=form.trust_identifiers)
    reader = _Reader(columns, asset, members, zone, form)
    file = RowFile(source, reader.read, "balance.imported", SOURCE)
    principal = system(merchant.id, merchant.slug, "import")
    return await import_rows(kernel, principal, file, rejected, progress or silent, dry_run=dry_run)


class _Reader:
    """Reads one line."""

    def __init__(self, columns: Columns, asset: str | None, members: MemberCells, zone: Zone, form: FileFormat) -> None:
        self._columns, self._asset, self._members, self._form = columns, asset, members, form
        self._zone: tzinfo = ZoneInfo(zone.name)

    def read(self, row: Sequence[str]) -> Row:
        """Read a line. Raise Unreadable if it cannot be imported."""
        columns = self._columns
        amount = cells.number(columns.cell(row, "amount"), "the amount", self._form)
        if amount <= 0:
            reason = "nothing to book" if not amount else "negative amount"
            raise Unreadable(
                reason, Message("the amount is {amount}; only lots with something left are taken", amount=amount)
            )
        code = spelled(columns.cell(row, "asset")) or self._asset
        if not code:
            raise Unreadable("no asset kind", Message("the line names no asset kind"))
        data: dict[str, Any] = {"kind": code, "amount": cells.canonical(amount)}
        if funding := columns.cell(row, "funding"):
            data["funding"] = funding
        earned = self._earned(row)
        ends = end_of(columns, row, self._zone, self._form)
        for name, moment in (("earnedAt", earned), ("expiresAt", ends)):
            if moment is not None:
                data[name] = iso_of(moment)
        member, owner = self._members.lookup(columns, row)
        written = {"amount": format(amount, "f")}
        return Row(member, owner, code, amount, data, spelled(columns.cell(row, "key")), earned, written)

    def _earned(self, row: Sequence[str]) -> int | None:
        text = self._columns.cell(row, "earned")
        return cells.instant(text, self._zone, "the time in earned", self._form) if text else None
