"""A sandbox merchant's own clock: it never goes back, and all work due on the way is done, each piece at its due time."""

from collections.abc import Awaitable, Callable

from headless.engine.values.problems import Problem, refused
from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow, advance_clock
from headless.models.tables.work.schedules import next_due
from headless.plugins.contract.scalars import iso_of
from headless.services.auditing.trail import note_change
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.rejudging.due_work import run_due
from headless.services.rejudging.sweeps import run_sweeps
from headless.services.scheduling.coupon_reminders import next_reminder, run_reminders
from headless.services.scheduling.schedules import keep_planned, run_schedules

FURTHEST_US = 50 * 366 * 86_400_000_000


async def advance(
    kernel: Kernel, principal: Principal, to_us: int, follow: Callable[[int], Awaitable[None]] | None = None
) -> Problem | None:
    """Set the clock. Return the problem if it cannot be set, None if it was.

    follow: told of each moment on the way at which something was run, to do what follows from it, before time goes on.
    """
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
    if not merchant.sandbox:
        return refused(
            "NOT_A_SANDBOX",
            Message("{merchant} is not a sandbox; only a sandbox's clock can be set", merchant=merchant.slug),
        )
    now = kernel.now(merchant)
    if to_us < now:
        return refused(
            "CLOCK_GOES_BACK", Message("a clock never goes back; give a later time, or create another sandbox")
        )
    if to_us > now + FURTHEST_US:
        raise Invalid(Message("the clock can move 50 years at once; take smaller steps"), code="TOO_FAR")
    await keep_planned(kernel, merchant)
    await run_sweeps(kernel, merchant.id)
    while (due := await _next_due(kernel, merchant)) is not None and due <= to_us:
        merchant = await _set(kernel, merchant, max(due, kernel.now(merchant)))
        scheduled = await run_schedules(kernel, merchant, due)
        if not scheduled + await run_reminders(kernel, merchant, kernel.now(merchant)):
            break
        if follow is not None:
            await follow(kernel.now(merchant))
    await run_due(kernel, merchant, to_us, history=True)
    async with kernel.db.transaction() as session:
        await advance_clock(session, merchant.id, to_us)
        if to_us > now:
            await _note(kernel, session, principal, now, to_us)
    return None


async def _note(kernel: Kernel, session: Session, principal: Principal, before: int, after: int) -> None:
    """Note in the audit trail that the clock was set by hand, as it is set."""
    then, since = ({"clock": iso_of(instant)} for instant in (before, after))
    await note_change(kernel, session, principal, "Merchant", principal.slug, then, since)


async def _next_due(kernel: Kernel, merchant: MerchantRow) -> int | None:
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        reminder = await next_reminder(session, program, kernel.now(merchant))
        scheduled = await next_due(session, merchant.id)
    return min((due for due in (scheduled, reminder) if due is not None), default=None)


async def _set(kernel: Kernel, merchant: MerchantRow, at: int) -> MerchantRow:
    """Run the work due until a moment, then set the clock to it."""
    await run_due(kernel, merchant, at, history=True)
    async with kernel.db.transaction() as session:
        await advance_clock(session, merchant.id, at)
        return await kernel.programs.merchant(session, merchant.id)
