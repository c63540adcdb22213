"""Which daily totals are kept: those that a condition or a rule reads, filled back when one starts to."""

from collections.abc import Iterable
from dataclasses import replace

from headless.engine.evaluation.condition_sources import keys_of
from headless.engine.handlers.changed_orders.moves import received_order
from headless.engine.handlers.changed_orders.order_totals import change_counts, gone, order_sums
from headless.engine.handlers.orders import order_counts
from headless.engine.handlers.refunds import refund_counts, refund_of
from headless.engine.member.orders.order_changes import AMENDED, MOVED, PAID, RECEIVED, came_before, note_change
from headless.engine.member.records import EntryType, EventRecord, OriginFacts
from headless.engine.metrics.events import USES
from headless.engine.program.program import Program
from headless.engine.turn import Count
from headless.engine.values.amounts import to_units
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import count_version
from headless.models.tables.events.event_counts import count_events
from headless.models.tables.events.event_queries import orders_after
from headless.models.tables.events.events import with_data
from headless.models.tables.ledger.entries import dated_amounts
from headless.models.tables.members.totals import set_totals, track_keys
from headless.models.tables.rewards.use_counts import uses_by_day
from headless.services.kernel.kernel import Kernel

CHUNK = 2_000


async def track_new_keys(kernel: Kernel, session: Session, merchant_id: int, now: int) -> None:
    """Begin to keep the totals that the newest configuration reads, and count the past into them."""
    program = await kernel.programs.get(session, merchant_id)
    fresh = sorted(keys_of(program) - program.tracked)
    if not fresh:
        return
    await fill_back(session, program, fresh)
    await track_keys(session, merchant_id, fresh, now)
    await count_version(session, merchant_id)


async def fill_back(session: Session, program: Program, keys: Iterable[str]) -> None:
    """Count the past into new keys."""
    totals: dict[tuple[int, str, int], list[int]] = {}
    wanted = frozenset(keys)
    for key in sorted(wanted):
        if key.startswith("event:"):
            await _events(session, program, key, totals)
        elif key.startswith("asset:"):
            await _assets(session, program, key, totals)
        elif key.startswith(USES):
            await _uses(session, program, key, totals)
    narrowed = frozenset(key for key in wanted if key.startswith("order|"))
    if narrowed:
        await _orders(session, program, narrowed, totals)
    await set_totals(session, program.merchant_id, totals)


def _add(totals: dict[tuple[int, str, int], list[int]], member: int, key: str, day: int, *values: int) -> None:
    for at in (day, 0):
        sums = totals.setdefault((member, key, at), [0, 0, 0])
        for position, value in enumerate(values):
            sums[position] += value


async def _events(session: Session, program: Program, key: str, totals: dict[tuple[int, str, int], list[int]]) -> None:
    for day in await count_events(session, program.merchant_id, key.removeprefix("event:")):
        _add(totals, day.member_id, key, day.occurred_on, day.events, 0, 0)


async def _uses(session: Session, program: Program, key: str, totals: dict[tuple[int, str, int], list[int]]) -> None:
    for day in await uses_by_day(session, program.merchant_id, _benefit_ids(program, key)):
        _add(totals, day.member_id, key, day.occurred_on, day.uses, 0, 0)


def _benefit_ids(program: Program, key: str) -> list[int] | None:
    """Return the benefits whose uses a key counts, None for those of all benefits."""
    code = key.removeprefix(USES)
    return None if not code else [benefit.id for benefit in program.benefits.values() if benefit.code == code]


async def _assets(session: Session, program: Program, key: str, totals: dict[tuple[int, str, int], list[int]]) -> None:
    kind = program.kinds.get(key.removeprefix("asset:"))
    if kind is None:
        return
    for moved in await dated_amounts(session, program.merchant_id, kind.id):
        gave = moved.type in (EntryType.EARN, EntryType.GRANT)
        earned = moved.amount if gave or (moved.type == EntryType.REVERSE and moved.amount < 0) else 0
        _add(totals, moved.member_id, key, moved.occurred_on, 0, earned, 0 if earned else -moved.amount)


async def _orders(
    session: Session, program: Program, keys: frozenset[str], totals: dict[tuple[int, str, int], list[int]]
) -> None:
    """Count as the engine does, over all orders and refunds in the order in which they were settled."""
    narrowed = replace(program, tracked=keys)
    orders = CountedOrders(narrowed)
    after = (-1, 0)
    while True:
        page = with_data(await orders_after(session, program.merchant_id, *after, CHUNK), program.payload)
        for record in page:
            for count in orders.count(record):
                if count.key in keys:
                    _add(totals, record.member_id, count.key, count.day, count.count, count.amount, count.less)
            after = (record.recorded_at, record.id)
        if len(page) < CHUNK:
            return


class CountedOrders:
    """Orders and what changes them, counted as they were recorded, by the same code that counts them when they are settled."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._orders: dict[tuple[int, str], OriginFacts] = {}
        self._waiting: dict[tuple[int, str], list[EventRecord]] = {}

    def count(self, record: EventRecord) -> list[Count]:
        """Return what one order or a change of it adds to the totals. A change that waited for its order counts with it."""
        if record.type in (PAID, RECEIVED):
            return self._count_order(record)
        if record.refers is None:
            return refund_counts(self._program, record, None, refund_of(self._program, record, None))
        key = record.member_id, record.refers
        if key in self._orders:
            return self._count_change(key, record)
        self._waiting.setdefault(key, []).append(record)
        return []

    def _count_order(self, record: EventRecord) -> list[Count]:
        program, key = self._program, (record.member_id, record.subject or record.refers or "")
        if record.type == PAID:
            self._orders[key] = OriginFacts(record)
            counts = order_counts(program, record, to_units(record.data.total, program.decimals))
        else:
            self._orders[key] = received_order(program.payload, record)
            counts = order_sums(program, self._orders[key])
        for change in sorted(self._waiting.pop(key, ()), key=came_before):
            counts += self._count_change(key, change)
        return counts

    def _count_change(self, key: tuple[int, str], record: EventRecord) -> list[Count]:
        program, origin = self._program, self._orders[key]
        if record.type == MOVED:
            del self._orders[key]
            return gone(order_sums(program, origin))
        before = replace(origin, refunds=list(origin.refunds))
        note_change(origin, record.type, record.data)
        if record.type == AMENDED:
            return change_counts(program, before, origin)
        return refund_counts(program, record, before, refund_of(program, record, before))
