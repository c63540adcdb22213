"""The lines of an order: which of them a linked refund names, and what is left of each.

A line is found by its sku. If a sku stands on several lines that differ in what they are, `line` says which one is meant: its
position, counted from 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.member.records import EventRecord, OriginFacts
from headless.engine.values.amounts import from_units, to_units
from headless.engine.values.problems import Problem
from headless.messages import Message

LINE_FACTS = ("category", "brand", "name", "card", "card_ends", "earns")
"""What a line of a refund takes from the order's own."""
_STORED_AS = {"card_ends": "cardEnds"}
_STORED = frozenset(_STORED_AS.get(name, name) for name in LINE_FACTS)
MOST_LISTED = 20


class Line(NamedTuple):
    """A line of an order. place: its position, counted from 1."""

    place: int
    item: Any


def take_order_lines(event: EventRecord, origin: OriginFacts, decimals: int) -> Problem | None:
    """Let the lines of a linked refund be lines of its order, or return what stands against it.

    The event takes category, brand and name from there for good: what is stored of it has them, too. Amounts finer than the
    currency are cut off, for the order's own lines are in whole units.
    """
    items = event.data.items
    if not items:
        return None
    lines = lines_of(origin.event.data.items)
    named = [named_lines(lines, item) for item in items]
    problem = _unknown(event, lines, named) or _beyond(event, origin, lines, named, decimals)
    if problem is None:
        _describe(event, [of[0].item for of in named])
    return problem


def lines_of(items: Iterable[Any]) -> list[Line]:
    """Return the lines of an order with their positions."""
    return [Line(place, item) for place, item in enumerate(items, start=1)]


def named_lines(lines: Iterable[Line], item: Any) -> list[Line]:
    """Return the lines of an order that a refund's line can mean."""
    line = item.line
    return [known for known in lines if known.item.sku == item.sku and line in (None, known.place)]


def _unknown(event: EventRecord, lines: Sequence[Line], named: Sequence[Sequence[Line]]) -> Problem | None:
    """Return the refusal of the first line that the order does not have, or that may be one of several."""
    for position, (item, of) in enumerate(zip(event.data.items, named, strict=True)):
        if not of:
            said = (
                Message("{sku!r}", sku=item.sku)
                if item.line is None
                else Message("{sku!r} on line {line}", sku=item.sku, line=item.line)
            )
            message = Message(
                "order {refers} has no {said}; {lines}", refers=event.refers, said=said, lines=_there(lines)
            )
        elif len({_facts(known.item) for known in of}) > 1:
            places = tuple(str(known.place) for known in of)
            message = Message(
                "order {refers} has {sku!r} on the lines {places}, which differ; say which in line",
                refers=event.refers,
                sku=item.sku,
                places=places,
            )
        else:
            continue
        return _refusal("NOT_ON_ORDER", message, position)
    return None


def _beyond(
    event: EventRecord, origin: OriginFacts, lines: Sequence[Line], named: Sequence[Sequence[Line]], decimals: int
) -> Problem | None:
    """Return the refusal of the first line with more pieces or more money than its order's line has left."""
    before = [_cut(item, decimals) for refund in origin.refunds for item in refund.items]
    items = [_cut(item, decimals) for item in event.data.items]
    for position, (item, of) in enumerate(zip(items, named, strict=True)):
        quantity, amount = _left(lines, of, item, [*before, *items[:position]])
        if item.quantity > quantity or item.amount > amount:
            message = Message(
                "{quantity} of {sku!r} for {amount} are more than order {refers} has left of it: {quantity2} for {amount2}",
                quantity=_plain(item.quantity),
                sku=item.sku,
                amount=_plain(item.amount),
                refers=event.refers,
                quantity2=_plain(quantity),
                amount2=_plain(amount),
            )
            return _refusal("REFUND_TOO_LARGE", message, position, left=_plain(amount))
    return None


def _left(lines: Sequence[Line], of: Sequence[Line], item: Any, before: Sequence[Any]) -> tuple[Decimal, Decimal]:
    """Return the pieces and the money left of a line: of all lines of the sku and, if one is named, of that one."""
    same = [earlier for earlier in before if earlier.sku == item.sku]
    quantity, amount = _rest([known for known in lines if known.item.sku == item.sku], same)
    if item.line is not None:
        own = _rest(of, [earlier for earlier in same if earlier.line == item.line])
        quantity, amount = min(quantity, own[0]), min(amount, own[1])
    return max(quantity, Decimal(0)), max(amount, Decimal(0))


def _rest(lines: Iterable[Line], back: Iterable[Any]) -> tuple[Decimal, Decimal]:
    quantity = amount = Decimal(0)
    for _, item in lines:
        quantity, amount = quantity + item.quantity, amount + item.amount
    for item in back:
        quantity, amount = quantity - item.quantity, amount - item.amount
    return quantity, amount


def _cut(item: Any, decimals: int) -> Any:
    """Return a line of a refund without what is finer than the currency."""
    amount = from_units(to_units(item.amount, decimals, exact=False), decimals)
    return item if amount == item.amount else item.model_copy(update={"amount": amount})


def _describe(event: EventRecord, items: Sequence[Any]) -> None:
    """Give the lines of a refund what the order's lines say of themselves, typed and as stored."""
    own = [{name: getattr(item, name) for name in LINE_FACTS} for item in items]
    described = zip(event.data.items, own, strict=True)
    event.data = event.data.model_copy(
        update={"items": tuple(item.model_copy(update=facts) for item, facts in described)}
    )
    stored = zip(event.json["items"], own, strict=True)
    event.json = {**event.json, "items": [_stored(item, facts) for item, facts in stored]}


def _stored(item: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in item.items() if key not in _STORED}
    return {**kept, **{_STORED_AS.get(name, name): value for name, value in facts.items() if value is not None}}


def _facts(item: Any) -> tuple[Any, ...]:
    return tuple(getattr(item, name) for name in LINE_FACTS)


def _there(lines: Sequence[Line]) -> Message:
    """Return what an order has, for people."""
    if not lines:
        return Message("it was recorded without lines, so leave items out")
    listed = [
        Message("{sku!r} ({quantity} for {amount})", sku=item.sku, quantity=item.quantity, amount=item.amount)
        for _, item in lines[:MOST_LISTED]
    ]
    if len(lines) > MOST_LISTED:
        return Message("it has {listed} and {more} more", listed=listed, more=len(lines) - MOST_LISTED)
    return Message("it has {listed}", listed=listed)


def _refusal(code: str, message: Message, position: int, **data: Any) -> Problem:
    return Problem("REFUSED", code, message, data=data, path=("data", "items", str(position)))


def _plain(number: Decimal) -> str:
    return format(number, "f")
