"""The outbox: what a transaction left to be done after its commit, claimed with a lease, done at least once."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from headless.engine.evaluation.runner import describe
from headless.engine.values.problems import Problem
from headless.errors import HeadlessError
from headless.services.intake.acceptance import EventInput
from headless.services.intake.events import record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import system
from headless.services.kernel.programs import MerchantRow

LEASE_US = 60_000_000
CHUNK = 100
log = logging.getLogger(__name__)
ATTEMPTS = 10
_CLAIM = """SELECT id, topic, document, attempts FROM outbox
WHERE merchant_id = $1 AND topic = 'emit' AND delivered_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED"""


async def run_outbox(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Hand on a merchant's messages; the number that went out."""
    delivered, count = 0, 0
    while chunks is None or count < chunks:
        claimed = await _claim(kernel, merchant)
        if not claimed:
            break
        for id_, document, attempts in claimed:
            delivered += await _deliver(kernel, merchant, id_, document, attempts)
        count += 1
    return delivered


async def _claim(kernel: Kernel, merchant: MerchantRow) -> list[tuple[int, Mapping[str, Any], int]]:
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        rows = await session.fetch(_CLAIM, merchant.id, now, CHUNK)
        leased = [(merchant.id, row[0], now + LEASE_US, row[3] + 1) for row in rows]
        if leased:
            columns = ("merchant_id", "id", "leased_until", "attempts")
            await session.update("outbox", columns[:2], columns, leased)
        return [(row[0], json.loads(row[2]), row[3] + 1) for row in rows]


async def _deliver(kernel: Kernel, merchant: MerchantRow, id_: int, document: Mapping[str, Any], attempts: int) -> bool:
    """Record an event that a rule derived for another member, under its own key."""
    given = EventInput(
        document["type"], document["data"], Lookup("id", document["member"]), "engine", document["key"],
        document["occurredAt"],
    )  # fmt: skip
    problem: Problem | None = None
    try:
        recorded = (await record_events(kernel, system(merchant.id, merchant.slug), [given], internal=True))[0]
        problem = recorded.problem
    except Exception as fault:
        # Whatever stands against one message, those behind it are handed on.
        log.exception("an event that a rule derived could not be recorded, attempt %s", attempts)
        if attempts < ATTEMPTS:
            return False
        code, message = (fault.code, fault.message) if isinstance(fault, HeadlessError) else ("FAILED", describe(fault))
        problem = Problem("INVALID", code, message)
    async with kernel.db.transaction() as session:
        noted = dict(document) if problem is None else {**document, "problem": problem.message}
        sql = "UPDATE outbox SET delivered_at = $3, document = $4 WHERE merchant_id = $1 AND id = $2"
        await session.execute(sql, merchant.id, id_, kernel.clock.now_us(), json.dumps(noted))
    return True
