"""Counting what plugins do wrong, in the transaction of the batch in which they did it."""

from headless.engine.member.journal import Journal, Strike
from headless.engine.values.limits import QUIET_US
from headless.models.base.session import Session

ERROR_CHARACTERS = 300
# Whatever was quiet for long enough starts to be counted anew.
_ADD = f"""INSERT INTO plugin_health AS old (merchant_id, plugin, part, failures, slow, since_at, last_at, error)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7) ON CONFLICT (merchant_id, plugin, part) DO UPDATE SET
failures = excluded.failures + CASE WHEN old.last_at < excluded.last_at - {QUIET_US} THEN 0 ELSE old.failures END,
slow = excluded.slow + CASE WHEN old.last_at < excluded.last_at - {QUIET_US} THEN 0 ELSE old.slow END,
since_at = CASE WHEN old.last_at < excluded.last_at - {QUIET_US} THEN excluded.last_at ELSE old.since_at END,
last_at = excluded.last_at, error = excluded.error"""


async def write_strikes(session: Session, merchant_id: int, journal: Journal, now: int) -> None:
    """Count a batch's strikes, last in its transaction, in an order that is the same everywhere."""
    found = dict(journal.strikes)
    for fault in journal.faults:
        strike = found.setdefault((fault.plugin, fault.part), Strike())
        strike.failures, strike.error = strike.failures + 1, fault.error
    for (plugin, part), strike in sorted(found.items()):
        await add_strike(session, merchant_id, plugin, part, strike, now)


async def add_strike(session: Session, merchant_id: int, plugin: str, part: str, strike: Strike, now: int) -> None:
    """Count what one part of a plugin did wrong."""
    error = strike.error[:ERROR_CHARACTERS]
    await session.execute(_ADD, merchant_id, plugin, part, strike.failures, strike.slow, now, error)
