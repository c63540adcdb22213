"""The backlog: what waits in the queues of all merchants, and what was given up."""

from typing import NamedTuple

from headless.models.base.session import Session


class Backlog(NamedTuple):
    """What waits in one queue. oldest_at: since when its first item waits, in microseconds."""

    queue: str
    waiting: int
    oldest_at: int | None


class GivenUp(NamedTuple):
    """How many items of one queue were given up."""

    queue: str
    items: int


# Retries and schedules are due by the merchant's clock: a sandbox clock cannot be compared with the machine's. An event waits
# by that clock too, so that its age there is taken from the machine's time. The second condition on its state picks the index.
_WAITING = """SELECT 'derived_events' AS queue, count(*) AS waiting, min(created_at) AS oldest_at FROM outbox
WHERE delivered_at IS NULL AND topic = 'emit'
UNION ALL SELECT 'observers', count(*), min(created_at) FROM outbox WHERE delivered_at IS NULL AND topic LIKE 'observe:%'
UNION ALL SELECT 'erasures', count(*), min(o.created_at + CASE WHEN m.clock_at IS NULL THEN 0 ELSE $1 - m.clock_at END)
FROM merchant m JOIN outbox o ON o.merchant_id = m.id WHERE o.delivered_at IS NULL AND o.topic = 'erase'
UNION ALL SELECT 'deferred_events', count(*),
  min(e.recorded_at + CASE WHEN m.clock_at IS NULL THEN 0 ELSE $1 - m.clock_at END)
FROM merchant m JOIN event e ON e.merchant_id = m.id WHERE e.status = 1 AND e.status <> 0
UNION ALL SELECT 'guest_events', count(*),
  min(g.received_at + CASE WHEN m.clock_at IS NULL THEN 0 ELSE $1 - m.clock_at END)
FROM guest_event g JOIN merchant m ON m.id = g.merchant_id
UNION ALL SELECT 'retries', count(*), min(r.due_at) FROM rule_retry r JOIN merchant m ON m.id = r.merchant_id
WHERE r.state = 0 AND m.clock_at IS NULL
UNION ALL SELECT 'paused_rules', count(*), min(r.due_at) FROM rule_retry r JOIN merchant m ON m.id = r.merchant_id
WHERE r.state = 3 AND m.clock_at IS NULL
UNION ALL SELECT 'schedules', count(*), min(s.due_at) FROM schedule s JOIN merchant m ON m.id = s.merchant_id
WHERE s.due_at <= $1 AND m.clock_at IS NULL
UNION ALL SELECT 'sweeps', count(*), min(created_at) FROM sweep WHERE status = 0
UNION ALL SELECT 'backtests', count(*), min(created_at) FROM backtest WHERE status = 0
UNION ALL SELECT 'bulk_jobs', count(*), min(created_at) FROM bulk_job WHERE status < 2
UNION ALL SELECT 'webhooks', count(*), min(queued_at) FROM webhook_delivery WHERE state = 0"""
_GIVEN_UP = """SELECT 'retries' AS queue, count(*) AS items FROM rule_retry WHERE state = 2
UNION ALL SELECT 'deferred_events', count(*) FROM merchant m JOIN event e ON e.merchant_id = m.id
WHERE e.status = 3 AND e.status <> 0
UNION ALL SELECT 'backtests', count(*) FROM backtest WHERE status = 3
UNION ALL SELECT 'webhooks', count(*) FROM webhook_delivery WHERE state = 2"""


async def backlogs(session: Session, now: int) -> tuple[list[Backlog], list[GivenUp]]:
    """Return what waits in each queue at a moment of the machine's clock, and what each queue gave up."""
    waiting, given_up = await session.fetch_all([(_WAITING, (now,)), (_GIVEN_UP, ())])
    return [Backlog._make(row) for row in waiting], [GivenUp._make(row) for row in given_up]
