"""Totals for which no counter rows are kept, answered from the events. It costs a walk through the members' history."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from headless.engine.member.state import MemberState
from headless.engine.metrics.assets import asset_key
from headless.engine.metrics.events import USES, event_key, uses_key
from headless.engine.metrics.orders import ORDER, order_args
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.events.event_counts import count_events_of
from headless.models.tables.events.event_queries import orders_of
from headless.models.tables.events.events import with_data
from headless.models.tables.ledger.entries import asset_days
from headless.models.tables.rewards.use_counts import uses_of
from headless.services.rejudging.tracked_totals import CountedOrders


async def load_untracked(
    session: Session, program: Program, states: Mapping[int, MemberState], keys: Collection[str]
) -> None:
    """Fill in the totals of those keys that have no counter rows, with at most one query for each kind of key."""
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
    if uses := [key for key in wanted if key.startswith(USES)]:
        await _uses(session, program, states, uses)


def _after(prefix: str, key: str) -> str | None:
    return key[len(prefix) :] if key.startswith(prefix) else None


async def _events(
    session: Session, program: Program, states: Mapping[int, MemberState], types: Collection[str]
) -> None:
    for day in await count_events_of(session, program.merchant_id, sorted(states), sorted(types)):
        states[day.member_id].totals.add(event_key(day.type), day.occurred_on, day.events)


async def _assets(
    session: Session, program: Program, states: Mapping[int, MemberState], codes: Collection[str]
) -> None:
    kinds = {kind.id: kind.code for code in codes if (kind := program.kinds.get(code)) is not None}
    for day in await asset_days(session, program.merchant_id, sorted(states), sorted(kinds)):
        totals = states[day.member_id].totals
        totals.add(asset_key(kinds[day.kind_id]), day.occurred_on, 0, day.earned, day.spent)


async def _uses(session: Session, program: Program, states: Mapping[int, MemberState], keys: Collection[str]) -> None:
    for day in await uses_of(session, program.merchant_id, sorted(states)):
        benefit = program.benefit_by_id.get(day.benefit_id)
        for key in {uses_key(None), uses_key(None if benefit is None else benefit.code)} & set(keys):
            states[day.member_id].totals.add(key, day.occurred_on, day.uses)


async def _orders(session: Session, program: Program, states: Mapping[int, MemberState], keys: Collection[str]) -> None:
    orders = CountedOrders(replace(program, tracked=frozenset({ORDER, *keys})))
    settled = await orders_of(session, program.merchant_id, sorted(states))
    for record in with_data(settled, program.payload):
        totals = states[record.member_id].totals
        for count in orders.count(record):
            if count.key in keys:
                totals.add(count.key, count.day, count.count, count.amount, count.less)
