"""What holds over a whole merchant: identities are unique, and no row points nowhere."""

from collections.abc import AsyncIterator

from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.services.verifying.histories.drift import Drift

MOST = 100

_IDENTITIES = f"""SELECT source, external_id, count(*) FROM event WHERE merchant_id = $1 AND status <> 2
GROUP BY source, external_id HAVING count(*) > 1 ORDER BY source, external_id LIMIT {MOST}"""
_SUBJECTS = f"""SELECT type, subject, count(*) FROM event WHERE merchant_id = $1 AND status <> 2 AND type = $2
AND subject IS NOT NULL GROUP BY type, subject HAVING count(*) > 1 ORDER BY subject LIMIT {MOST}"""
_CHILDREN = (
    ("lot move", "lot_move", "lot_id", "lot", "id"),
    ("lot move", "lot_move", "entry_id", "entry", "id"),
    ("reservation", "hold_lot", "hold_id", "hold", "id"),
    ("reservation", "hold_lot", "lot_id", "lot", "id"),
    ("entry", "entry", "event_id", "event", "id"),
    ("lot", "lot", "event_id", "event", "id"),
    ("hold", "hold", "event_id", "event", "id"),
    ("decision", "decision", "event_id", "event", "id"),
    ("personal fields", "event_personal", "event_id", "event", "id"),
    ("mark", "mark", "event_id", "event", "id"),
    ("event", "event", "root_id", "event", "id"),
    ("coupon", "coupon", "event_id", "event", "id"),
    ("coupon", "coupon", "used_event_id", "event", "id"),
    ("coupon", "coupon", "revoked_event_id", "event", "id"),
    ("coupon", "coupon", "batch_id", "coupon_batch", "id"),
    ("grant", "benefit_grant", "event_id", "event", "id"),
    ("use", "benefit_use", "event_id", "event", "id"),
    ("use", "benefit_use", "grant_id", "benefit_grant", "id"),
    ("use", "benefit_use", "coupon_id", "coupon", "id"),
    ("take", "stock_take", "event_id", "event", "id"),
    *((table, table, "member_id", "member", "id") for table in ("decision", "entry", "lot", "mark")),
    ("personal fields", "event_personal", "member_id", "member", "id"),
    ("total", "daily_total", "member_id", "member", "id"),
)


async def check_links(session: Session, program: Program) -> AsyncIterator[Drift]:
    """Identities and business keys that occur twice, and rows whose parent is missing; at most 100 of each."""
    for row in await session.fetch(_IDENTITIES, program.merchant_id):
        yield Drift("event", f"identity {row[0]} {row[1]!r}", 1, row[2])
    for name, type_ in program.event_types.items():
        if type_.subject is not None:
            for row in await session.fetch(_SUBJECTS, program.merchant_id, name):
                yield Drift("event", f"{row[0]} {row[1]!r}", 1, row[2])
    for area, table, column, parent, key in _CHILDREN:
        sql = f"""SELECT c.{column} FROM {table} c LEFT JOIN {parent} p
ON p.merchant_id = c.merchant_id AND p.{key} = c.{column}
WHERE c.merchant_id = $1 AND c.{column} IS NOT NULL AND p.{key} IS NULL ORDER BY 1 LIMIT {MOST}"""
        for row in await session.fetch(sql, program.merchant_id):
            yield Drift(area, f"of {parent} {row[0]}", f"the {parent}", None)
