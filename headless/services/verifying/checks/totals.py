"""Daily totals against a count of the events of its own: it shares no code with the one that keeps them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from headless.engine.member.records import EntryType
from headless.engine.metrics.orders import order_args
from headless.engine.values.spelling import spelled
from headless.ids import Prefix, decode
from headless.models.tables.events.histories import StoredEvent
from headless.services.verifying.histories.amounts import units
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History, of_kind

NOTHING = (0, 0, 0)
_CHANGES = ("order.refunded", "order.amended", "order.moved")
_UNUSED = ("benefit.reversed", "benefit.failed")
_USES = "uses:"
_TRANSFERRED = "transferred:"
_FIRED = "rule:"
TRANSFER = "transfer"
"""The contra account of what members transfer to others."""
_ITEM = ("brand", "category", "sku")
Sums = dict[tuple[str, int], tuple[int, int, int]]


def check_totals(history: History) -> Iterator[Drift]:
    """Check that every kept total is what the events add up to. Day 0 is the whole life."""
    transferred = {f"{_TRANSFERRED}{code}" for code in history.program.kinds}
    fired = {firing.stock for firing in history.firings}
    expected = recount(history, sorted(history.program.tracked | transferred | fired | {"order"}))
    stored = {(total.key, total.day): (total.number, total.amount, total.less) for total in history.totals}
    for key, day in sorted({*expected, *stored}):
        right, kept = expected.get((key, day), NOTHING), stored.get((key, day), NOTHING)
        if right != kept:
            when = date.fromordinal(day).isoformat() if day else "in all"
            yield history.drift("total", f"{key} {when} (count, amount, less)", right, kept)


def recount(history: History, keys: Iterable[str]) -> Sums:
    """Return (count, amount, less) by key and day, with the sum over all days as day 0."""
    sums: Sums = {}
    orders = Orders(history)
    for key in keys:
        if key.startswith("event:"):
            counted = _events(history, key.removeprefix("event:"))
        elif key.startswith("asset:"):
            counted = _asset(history, key.removeprefix("asset:"))
        elif key.startswith(_USES):
            counted = _uses(history, key.removeprefix(_USES))
        elif key.startswith(_FIRED):
            counted = _firings(history, key)
        elif key.startswith(_TRANSFERRED):
            counted = _transferred(history, key.removeprefix(_TRANSFERRED))
        else:
            counted = orders.count(order_args(key) or {})
        for day, *parts in counted:
            for at in (day, 0):
                before = sums.get((key, at), NOTHING)
                sums[key, at] = (before[0] + parts[0], before[1] + parts[1], before[2] + parts[2])
    return sums


def _events(history: History, type_: str) -> Iterator[tuple[int, int, int, int]]:
    signs = {type_: 1} | ({"referral.voided": -1} if type_ == "referral.joined" else {})
    return ((event.occurred_on, signs[event.type], 0, 0) for event in history.settled if event.type in signs)


def _uses(history: History, code: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the uses of a benefit, or of all of them, and on their day again those that were taken back."""
    for event in history.settled:
        data = json.loads(event.data) if event.type in ("benefit.used", *_UNUSED) else {}
        if event.type in _UNUSED:
            used = history.event_by_id.get(decode(Prefix.EVENT, data["event"]))
            if used is not None and _is_of(code, json.loads(used.data)):
                yield used.occurred_on, -1, 0, 0
        elif data and _is_of(code, data):
            yield event.occurred_on, 1, 0, 0


def _firings(history: History, key: str) -> Iterator[tuple[int, int, int, int]]:
    for firing in history.firings:
        if firing.stock == key and firing.reversed_at is None:
            yield firing.occurred_on, 1, 0, 0


def _is_of(code: str, data: Mapping[str, Any]) -> bool:
    return not code or spelled(data["benefit"]) == code


def _asset(history: History, code: str) -> Iterator[tuple[int, int, int, int]]:
    kind = history.program.kinds.get(code)
    for entry in of_kind(history.entries, kind.id) if kind else ():
        event, amount = history.event_by_id.get(entry.event_id), entry.amount
        if event is None:
            continue
        day, type_ = event.occurred_on, entry.type
        if type_ in (EntryType.EARN, EntryType.GRANT) or (type_ == EntryType.REVERSE and amount < 0):
            yield day, 0, amount, 0
        elif type_ in (EntryType.SPEND, EntryType.REVERSE):
            yield day, 0, 0, -amount


def _transferred(history: History, code: str) -> Iterator[tuple[int, int, int, int]]:
    kind = history.program.kinds.get(code)
    for entry in of_kind(history.entries, kind.id) if kind else ():
        event = history.event_by_id.get(entry.event_id)
        if (
            event is not None
            and entry.type == EntryType.TRANSFER
            and entry.contra == TRANSFER
            and entry.amount < 0
            and not entry.reverses
        ):
            yield event.occurred_on, 1, -entry.amount, 0


