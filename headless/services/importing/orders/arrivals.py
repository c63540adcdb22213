"""What has been read, as the engine takes it: typed items, and the events that hold them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, cast

import orjson

from headless.engine.declarations.rules import EventType
from headless.engine.member.records import EventRecord
from headless.plugins.builtin.events.orders import Item
from headless.plugins.contract.payloads import EventData, built, parse_payload
from headless.services.importing.orders.messages import Movement, Part
from headless.services.intake.acceptance import hash_of
from headless.services.settling.decision_loop import Batch

_NOTHING: Mapping[str, Any] = {
    name: field.default for name, field in Item.model_fields.items() if not field.is_required()
}


class Arrival(NamedTuple):
    """A movement, and its items typed. earlier: these as earlier versions have read them, if otherwise."""

    movement: Movement
    items: tuple[Item, ...]
    earlier: tuple[Item, ...] = ()


class Table:
    """The items of all parts so far. They are built, not parsed again: reading has checked them."""

    def __init__(self) -> None:
        self._items: list[Item] = []

    def arrivals(self, part: Part) -> list[Arrival]:
        """Return the orders of a part. Parts must come in the order in which they were made."""
        if not part.start:
            self._items.clear()
        self._items += [built(Item, {**_NOTHING, **values}, set(values)) for values in part.items]
        item = self._items.__getitem__
        return [
            Arrival(
                movement,
                tuple(map(item, movement.places)),
                () if movement.earlier is None else tuple(map(item, movement.earlier.places)),
            )
            for movement in part.movements
        ]


def event_of(batch: Batch, source: str, arrival: Arrival, member_id: int) -> EventRecord:
    """Make the event of a movement. Raise Invalid if it cannot be one."""
    movement, number = arrival.movement, arrival.movement.number
    type_ = batch.program.event_types["order.refunded" if movement.is_refund else "order.paid"]
    at, payload = movement.at, _payload(type_, movement.head, arrival.items)
    # Reading has written it as JSON already, and only the JSON is stored.
    sent = cast(Mapping[str, Any], orjson.Fragment(movement.sent))
    return EventRecord(
        batch.kernel.ids.new(), type_.name, source, number, member_id, at, at, batch.program.zone.day_of(at), payload, sent,
        number, content_hash=hash_of(type_.name, member_id, at, movement.ordered),
    )  # fmt: skip


def earlier_event_of(batch: Batch, arrival: Arrival, record: EventRecord) -> EventRecord | None:
    """Return the event that earlier versions have made of a movement, None if it is the same."""
    earlier = arrival.movement.earlier
    if earlier is None:
        return None
    data = _payload(batch.program.event_types[record.type], earlier.head, arrival.earlier)
    return replace(record, occurred_at=earlier.at, data=data, content_hash="")


def _payload(type_: EventType, head: Mapping[str, Any], items: tuple[Item, ...]) -> EventData:
    payload = parse_payload(type_, head)
    if not items:
        return payload
    values, given = {**payload.__dict__, "items": items}, {*payload.model_fields_set, "items"}
    return built(type(payload), values, given)
