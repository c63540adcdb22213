"""Importing a history of orders: some thousand events at a time, in order of time, each transaction whole or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from headless.engine.limits import AHEAD_US
from headless.engine.zones import Zone
from headless.errors import Invalid, StorageBusy, UniqueViolation
from headless.services.due import run_due
from headless.services.garbage import rare_collection
from headless.services.importing.chunks import Chunk, record_chunk
from headless.services.importing.files import CsvFile
from headless.services.importing.order_lines import Draft, OrderLines
from headless.services.importing.people import check_lookup
from headless.services.importing.progress import Progress, silent
from headless.services.importing.rejects import Rejects
from headless.services.importing.reports import ImportReport
from headless.services.importing.turns import end_import
from headless.services.kernel import Kernel
from headless.services.programs import MerchantRow

CHUNK = 4_000
ATTEMPTS = 5


async def import_orders(
    kernel: Kernel,
    merchant_slug: str,
    path: Path,
    mapping: Mapping[str, str],
    *,
    refund_prefix: str | None = None,
    time_zone: str | None = None,
    create_members: bool = False,
    member_by: str = "externalId",
    source: str = "import",
    rejected: Path | None = None,
    progress: Progress | None = None,
    at_once: int = CHUNK,
) -> ImportReport:
    """Import orders and unlinked refunds of the past from CSV, one line per item.

    mapping: the file's column by field: order, member, time, quantity and price (or amount, of the whole line), sku, name,
    category, brand, store, channel. refund_prefix: how numbers of refunds begin. time_zone: of times without an offset; the
    merchant's if left out. create_members: make members that are not there, joined with their first order. member_by: what
    the member column holds. source: of the events, whose external id is the order's number. rejected: where lines that
    cannot be taken are written, `<file>.rejected.csv` in the working folder by default.

    A second run continues where an earlier one ended, and records nothing twice. Errors: NotFound for the merchant, Invalid
    for a file, column or time zone that is not there; then nothing was imported.
    """
    tell = progress or silent
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
    _check(member_by, create_members, source)
    zone = Zone(time_zone or merchant.time_zone)
    lines = OrderLines(CsvFile(path), mapping, zone, refund_prefix)
    with Rejects(lines.source, rejected) as rejects:
        drafts = _present(kernel, merchant, lines.drafts(rejects, tell), rejects)
        report = ImportReport(lines=lines.count, rejected=rejects.counts)
        chunk = Chunk(kernel, merchant.id, lines, rejects, report, source, member_by, create_members, kernel.ids.new())
        with rare_collection():
            for start in range(0, len(drafts), at_once):
                tell("importing", start, len(drafts))
                await _record(chunk, drafts[start : start + at_once])
            tell("importing", len(drafts), len(drafts))
            # Let go of half a million lines before the garbage collector looks around again.
            drafts.clear()
            await _catch_up(kernel, merchant, tell)
        await end_import(kernel, merchant.id)
        report.rejected_path = rejects.finish()
        return report


def _check(member_by: str, create_members: bool, source: str) -> None:
    check_lookup(member_by)
    if create_members and member_by == "id":
        message = "members cannot be created under a given id; use --member-by externalId, number, phone or email"
        raise Invalid(message, code="UNKNOWN_LOOKUP")
    if source in ("", "engine", "mutation", "member") or source.startswith("partner:") or len(source) > 200:
        message = f"the source {source!r} cannot be used; give another name of 1 to 200 characters"
        raise Invalid(message, code="RESERVED_SOURCE")


def _present(kernel: Kernel, merchant: MerchantRow, drafts: list[Draft], rejects: Rejects) -> list[Draft]:
    """Drafts up to a day ahead of the merchant's clock; the others are rejected."""
    now = kernel.now(merchant)
    zone = Zone(merchant.time_zone)
    clock = zone.datetime_of(now).isoformat()
    while drafts and drafts[-1].at > now + AHEAD_US:
        draft = drafts.pop()
        when = zone.datetime_of(draft.at).isoformat()
        detail = f"order {draft.number} of {when} is more than a day ahead of the merchant's clock, {clock}"
        rejects.add(draft.numbers, "in the future", detail)
    return drafts


async def _record(chunk: Chunk, drafts: Sequence[Draft]) -> None:
    for attempt in range(ATTEMPTS):
        try:
            await record_chunk(chunk, drafts)
            return
        except (UniqueViolation, StorageBusy):
            # Somebody else has recorded one of these meanwhile, or holds a member: look again.
            if attempt == ATTEMPTS - 1:
                raise


async def _catch_up(kernel: Kernel, merchant: MerchantRow, tell: Progress) -> None:
    """Do what is due for every member up to the merchant's clock, each piece at its own time."""
    async with kernel.db.read() as session:
        until = kernel.now(await kernel.programs.merchant(session, merchant.id))
        sql = "SELECT count(*) FROM member WHERE merchant_id = $1 AND due_at <= $2"
        total = int(await session.fetch_value(sql, merchant.id, until))
    done = 0
    tell("clock work", 0, total)
    while count := await run_due(kernel, merchant, until, history=True, chunks=1):
        done += count
        tell("clock work", done, max(total, done))