@dataclass(slots=True)
class _Order:
    """An order as it is now: its day, its data, and the refunds that count."""

    day: int
    data: dict[str, Any]
    refunds: list[Mapping[str, Any]] = field(default_factory=list)


def _in_order(waiting: Iterable[StoredEvent]) -> list[StoredEvent]:
    """Return the changes that wait for an order in the order in which they are settled."""
    return sorted(waiting, key=lambda change: (change.occurred_at, change.id))


class Orders:
    """One member's orders, each with the refunds that name it, and the refunds that name none."""

    def __init__(self, history: History) -> None:
        self._decimals = history.program.decimals
        self._orders: dict[str, _Order] = {}
        self._unlinked: list[tuple[int, Mapping[str, Any]]] = []
        # A refund or an amendment that waited was recorded with its order, and has a smaller id.
        waiting: list[StoredEvent] = []
        for event in history.settled:
            if event.type == "order.paid":
                self._orders[event.subject or ""] = _Order(event.occurred_on, json.loads(event.data))
            elif event.type == "order.received":
                data = json.loads(event.data)
                self._orders[event.refers or ""] = _Order(event.occurred_on, data["order"], data.get("refunds") or [])
            elif event.type in _CHANGES:
                waiting.append(event)
            else:
                continue
            waiting = [change for change in _in_order(waiting) if not self._change(change)]

    def _change(self, event: StoredEvent) -> bool:
        """Take in what changes an order, and return False if the order is still to come."""
        if event.refers is not None and event.refers not in self._orders:
            return False
        if event.type == "order.refunded":
            self._refund(event)
        elif event.type == "order.amended":
            self._amend(json.loads(event.data))
        else:
            del self._orders[event.refers or ""]
        return True

    def _refund(self, event: StoredEvent) -> None:
        data = json.loads(event.data)
        if data.get("orderId") is None:
            self._unlinked.append((event.occurred_on, data))
        elif (order := self._orders.get(spelled(data["orderId"]))) is not None:
            order.refunds.append(data)

    def _amend(self, data: Mapping[str, Any]) -> None:
        order = self._orders.get(spelled(data["orderId"]))
        if order is None:
            return
        total = units(data["total"], self._decimals)
        if self._is_whole(order) and total > 0:
            order.refunds.clear()
        order.data["total"] = data["total"]
        if data.get("items") is not None:
            order.data["items"] = data["items"]

    def _back(self, order: _Order) -> int:
        return sum(units(refund["amount"], self._decimals) for refund in order.refunds)

    def _is_whole(self, order: _Order) -> bool:
        """Return True if refunds gave all of an order back."""
        return bool(order.refunds) and self._back(order) >= units(order.data["total"], self._decimals)

    def count(self, args: Mapping[str, str]) -> Iterator[tuple[int, int, int, int]]:
        """Yield the orders narrowed to `args`: the day, how many, for how much, and how much of it went back."""
        for order in self._orders.values():
            ours = self._ours(order.data, args, order.data["total"])
            if ours is None:
                continue
            total, refunds = units(order.data["total"], self._decimals), order.refunds
            number = 0 if self._is_whole(order) else 1
            yield order.day, number, ours, self._returned(args, refunds, ours, total) if refunds else 0
        for day, refund in self._unlinked:
            returned = self._ours(refund, args, refund["amount"])
            if returned is not None:
                yield day, 0, 0, returned

    def _ours(self, data: Mapping[str, Any], args: Mapping[str, str], whole: Any) -> int | None:
        """Return the part of an order or a refund that the arguments name, None if it has none."""
        if any(_named(data, name) != value for name, value in args.items() if name not in _ITEM):
            return None
        wanted = {name: value for name, value in args.items() if name in _ITEM}
        if not wanted:
            return units(whole, self._decimals)
        items = [item for item in data.get("items") or () if all(_named(item, name) == wanted[name] for name in wanted)]
        return sum(units(item["amount"], self._decimals) for item in items) if items else None

    def _returned(self, args: Mapping[str, str], refunds: Sequence[Mapping[str, Any]], ours: int, total: int) -> int:
        """Return what refunds gave back of `ours`: by their items, without items in proportion, all of it at the end."""
        amounts = [units(refund["amount"], self._decimals) for refund in refunds]
        if not any(name in _ITEM for name in args):
            return sum(amounts)
        if sum(amounts) >= total:
            return ours
        items = {name: args[name] for name in args if name in _ITEM}
        back = Fraction(0)
        for refund, amount in zip(refunds, amounts, strict=True):
            back += (self._ours(refund, items, 0) or 0) if refund.get("items") else Fraction(ours * amount, total)
        return min(int(back), max(ours, 0)) if back >= 0 else max(int(back), min(ours, 0))


def _named(said: Mapping[str, Any], name: str) -> str | None:
    """Return a name of the merchant's own in its one spelling: what is stored is as it was sent."""
    value = said.get(name)
    return None if value is None else spelled(value)
