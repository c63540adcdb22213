"""Gifts of rules that come back: what is left with the other member, and the rest as that one's debt, or forgiven, by kind."""

from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.records import Entry, EntryType, OriginFacts
from headless.engine.member.state import MemberState
from headless.engine.turn import Checked, Handed, Recall, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid
from headless.ids import Prefix, decode, encode
from headless.messages import Message

ASSET_RETURNED = "asset.returned"
REFUND, UNDONE = "refund", "undone"


@dataclass(slots=True)
class Return(Checked):
    """Units of a gift that go back to the member who gave it. origin: the receipt."""

    kind: AssetKind
    units: int
    entry: Entry
    origin: OriginFacts


class AssetReturned(Handler[Return]):
    """A gift goes back to the member who gave it: its own lots first, then others, then debt."""

    def check(self, turn: Turn) -> Return | Problem:
        data = turn.event.data
        kind, receipt = turn.kind(data.kind), received(turn.state, decode(Prefix.EVENT, data.receipt))
        entry = None if receipt is None or kind is None else entry_of(receipt, kind)
        if kind is None or receipt is None or entry is None:
            return invalid("UNKNOWN_ENTRY", Message("there is no entry {entry}", entry=data.receipt), "receipt")
        return Return(kind=kind, units=to_units(data.amount, kind.decimals), entry=entry, origin=receipt)

    def apply(self, turn: Turn, checked: Return) -> None:
        data, kind = turn.event.data, checked.kind
        entry = turn.ledger.take_back(kind, checked.units, turn.cause(data.reason), checked.entry)
        checked.origin.take_by_hand(checked.entry, checked.units)
        posted = 0 if entry is None else -entry.amount
        if posted:
            back = {
                "kind": kind.code, "amount": text_of(posted, kind.decimals), "reason": data.reason,
                "transferredFrom": encode(Prefix.MEMBER, turn.state.id), "lots": [], "returns": data.returns,
            }  # fmt: skip
            giver = decode(Prefix.MEMBER, data.transferred_to)
            key = f"{kind.code}:1"
            turn.handed.append(Handed(giver, ASSET_RECEIVED, key, turn.event.occurred_at, back, turn.new_id()))

    def takes_closed(self, turn: Turn) -> bool:
        return True


def returned(turn: Turn, recall: Recall, state: MemberState, ledger: Ledger, number: int) -> Handed | None:
    """Return what the other member is to give back now, or None if there is nothing."""
    receipt = received(state, recall.receipt_id)
    kind = turn.program.kind_by_id[recall.entry.kind_id]
    entry = None if receipt is None else entry_of(receipt, kind)
    if receipt is None or entry is None:
        return None
    taken = receipt.taken.get(entry.id, 0)
    units = min(recall.due - taken, entry.amount - taken - ledger.expired_of(entry))
    units = units if recall.owed else min(units, ledger.unused(kind, entry))
    if units <= 0:
        return None
    json: dict[str, Any] = {
        "kind": kind.code, "amount": text_of(units, kind.decimals), "reason": REFUND if recall.owed else UNDONE,
        "receipt": encode(Prefix.EVENT, recall.receipt_id), "transferredTo": encode(Prefix.MEMBER, turn.state.id),
        "returns": encode(Prefix.ENTRY, recall.entry.id),
    }  # fmt: skip
    key = f"back:{kind.code}:{number}"
    return Handed(state.id, ASSET_RETURNED, key, turn.event.occurred_at, json, turn.new_id())


def received(state: MemberState, event_id: int) -> OriginFacts | None:
    """Return a receipt of the member's with what it brought. Raise FactsMissing if it was not loaded."""
    for origin in state.facts.origins.values():
        if origin is not None and origin.event.id == event_id:
            return origin
    return state.facts.origin("event", str(event_id))


def entry_of(receipt: OriginFacts, kind: AssetKind) -> Entry | None:
    """Return the entry with which an amount came in, or None."""
    entries = (entry for entry in receipt.entries if entry.type is EntryType.TRANSFER and entry.amount > 0)
    return next((entry for entry in entries if entry.kind_id == kind.id), None)
