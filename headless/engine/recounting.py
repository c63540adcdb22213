"""Totals of orders counted anew from the events themselves, by the same handlers that count them when they settle."""

from collections.abc import Iterable
from dataclasses import replace

from headless.engine.handlers import handler_of
from headless.engine.journal import Journal
from headless.engine.keys import ORDER
from headless.engine.ledger import Ledger
from headless.engine.program import Program
from headless.engine.records import EventRecord, OriginFacts
from headless.engine.state import MemberState
from headless.engine.turn import Count, Turn


def order_counts(program: Program, keys: Iterable[str], events: Iterable[EventRecord]) -> list[Count]:
    """What one member's settled orders and refunds add to these keys; events in the order they were settled."""
    counting = replace(program, tracked=frozenset({ORDER, *keys}))
    state = MemberState(0, counting, 0, 0)
    orders: dict[str, OriginFacts] = {}
    found: list[Count] = []
    for event in events:
        turn = _turn(counting, state, event)
        handler = handler_of(event.type)
        if event.type == "order.paid":
            orders[event.subject or ""] = OriginFacts(event)
        elif event.type == "order.refunded":
            turn.origin = orders.get(event.refers or "") if event.refers else None
            # What a check notes of the order is what counting needs; the event was accepted long ago.
            handler.check(turn)
        else:
            continue
        found += handler.counts(turn)
        if turn.origin is not None:
            turn.origin.refunds.append(event.data)
    return found


def _turn(program: Program, state: MemberState, event: EventRecord) -> Turn:
    journal = Journal()
    return Turn(program, state, journal, Ledger(state, journal, _no_ids, event.recorded_at), event, _no_ids)


def _no_ids() -> int:
    raise AssertionError("counting makes nothing new")
