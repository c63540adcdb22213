"""How plugins fare: failures and slow calls counted, what goes on failing paused, and resumed when somebody says so."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.member.journal import Strike
from headless.engine.values.limits import (
    INTEGRATION_FAILURES_BEFORE_PAUSE,
    RULE_FAILURES_BEFORE_PAUSE,
    RULE_SLOW_BEFORE_PAUSE,
)
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.programs import MerchantRow
from headless.services.kernel.strikes import add_strike
from headless.services.settling.writing import PARKED, compact

OPEN, GIVEN_UP = 0, 2
_FAILING = f"""SELECT part FROM plugin_health WHERE merchant_id = $1 AND paused_at IS NULL AND part LIKE 'rule:%'
AND (failures >= {RULE_FAILURES_BEFORE_PAUSE} OR slow >= {RULE_SLOW_BEFORE_PAUSE}) ORDER BY part"""
_VERSION = ("merchant_id", "id", "version", "code", "document", "saved_at", "saved_by")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PartHealth:
    """One part of a plugin: `rule:<id>`, `metric:<id>`, `event_settled`, `inbound:<name>`, `action:<name>`; microseconds."""

    plugin: str
    part: str
    failures: int
    slow: int
    last_at: int
    error: str | None
    paused_at: int | None


async def note_strike(kernel: Kernel, merchant: MerchantRow, plugin: str, part: str, error: str) -> None:
    """Count one failure of an integration; one that goes on failing is paused where `part` is an observer."""
    now = kernel.now(merchant)
    log.warning("merchant %s: %s of the plugin %s failed: %s", merchant.slug, part, plugin, error)
    async with kernel.db.transaction() as session:
        await add_strike(session, merchant.id, plugin, part, Strike(1, 0, error), now)
        if part == "event_settled":
            sql = f"""UPDATE plugin_health SET paused_at = $4 WHERE merchant_id = $1 AND plugin = $2 AND part = $3
AND paused_at IS NULL AND failures >= {INTEGRATION_FAILURES_BEFORE_PAUSE}"""
            await session.execute(sql, merchant.id, plugin, part, now)


async def pause_failing(kernel: Kernel, merchant: MerchantRow) -> int:
    """Pause the rules that failed or were slow too often: a new version, so that every process sees it; their number."""
    async with kernel.db.read() as session:
        found = await session.fetch(_FAILING, merchant.id)
    if not found:
        return 0
    async with kernel.db.transaction() as session:
        await session.fetch("SELECT id FROM merchant WHERE id = $1 FOR UPDATE", merchant.id)
        count, now = 0, kernel.now(merchant)
        for row in await session.fetch(_FAILING, merchant.id):
            count += await _pause(session, merchant, int(row[0].removeprefix("rule:")), now)
            sql = "UPDATE plugin_health SET paused_at = $3 WHERE merchant_id = $1 AND part = $2"
            await session.execute(sql, merchant.id, row[0], now)
        await session.execute("UPDATE merchant SET config_version = config_version + 1 WHERE id = $1", merchant.id)
        return count


async def _pause(session: Session, merchant: MerchantRow, rule_id: int, now: int) -> int:
    sql = """SELECT version, code, document FROM rule_instance WHERE merchant_id = $1 AND id = $2
ORDER BY version DESC LIMIT 1"""
    row = await session.fetch_one(sql, merchant.id, rule_id)
    document: dict[str, Any] = json.loads(row[2]) if row is not None else {}
    if row is None or not document["enabled"] or document.get("paused"):
        return 0
    log.error("merchant %s: the rule %s is paused, for it failed or was slow too often", merchant.slug, row[1])
    paused = (merchant.id, rule_id, row[0] + 1, row[1], compact({**document, "paused": True}), now, "engine")
    await session.insert("rule_instance", _VERSION, [paused])
    return 1


async def resume_rules(session: Session, merchant_id: int, rule_ids: list[int], now: int) -> None:
    """Let rules run what they missed and what they had given up, soon and once each; their strikes are forgotten."""
    if not rule_ids:
        return
    sql = f"""UPDATE rule_retry SET state = {OPEN}, attempts = 0, due_at = $2
WHERE merchant_id = $1 AND state IN ({GIVEN_UP}, {PARKED}) AND {session.any_of("rule_id", 3)}"""
    await session.execute(sql, merchant_id, now, rule_ids)
    sql = f"DELETE FROM plugin_health WHERE merchant_id = $1 AND {session.any_of('part', 2)}"
    await session.execute(sql, merchant_id, [f"rule:{id_}" for id_ in rule_ids])


async def resume_parts(session: Session, merchant_id: int, plugin: str) -> None:
    """Forget the strikes of a plugin's other parts, so that what is paused goes on."""
    sql = "DELETE FROM plugin_health WHERE merchant_id = $1 AND plugin = $2 AND part NOT LIKE 'rule:%'"
    await session.execute(sql, merchant_id, plugin)


async def health_of(session: Session, merchant_id: int) -> Mapping[str, list[PartHealth]]:
    """What is known of each plugin's parts."""
    sql = """SELECT plugin, part, failures, slow, last_at, error, paused_at FROM plugin_health
WHERE merchant_id = $1 ORDER BY plugin, part"""
    found: dict[str, list[PartHealth]] = {}
    for row in await session.fetch(sql, merchant_id):
        found.setdefault(row[0], []).append(PartHealth(*row))
    return found


async def paused_observers(session: Session, merchant_id: int) -> frozenset[str]:
    """Plugins whose observer is paused."""
    sql = "SELECT plugin FROM plugin_health WHERE merchant_id = $1 AND part = 'event_settled' AND paused_at IS NOT NULL"
    return frozenset(row[0] for row in await session.fetch(sql, merchant_id))
