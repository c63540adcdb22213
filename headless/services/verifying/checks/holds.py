"""Holds against the events that captured and released them."""

import json
from collections.abc import Iterator
from typing import Any

from headless.engine.member.orders.order_changes import CHECKOUT_HELD, CHECKOUT_RELEASED, PAID
from headless.engine.member.records import HoldStatus
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.ids import Prefix, decode, encode
from headless.models.tables.events.histories import StoredEvent
from headless.models.tables.ledger.histories import StoredHold
from headless.services.verifying.histories.amounts import units
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

_TYPES = (PAID, "hold.settled", "hold.timed_out")
_CHECKOUTS = (PAID, CHECKOUT_HELD, CHECKOUT_RELEASED)


def check_holds(history: History) -> Iterator[Drift]:
    """Check that holds were captured and released as the events say, and that their lots keep what is still open."""
    if not history.holds:
        return
    reserved: dict[int, int] = {}
    for reservation in history.reservations:
        reserved[reservation.hold_id] = reserved.get(reservation.hold_id, 0) + reservation.amount
    told = _told(history)
    for hold in history.holds:
        what = f"{history.code(hold.kind_id)} {encode(Prefix.HOLD, hold.id)}"
        captured, released, timed_out = told[hold.id]
        still_open = hold.amount - captured - released
        ended = HoldStatus.EXPIRED if timed_out else HoldStatus.SETTLED
        status = HoldStatus.OPEN if still_open else ended
        expected = {"captured": captured, "released": released, "status": int(status)}
        yield from history.compare("hold", what, expected, hold)
        if reserved.get(hold.id, 0) != still_open:
            yield history.drift("hold", f"{what} reserved", still_open, reserved.get(hold.id, 0))


def _told(history: History) -> dict[int, tuple[int, int, bool]]:
    """Return what the events captured and released, by hold, and True for one that timed out."""
    holds = {hold.id: hold for hold in history.holds}
    told = dict.fromkeys(holds, (0, 0, False))
    made_before: set[int] = set()
    for event in history.settled:
        if event.type == "member.erased":
            told = {id_: _after(history, holds[id_], was, "release", None) for id_, was in told.items()}
        for text, action, amount in _settlements(event):
            hold = holds.get(_number(spelled(text)))
            if hold is not None:
                told[hold.id] = _after(history, hold, told[hold.id], action, amount)
        for hold in _given_up(history, event):
            if hold.event_id in made_before:
                told[hold.id] = _after(history, hold, told[hold.id], "release", None)
        made_before.add(event.id)
    return told


def _given_up(history: History, event: StoredEvent) -> list[StoredHold]:
    """Return the holds of checkouts that an event lets go of, as far as they are open: those of its order."""
    if event.type not in _CHECKOUTS:
        return []
    order = spelled(json.loads(event.data)["orderId"])
    return [hold for hold in history.holds if hold.checkout and hold.order_ref == order]


def _settlements(event: StoredEvent) -> Iterator[tuple[str, str, Any]]:
    if event.type not in _TYPES:
        return
    data = json.loads(event.data)
    if event.type == PAID:
        for tender in data.get("payWith") or ():
            if tender.get("hold") is not None:
                yield tender["hold"], "capture", tender["amount"]
    elif event.type == "hold.settled":
        yield data["hold"], data["action"], data.get("amount")
    else:
        yield data["hold"], "time out", None


def _after(
    history: History, hold: StoredHold, told: tuple[int, int, bool], action: str, amount: Any
) -> tuple[int, int, bool]:
    captured, released, timed_out = told
    kind = history.program.kind_by_id[hold.kind_id]
    still_open = hold.amount - captured - released
    part = still_open if amount is None else units(amount, kind.decimals)
    if action == "capture":
        return (captured + part, released + still_open - part, timed_out) if part else told
    return captured, released + part, timed_out or action == "time out"


def _number(text: str) -> int:
    try:
        return decode(Prefix.HOLD, text)
    except Invalid:
        return 0
