"""`order.moved`: an order belongs to another member. Its own one gives back what it gave, the other one gets what it brings."""

from dataclasses import dataclass
from typing import Any

from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.cards.sales import sells_cards
from headless.engine.handlers.changed_orders.order_totals import gone, order_sums
from headless.engine.handlers.changed_orders.receipts import as_of_then
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.refund_shares import groups_of, recall_gifts, take_whole
from headless.engine.handlers.refunds import take_back_refunded
from headless.engine.handlers.tenders.restoring import is_tender
from headless.engine.member.orders.order_changes import PAID, RECEIVED, REFUNDED, as_order, is_wholly_refunded
from headless.engine.member.records import EventRecord, OriginFacts
from headless.engine.rewards import undoing
from headless.engine.turn import Checked, Count, Handed, Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.ids import Prefix, decode, encode
from headless.messages import Message


@dataclass(slots=True)
class Move(Checked):
    """An order on its way: to whom, and what that member receives."""

    origin: OriginFacts
    handed: Handed


class OrderMoved(Handler[Move]):
    """The order leaves its member, as if it were wholly refunded, but for what refunds keep."""

    def check(self, turn: Turn) -> Move | Problem:
        origin, to = turn.origin, decode(Prefix.MEMBER, turn.event.data.to)
        assert origin is not None
        number = turn.event.refers
        if to == turn.state.id:
            return invalid(
                "SAME_MEMBER", Message("order {number} belongs to that member already", number=number), "data", "to"
            )
        advice = "refund it whole and record a new order for the other member"
        if any(is_tender(entry) for entry in origin.entries):
            return refused(
                "ORDER_HAS_TENDERS",
                Message("order {number} was paid with assets; {advice}", number=number, advice=advice),
            )
        if origin.event.data.coupons:
            return refused(
                "ORDER_HAS_COUPONS",
                Message("order {number} was paid with coupons; {advice}", number=number, advice=advice),
            )
        if sells_cards(origin.event.data):
            return refused(
                "ORDER_HAS_CARDS", Message("order {number} sold cards; {advice}", number=number, advice=advice)
            )
        received = {
            "orderId": number, **first_recorded(origin.event), "order": origin.event.data.to_json(),
            "movedFrom": encode(Prefix.MEMBER, turn.state.id), "refunds": [refund.to_json() for refund in origin.refunds],
        }  # fmt: skip
        handed = Handed(to, RECEIVED, number or "", origin.event.occurred_at, received)
        return Move(origin=origin, handed=handed)

    def counts(self, turn: Turn, checked: Move) -> list[Count]:
        return gone(order_sums(turn.program, checked.origin))

    def apply(self, turn: Turn, checked: Move) -> None:
        facts, key = turn.state.facts, (PAID, turn.event.refers or "")
        turn.review_now = True
        turn.handed.append(checked.handed)
        for group in list(groups_of(turn.program, checked.origin)):
            take_whole(turn, checked.origin, group)
        recall_gifts(turn, checked.origin, checked.origin.entries)
        facts.forget_past(checked.origin.event)
        undoing.take_back(turn, checked.origin.event)
        facts.origins[key] = None
        facts.foreign.add(key)


@dataclass(slots=True)
class Receipt(Checked):
    """An order that came from another member, with its refunds."""

    origin: OriginFacts


class OrderReceived(Handler[Receipt]):
    """The order comes to its new member as a late order would, at its own time. Its refunds take back their share."""

    def check(self, turn: Turn) -> Receipt:
        return Receipt(origin=received_order(turn.program.payload, turn.event))

    def counts(self, turn: Turn, checked: Receipt) -> list[Count]:
        return order_sums(turn.program, checked.origin)

    def apply(self, turn: Turn, checked: Receipt) -> None:
        facts, key = turn.state.facts, (PAID, turn.event.refers or "")
        turn.review_now = True
        turn.as_origin = facts.origins[key] = checked.origin
        facts.foreign.discard(key)
        if not is_wholly_refunded(checked.origin):
            facts.remember_past(checked.origin.event)

    def proposed(self, turn: Turn, proposal: Proposal) -> Proposal:
        return as_of_then(turn, proposal)

    def posted(self, turn: Turn, start: int) -> None:
        if turn.as_origin is not None:
            take_back_refunded(turn, turn.as_origin, turn.journal.entries[start:])


def first_recorded(order: EventRecord) -> dict[str, Any]:
    """Return when an order was first recorded and as which event, by whichever member it was."""
    if "firstEvent" in order.json:
        return {"recordedAt": order.json["recordedAt"], "firstEvent": order.json["firstEvent"]}
    return {"recordedAt": order.recorded_at, "firstEvent": encode(Prefix.EVENT, order.id)}


def received_order(payload: Any, event: EventRecord) -> OriginFacts:
    """Return the facts of an order that was moved, as its receipt says them. payload: builds typed data."""
    refunds = [payload(REFUNDED, refund) for refund in event.data.refunds]
    return OriginFacts(as_order(event, payload(PAID, event.data.order)), refunds=refunds)
