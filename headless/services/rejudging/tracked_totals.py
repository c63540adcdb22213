"""Which daily totals are kept: those that a condition or a rule reads, filled back when one starts to."""

from collections.abc import Iterable
from dataclasses import replace

from headless.engine.evaluation.condition_sources import keys_of
from headless.engine.handlers.orders import order_counts
from headless.engine.handlers.refunds import refund_counts, refund_of
from headless.engine.member.records import EventRecord, OriginFacts
from headless.engine.program.program import Program
from headless.engine.turn import Count
from headless.engine.values.amounts import to_units
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.settling.facts import EVENT_COLUMNS, event_of

CHUNK = 2_000


async def track_new_keys(kernel: Kernel, session: Session, merchant_id: int, now: int) -> None:
    """Begin to keep the totals that the newest configuration reads; they are filled back at once."""
    program = await kernel.programs.get(session, merchant_id)
    fresh = sorted(keys_of(program) - program.tracked)
    if not fresh:
        return
    await fill_back(session, program, fresh)
    rows = [(merchant_id, key, now) for key in fresh]
    await session.insert("tracked_key", ("merchant_id", "key", "since_at"), rows)
    await session.execute("UPDATE merchant SET config_version = config_version + 1 WHERE id = $1", merchant_id)


async def fill_back(session: Session, program: Program, keys: Iterable[str]) -> None:
    """Count the past into new keys."""
    totals: dict[tuple[int, str, int], list[int]] = {}
    wanted = frozenset(keys)
    for key in sorted(wanted):
        if key.startswith("event:"):
            await _events(session, program, key, totals)
        elif key.startswith("asset:"):
            await _assets(session, program, key, totals)
    narrowed = frozenset(key for key in wanted if key.startswith("order|"))
    if narrowed:
        await _orders(session, program, narrowed, totals)
    rows = [(program.merchant_id, member, key, day, *values) for (member, key, day), values in totals.items()]
    columns = ("merchant_id", "member_id", "key", "day", "count", "amount", "less")
    for start in range(0, len(rows), CHUNK):
        await session.upsert("daily_total", columns[:4], columns, rows[start : start + CHUNK])


def _add(totals: dict[tuple[int, str, int], list[int]], member: int, key: str, day: int, *values: int) -> None:
    for at in (day, 0):
        sums = totals.setdefault((member, key, at), [0, 0, 0])
        for position, value in enumerate(values):
            sums[position] += value


async def _events(session: Session, program: Program, key: str, totals: dict[tuple[int, str, int], list[int]]) -> None:
    sql = """SELECT member_id, occurred_on, count(*) FROM event
WHERE merchant_id = $1 AND type = $2 AND status = 0 GROUP BY member_id, occurred_on"""
    for row in await session.fetch(sql, program.merchant_id, key.removeprefix("event:")):
        _add(totals, row[0], key, row[1], row[2], 0, 0)


async def _assets(session: Session, program: Program, key: str, totals: dict[tuple[int, str, int], list[int]]) -> None:
    kind = program.kinds.get(key.removeprefix("asset:"))
    if kind is None:
        return
    sql = """SELECT n.member_id, e.occurred_on, n.type, n.amount FROM entry n
JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND n.kind_id = $2 AND n.type IN (0, 1, 2, 4)"""
    for row in await session.fetch(sql, program.merchant_id, kind.id):
        earned = row[3] if row[2] in (0, 2) or (row[2] == 4 and row[3] < 0) else 0
        _add(totals, row[0], key, row[1], 0, earned, 0 if earned else -row[3])


async def _orders(
    session: Session, program: Program, keys: frozenset[str], totals: dict[tuple[int, str, int], list[int]]
) -> None:
    """The engine's own counting, over all orders and refunds in the order in which they were settled."""
    narrowed = replace(program, tracked=keys)
    orders: dict[tuple[int, str], OriginFacts] = {}
    after = (-1, 0)
    while True:
        sql = f"""SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND type IN ('order.paid', 'order.refunded')
AND status = 0 AND (recorded_at > $2 OR (recorded_at = $2 AND id > $3)) ORDER BY recorded_at, id LIMIT {CHUNK}"""
        rows = await session.fetch(sql, program.merchant_id, *after)
        for row in rows:
            record = event_of(row, program.payload)
            for count in count_event(narrowed, record, orders):
                if count.key in keys:
                    _add(totals, record.member_id, count.key, count.day, count.count, count.amount, count.less)
            after = (record.recorded_at, record.id)
        if len(rows) < CHUNK:
            return


def count_event(program: Program, record: EventRecord, orders: dict[tuple[int, str], OriginFacts]) -> list[Count]:
    """Return what one order or refund adds to the totals, by the same code that counts it when it is settled."""
    if record.type == "order.paid":
        orders[record.member_id, record.subject or ""] = OriginFacts(record)
        return order_counts(program, record, to_units(record.data.total, program.decimals))
    origin = None if record.refers is None else orders.get((record.member_id, record.refers))
    counts = refund_counts(program, record, origin, refund_of(program, record, origin))
    if origin is not None:
        origin.refunds.append(record.data)
    return counts
