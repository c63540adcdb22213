"""How plugins fare: failures and slow calls are counted, what keeps failing is paused, and resumed on request."""

from headless.engine.member.journal import Strike
from headless.logs import get_logger
from headless.models.base.session import Session
from headless.models.base.versions import Version, add_version, newest_version
from headless.models.tables.configuration.merchants import MerchantRow, count_version, lock_merchant
from headless.models.tables.configuration.plugin_health import (
    OBSERVER,
    add_strike,
    failing_rules,
    forget_rules,
    mark_rule_paused,
    pause_failing_observer,
)
from headless.models.tables.configuration.rules import RuleInstance
from headless.models.tables.work.retries import resume_retries
from headless.services.auditing.trail import note_change
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system

ENGINE = "engine"
log = get_logger(__name__)


async def note_strike(kernel: Kernel, merchant: MerchantRow, plugin: str, part: str, error: str) -> None:
    """Count one failure of an integration, and pause an observer that failed too often."""
    now = kernel.now(merchant)
    log.warning("a plugin failed", merchant=merchant.slug, plugin=plugin, part=part, error=error)
    async with kernel.db.transaction() as session:
        await add_strike(session, merchant.id, plugin, part, Strike(1, 0, error), now)
        if part == OBSERVER:
            await pause_failing_observer(session, merchant.id, plugin, now)


async def pause_failing(kernel: Kernel, merchant: MerchantRow) -> int:
    """Pause the rules that failed or were slow too often, and return their number.

    Each gets a new version, so that every process sees that it is paused.
    """
    async with kernel.db.read() as session:
        if not await failing_rules(session, merchant.id):
            return 0
    async with kernel.db.transaction() as session:
        await lock_merchant(session, merchant.id)
        count, now = 0, kernel.now(merchant)
        for rule_id in await failing_rules(session, merchant.id):
            count += await _pause(kernel, session, merchant, rule_id, now)
            await mark_rule_paused(session, merchant.id, rule_id, now)
        await count_version(session, merchant.id)
        return count


async def _pause(kernel: Kernel, session: Session, merchant: MerchantRow, rule_id: int, now: int) -> bool:
    newest = await newest_version(session, RuleInstance, merchant.id, id=rule_id)
    if newest is None or not newest.document["enabled"] or newest.document.get("paused"):
        return False
    log.error("a rule is paused: it failed or was slow too often", merchant=merchant.slug, rule=newest.code)
    paused = Version(rule_id, newest.version + 1, newest.code, {**newest.document, "paused": True})
    await add_version(session, RuleInstance, merchant.id, paused, now, ENGINE)
    change = {"paused": False}, {"paused": True}
    await note_change(
        kernel, session, system(merchant.id, merchant.slug, ENGINE), RuleInstance.noun, newest.code, *change
    )
    return True


async def resume_rules(session: Session, merchant_id: int, rule_ids: list[int], now: int) -> None:
    """Let rules run what they missed and what they had given up, soon and once each, and forget their strikes."""
    if rule_ids:
        await resume_retries(session, merchant_id, rule_ids, now)
        await forget_rules(session, merchant_id, rule_ids)
