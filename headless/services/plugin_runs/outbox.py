"""Events that rules derived for other members: recorded after the commit that derived them, at least once."""

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from functools import partial
from operator import attrgetter

from headless.engine.evaluation.runner import describe
from headless.engine.values.problems import Problem
from headless.errors import HeadlessError
from headless.logs import get_logger
from headless.messages import Message as Told
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.outbox import (
    EMIT,
    Message,
    WaitingMessage,
    end_message,
    lock_document,
    waiting_messages,
)
from headless.services.intake.acceptance import EventInput
from headless.services.intake.events import record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.pages import all_rows
from headless.services.kernel.principals import system
from headless.services.plugin_runs.blanked_messages import blank_delivered
from headless.services.plugin_runs.failed_emits import is_kept_as_failed, keep_failed
from headless.services.work.outbox_claims import claim_outbox
from headless.services.work.queues import DERIVED_EVENTS
from headless.services.work.retrying import retrying
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

ATTEMPTS = 5
log = get_logger(__name__)


async def run_outbox(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Record a merchant's derived events, and return how many are done with."""
    return await work_off(partial(_round, kernel, merchant), chunks)


async def waiting_of(kernel: Kernel, merchant: MerchantRow, topic: str) -> AsyncIterator[WaitingMessage]:
    """Yield the messages of a topic that are still on their way, oldest first."""

    def read(session: Session, after_id: int, most: int) -> Awaitable[list[WaitingMessage]]:
        return waiting_messages(session, merchant.id, topic, after_id, most)

    async for message in all_rows(kernel, read, 0, attrgetter("id")):
        yield message


async def _round(kernel: Kernel, merchant: MerchantRow) -> Round:
    messages = await claim_outbox(kernel, DERIVED_EVENTS, merchant.id, EMIT)
    if not messages:
        return NOTHING_DUE
    return Round(sum([await _deliver(kernel, merchant, message) for message in messages]))


async def _deliver(kernel: Kernel, merchant: MerchantRow, message: Message) -> bool:
    """Record one event under its own key. Return False if it failed and is to be tried again after its lease.

    One that is not taken is kept as FAILED: by the settlement if it came so far, otherwise here.
    """
    problem: Problem | None = None
    given, is_kept = _input(message), False
    if message.attempts > 1 and await _was_kept(kernel, merchant, given):
        return await _end(kernel, merchant, message, given, None)
    try:
        recorded = await record_events(kernel, system(merchant.id, merchant.slug), [given], internal=True)
        problem = recorded[0].problem
        is_kept = recorded[0].event_id is not None and recorded[0].outcome != "CONFLICT"
    except Exception as fault:
        # One message that fails must not keep back those behind it.
        log.exception("a derived event could not be recorded", merchant=merchant.slug, attempts=message.attempts)
        if not DERIVED_EVENTS.is_last(message.attempts):
            return False
        code, text = (
            (fault.code, fault.message) if isinstance(fault, HeadlessError) else ("FAILED", Told.plain(describe(fault)))
        )
        problem = Problem("INVALID", code, text)
    noted = message if problem is None else message._replace(document={**message.document, "problem": problem.message})
    return await _end(kernel, merchant, noted, given, None if is_kept else problem)


async def _was_kept(kernel: Kernel, merchant: MerchantRow, given: EventInput) -> bool:
    """Return True if an attempt before this one kept the event as failed, and was cut off."""
    async with kernel.db.read() as session:
        return await is_kept_as_failed(session, merchant.id, given)


async def _end(
    kernel: Kernel, merchant: MerchantRow, message: Message, given: EventInput, problem: Problem | None
) -> bool:
    """Note that a message is done with, and keep its event if there is a problem that was not kept yet. Return True."""

    async def transaction() -> bool:
        async with kernel.db.transaction() as session:
            # If a member was erased in the meantime, the message says less than what was delivered, or is gone.
            now_said = await lock_document(session, merchant.id, message.id)
            data = {} if now_said is None else now_said["data"]
            if problem is not None:
                program = await kernel.programs.of(session, await kernel.programs.merchant(session, merchant.id))
                await keep_failed(kernel, session, program, replace(given, data=data), problem)
            elif now_said is not None and data != given.data:
                await blank_delivered(session, merchant.id, given.external_id or "", given.data, data)
            noted = {**message.document, "data": data}
            await end_message(session, merchant.id, message.id, noted, kernel.clock.now_us())
        return True

    # An erasing holds the member and wants the message, this the other way round.
    return await retrying(transaction, ATTEMPTS)


def _input(message: Message) -> EventInput:
    given = message.document
    return EventInput(
        given["type"], given["data"], Lookup("id", given["member"]), "engine", given["key"], given["occurredAt"]
    )
