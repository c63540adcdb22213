"""Totals for which no counter rows are kept, answered from the events; it costs a walk through the members' history."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from headless.engine.member.records import OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.metrics.assets import asset_key
from headless.engine.metrics.events import event_key
from headless.engine.metrics.orders import ORDER, order_args
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.services.rejudging.tracked_totals import count_event
from headless.services.settling.facts import EVENT_COLUMNS, event_of


async def load_untracked(
    session: Session, program: Program, states: Mapping[int, MemberState], keys: Collection[str]
) -> None:
    """Fill the totals of these keys in, at most one query for each kind of key; keys with counter rows are left out."""
    wanted = sorted(set(keys) - program.tracked)
    if not wanted or not states:
        return
    types = {name for key in wanted if (name := _after("event:", key)) is not None}
    assets = {code for key in wanted if (code := _after("asset:", key)) is not None}
    orders = {key for key in wanted if order_args(key) is not None}
    if types:
        await _events(session, program, states, types)
    if assets:
        await _assets(session, program, states, assets)
    if orders:
        await _orders(session, program, states, orders)


def _after(prefix: str, key: str) -> str | None:
    return key[len(prefix) :] if key.startswith(prefix) else None


async def _events(
    session: Session, program: Program, states: Mapping[int, MemberState], types: Collection[str]
) -> None:
    sql = f"""SELECT member_id, type, occurred_on, count(*) FROM event WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("type", 3)} AND status = 0
GROUP BY member_id, type, occurred_on"""
    for row in await session.fetch(sql, program.merchant_id, sorted(states), sorted(types)):
        states[row[0]].totals.add(event_key(row[1]), row[2], row[3])


async def _assets(
    session: Session, program: Program, states: Mapping[int, MemberState], codes: Collection[str]
) -> None:
    kinds = {kind.id: kind.code for code in codes if (kind := program.kinds.get(code)) is not None}
    sql = f"""SELECT n.member_id, n.kind_id, e.occurred_on,
  sum(CASE WHEN n.type IN (0, 2) OR (n.type = 4 AND n.amount < 0) THEN n.amount ELSE 0 END)::bigint,
  sum(CASE WHEN n.type = 1 OR (n.type = 4 AND n.amount > 0) THEN -n.amount ELSE 0 END)::bigint
FROM entry n JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id
WHERE n.merchant_id = $1 AND {session.any_of("n.member_id", 2)} AND {session.any_of("n.kind_id", 3)}
GROUP BY n.member_id, n.kind_id, e.occurred_on"""
    for row in await session.fetch(sql, program.merchant_id, sorted(states), sorted(kinds)):
        states[row[0]].totals.add(asset_key(kinds[row[1]]), row[2], 0, row[3], row[4])


async def _orders(session: Session, program: Program, states: Mapping[int, MemberState], keys: Collection[str]) -> None:
    sql = f"""SELECT {EVENT_COLUMNS} FROM event WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND type IN ('order.paid', 'order.refunded') AND status = 0 ORDER BY recorded_at, id"""
    counted, orders = replace(program, tracked=frozenset({ORDER, *keys})), dict[tuple[int, str], OriginFacts]()
    for row in await session.fetch(sql, program.merchant_id, sorted(states)):
        record = event_of(row, program.payload)
        totals = states[record.member_id].totals
        for each in count_event(counted, record, orders):
            if each.key in keys:
                totals.add(each.key, each.day, each.count, each.amount, each.less)
