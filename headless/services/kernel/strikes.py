"""Counting what plugins do wrong, in the transaction of the batch in which they did it."""

from headless.engine.member.journal import Journal, Strike
from headless.models.base.session import Session
from headless.models.tables.configuration.plugin_health import add_strike


async def write_strikes(session: Session, merchant_id: int, journal: Journal, now: int) -> None:
    """Count a batch's strikes, last in its transaction, in an order that is the same everywhere."""
    strikes = dict(journal.strikes)
    for fault in journal.faults:
        strike = strikes.setdefault((fault.plugin, fault.part), Strike())
        strike.failures, strike.error = strike.failures + 1, fault.error
    for (plugin, part), strike in sorted(strikes.items()):
        await add_strike(session, merchant_id, plugin, part, strike, now)
