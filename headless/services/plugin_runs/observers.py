"""Observers: plugins are told of each settled event after its commit, at least once, each within a time budget."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from headless.engine.evaluation.needs import event_view
from headless.engine.member.records import Change
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of
from headless.engine.values.limits import INTEGRATION_SECONDS
from headless.ids import Prefix, encode
from headless.messages import Message as Told
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.configuration.plugin_health import OBSERVER, paused_observers
from headless.models.tables.events.event_queries import event_by_id
from headless.models.tables.events.events import one_with_data
from headless.models.tables.events.outbox import OBSERVE, Message, end_message, erase_again, put_off_message
from headless.services.intake.duplicate_answers import answer_again
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.time_budgets import within
from headless.services.plugin_runs.integrations import Doing, merchant_of, told
from headless.services.plugin_runs.plugin_health import note_strike
from headless.services.work.outbox_claims import claim_outbox
from headless.services.work.queues import OBSERVERS
from headless.services.work.rounds import NOTHING_DUE, Round, work_off


async def run_observers(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Tell enabled plugins of what has settled, all of them at once, and return how many events were told."""
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        paused = await paused_observers(session, merchant.id) if program.observers else frozenset()
    rounds = [partial(_round, kernel, merchant, plugin) for plugin in program.observers if plugin not in paused]
    return sum(await asyncio.gather(*(work_off(observed, chunks) for observed in rounds)))


async def _round(kernel: Kernel, merchant: MerchantRow, plugin: str) -> Round:
    """Tell one plugin of the next events, unless one of them fails: then it is left in peace until the next turn."""
    messages = await claim_outbox(kernel, OBSERVERS, merchant.id, f"{OBSERVE}{plugin}")
    if not messages:
        return NOTHING_DUE
    delivered = await asyncio.gather(*(_tell(kernel, merchant, plugin, message) for message in messages))
    return Round(sum(delivered), goes_on=all(delivered))


async def _tell(kernel: Kernel, merchant: MerchantRow, plugin: str, message: Message) -> bool:
    try:
        await _call(kernel, merchant, plugin, message.document)
    except Exception as fault:
        await note_strike(kernel, merchant, plugin, OBSERVER, told(fault))
        await _put_off(kernel, merchant, message, told(fault))
        return False
    async with kernel.db.transaction() as session:
        if not await end_message(session, merchant.id, message.id, message.document, kernel.clock.now_us()):
            # The member was erased while the plugin heard of it, and may be in its tables again.
            member = encode(Prefix.MEMBER, message.document["member"])
            await session.write(erase_again(kernel.ids.new(), merchant.id, plugin, member, kernel.now(merchant)))
    return True


async def _put_off(kernel: Kernel, merchant: MerchantRow, message: Message, problem: str) -> None:
    """Let a message that failed wait for its next attempt, or give it up after its last one."""
    document, now = {**message.document, "problem": problem}, kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        if OBSERVERS.is_last(message.attempts):
            await end_message(session, merchant.id, message.id, document, now)
        else:
            await put_off_message(session, merchant.id, message.id, document, OBSERVERS.again_at(message.attempts, now))


async def _call(kernel: Kernel, merchant: MerchantRow, plugin: str, document: Mapping[str, Any]) -> None:
    observer = kernel.registry.observers[plugin].event_settled
    assert observer is not None
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        record = one_with_data(await event_by_id(session, merchant.id, document["event"]), program.payload)
        changes = await _changes(session, program, record.id, record.member_id)
    known = {
        "event": event_view(program, record),
        "member": encode(Prefix.MEMBER, record.member_id),
        "changes": changes,
        "merchant": merchant_of(merchant),
        "do": Doing(kernel, merchant, plugin, None, record.member_id),
    }
    what = Told("{hook} of the plugin {plugin}", hook="event_settled", plugin=plugin)
    await within(INTEGRATION_SECONDS, observer(**known), what)


async def _changes(session: Session, program: Program, event_id: int, member_id: int) -> list[dict[str, Any]]:
    recorded = Recorded("DUPLICATE", event_id, member_id)
    await answer_again(session, program, [recorded])
    return [_shown(program, change) for change in recorded.changes]


def _shown(program: Program, change: Change) -> dict[str, Any]:
    kind = program.kinds.get(change.code) if change.kind == "ASSET" else None

    def text(value: Any) -> str | None:
        if value is None:
            return None
        return str(value) if kind is None else text_of(int(value), kind.decimals)

    named = {"before": text(change.before), "after": text(change.after), "amount": text(change.amount)}
    return {"kind": change.kind, "code": change.code, **named}
