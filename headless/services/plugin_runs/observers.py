"""Observers: plugins are told of each settled event after its commit, at least once, each with a time budget."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from headless.engine.evaluation.needs import event_view
from headless.engine.member.records import Change
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of
from headless.engine.values.limits import INTEGRATION_SECONDS
from headless.ids import Prefix, encode
from headless.models.base.session import Session
from headless.services.intake.duplicate_answers import answer_again
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.programs import MerchantRow
from headless.services.kernel.time_budgets import within
from headless.services.plugin_runs.integrations import Doing, merchant_of, told
from headless.services.plugin_runs.plugin_health import note_strike, paused_observers
from headless.services.settling.facts import EVENT_COLUMNS, event_of

CHUNK = 5
LEASE_US = 60_000_000
FIRST_PAUSE_US = 30_000_000
ATTEMPTS = 10
_CLAIM = """SELECT id, document, attempts FROM outbox WHERE merchant_id = $1 AND topic = $2
AND delivered_at IS NULL AND (leased_until IS NULL OR leased_until <= $3) ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED"""
Claimed = tuple[int, Mapping[str, Any], int]


def topic_of(plugin: str) -> str:
    """The topic under which a plugin's events wait; while it is disabled, gone or paused they go on waiting."""
    return f"observe:{plugin}"


async def run_observers(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Tell enabled plugins of what has settled, side by side; the number of events told."""
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        paused = await paused_observers(session, merchant.id) if program.observers else frozenset()
    asked = [plugin for plugin in program.observers if plugin not in paused]
    return sum(await asyncio.gather(*(_run(kernel, merchant, plugin, chunks) for plugin in asked)))


async def _run(kernel: Kernel, merchant: MerchantRow, plugin: str, chunks: int | None) -> int:
    told_of, count = 0, 0
    while chunks is None or count < chunks:
        claimed = await _claim(kernel, merchant, plugin)
        if not claimed:
            break
        done = await asyncio.gather(*(_tell(kernel, merchant, plugin, each) for each in claimed))
        told_of, count = told_of + sum(done), count + 1
        if not all(done):
            break
    return told_of


async def _claim(kernel: Kernel, merchant: MerchantRow, plugin: str) -> list[Claimed]:
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        rows = await session.fetch(_CLAIM, merchant.id, topic_of(plugin), now, CHUNK)
        leased = [(merchant.id, row[0], now + LEASE_US, row[2] + 1) for row in rows]
        if leased:
            columns = ("merchant_id", "id", "leased_until", "attempts")
            await session.update("outbox", columns[:2], columns, leased)
        return [(row[0], json.loads(row[1]), row[2] + 1) for row in rows]


async def _tell(kernel: Kernel, merchant: MerchantRow, plugin: str, claimed: Claimed) -> bool:
    id_, document, attempts = claimed
    try:
        await _call(kernel, merchant, plugin, document)
    except Exception as fault:
        await note_strike(kernel, merchant, plugin, "event_settled", told(fault))
        given_up = attempts >= ATTEMPTS
        await _note(kernel, merchant, id_, {**document, "problem": told(fault)}, attempts, delivered=given_up)
        return False
    await _note(kernel, merchant, id_, document, attempts, delivered=True)
    return True


async def _call(kernel: Kernel, merchant: MerchantRow, plugin: str, document: Mapping[str, Any]) -> None:
    observer = kernel.registry.observers[plugin].event_settled
    assert observer is not None
    async with kernel.db.read() as session:
        program = await kernel.programs.of(session, merchant)
        sql = f"SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND id = $2"
        row = await session.fetch_one(sql, merchant.id, document["event"])
        record = event_of(row, program.payload)
        changes = await _changes(session, program, record.id, record.member_id)
    known = {
        "event": event_view(program, record),
        "member": encode(Prefix.MEMBER, record.member_id),
        "changes": changes,
        "merchant": merchant_of(merchant),
        "do": Doing(kernel, merchant, plugin, None, record.member_id),
    }
    await within(INTEGRATION_SECONDS, observer(**known), f"event_settled of the plugin {plugin}")


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


async def _note(
    kernel: Kernel, merchant: MerchantRow, id_: int, document: Mapping[str, Any], attempts: int, *, delivered: bool
) -> None:
    now = kernel.clock.now_us()
    delivered_at, again_at = (now, None) if delivered else (None, now + FIRST_PAUSE_US * 2 ** (attempts - 1))
    async with kernel.db.transaction() as session:
        sql = "UPDATE outbox SET delivered_at = $3, leased_until = $4, document = $5 WHERE merchant_id = $1 AND id = $2"
        await session.execute(sql, merchant.id, id_, delivered_at, again_at, json.dumps(document))
