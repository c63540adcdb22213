"""Importing a history of orders in order of time, some thousand events in each transaction."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from headless.engine.values.limits import AHEAD_US
from headless.engine.values.zones import Zone
from headless.errors import Invalid
from headless.messages import Message
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.members.figures import count_due_members
from headless.plugins.contract.scalars import AMOUNT_DECIMALS, AMOUNT_MOST
from headless.services.importing.clock_pause import end_import
from headless.services.importing.files.file_format import PLAIN, FileFormat
from headless.services.importing.files.progress import Progress, silent
from headless.services.importing.files.rejects import Rejects, target_of
from headless.services.importing.files.reports import ImportReport
from headless.services.importing.member_lookup import check_lookup
from headless.services.importing.orders.arrivals import Arrival
from headless.services.importing.orders.child_process import is_large, messages_of
from headless.services.importing.orders.chunks import Chunk, record_chunk
from headless.services.importing.orders.items import Bounds
from headless.services.importing.orders.lanes import lanes_for, settle_in_lanes
from headless.services.importing.orders.messages import WasRead
from headless.services.importing.orders.order_file import Job
from headless.services.intake.acceptance import SOURCE_LENGTH
from headless.services.intake.senders import IMPORT, is_reserved
from headless.services.kernel.garbage import rare_collection
from headless.services.kernel.kernel import Kernel
from headless.services.rejudging.due_work import run_due
from headless.services.work.retrying import retrying

CHUNK = 2_000
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
    source: str = IMPORT,
    rejected: Path | None = None,
    progress: Progress | None = None,
    at_once: int = CHUNK,
    own_process: bool | None = None,
    form: FileFormat = PLAIN,
    dry_run: bool = False,
) -> ImportReport:
    """Import orders and unlinked refunds of the past from CSV, one line per item.

    mapping: the file's column by field: order, member, time, quantity and price (or amount, of the whole line), sku, name,
    category, brand, store, channel, coupons (codes, with commas between). refund_prefix: how numbers of refunds begin.
    time_zone: of times without an offset; the merchant's if None. create_members: create members that do not exist, joined
    with their first order. member_by: what the member column holds. source: of the events, whose external id is the order's
    number. rejected: the file for lines that cannot be imported, by default `<file>.rejected.csv`. at_once: orders in one
    transaction. own_process: read the file in a process of its own, by default if it is large. form: how the file is written.
    dry_run: keep nothing. A second run continues where an earlier one ended, and records nothing twice.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: the file, a column or the time zone does not exist. Then nothing was imported.
    """
    tell = progress or silent
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        _check(member_by, create_members, source)
        lanes = await lanes_for(session, await kernel.programs.of(session, merchant), mapping)
    target = target_of(path, rejected, dry_run=dry_run)
    job = Job(
        path, dict(mapping), time_zone or merchant.time_zone, refund_prefix, Bounds(AMOUNT_MOST, AMOUNT_DECIMALS),
        merchant.decimals, kernel.now(merchant) + AHEAD_US, target.absolute(), member_by, lanes,
        at_once, merchant.country, form,
    )  # fmt: skip
    with Rejects(job.lines().source, target) as rejects:
        report = ImportReport(rejected=rejects.counts, first_rejects=rejects.first, dry_run=dry_run)
        lease_ids = [kernel.ids.new() for _ in range(lanes)]
        chunk = Chunk(kernel, merchant.id, rejects, report, source, member_by, create_members, lease_ids, dry_run)
        await _import(chunk, merchant, job, tell, is_large(job) if own_process is None else own_process)
        report.rejected_path = rejects.finish()
        return report


async def _import(chunk: Chunk, merchant: MerchantRow, job: Job, tell: Progress, own_process: bool) -> None:
    with rare_collection():
        await _record_all(chunk, merchant, job, tell, own_process)
        if not chunk.dry_run:
            await _catch_up(chunk.kernel, merchant, tell)
    await end_import(chunk.kernel, merchant.id)


async def _record_all(chunk: Chunk, merchant: MerchantRow, job: Job, tell: Progress, own_process: bool) -> None:
    async with messages_of(job, tell, own_process=own_process) as messages:
        read = await anext(messages)
        assert isinstance(read, WasRead)
        _note(chunk, merchant, read)
        tell("importing", 0, read.orders)
        done = 0

        async def settle(lane: int, arrivals: Sequence[Arrival]) -> None:
            nonlocal done
            await _record(chunk, lane, arrivals)
            done += len(arrivals)
            tell("importing", done, read.orders)

        await settle_in_lanes(messages, job.lanes, settle)


def _check(member_by: str, create_members: bool, source: str) -> None:
    check_lookup(member_by)
    if create_members and member_by == "id":
        message = Message(
            "members cannot be created under a given id; use --member-by externalId, number, phone or email"
        )
        raise Invalid(message, code="UNKNOWN_LOOKUP")
    if not source or (is_reserved(source) and source != IMPORT) or len(source) > SOURCE_LENGTH:
        message = Message(
            "the source {source!r} cannot be used; give another name of 1 to 200 characters", source=source
        )
        raise Invalid(message, code="RESERVED_SOURCE")


def _note(chunk: Chunk, merchant: MerchantRow, read: WasRead) -> None:
    """Report what is known once the file has been read: its lines, and those that cannot be imported."""
    chunk.report.lines = read.lines
    chunk.rejects.add_written(read.written, read.first)
    zone = Zone(merchant.time_zone)
    clock = zone.datetime_of(chunk.kernel.now(merchant)).isoformat()
    for rejected in read.rejected:
        detail = rejected.detail
        if rejected.at is not None:
            when = zone.datetime_of(rejected.at).isoformat()
            detail = f"order {rejected.number} of {when} is more than a day ahead of the merchant's clock, {clock}"
        chunk.rejects.add(rejected.lines, rejected.reason, detail)


async def _record(chunk: Chunk, lane: int, arrivals: Sequence[Arrival]) -> None:
    await retrying(partial(record_chunk, chunk, lane, arrivals), ATTEMPTS)


async def _catch_up(kernel: Kernel, merchant: MerchantRow, tell: Progress) -> None:
    """Run the clock work of every member up to the merchant's clock, each piece at its own time."""
    async with kernel.db.read() as session:
        until = kernel.now(await kernel.programs.merchant(session, merchant.id))
        total = await count_due_members(session, merchant.id, until)
    done = 0
    tell("clock work", 0, total)
    while count := await run_due(kernel, merchant, until, history=True, chunks=1):
        done += count
        tell("clock work", done, max(total, done))
