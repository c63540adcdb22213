"""What a transfer brings: lots that keep the origin, funding and times that they had with the other member."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.paying import unknown_kind
from headless.engine.ledger.ledger import LotPart
from headless.engine.member.records import Entry, OriginFacts
from headless.engine.turn import Checked, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid
from headless.ids import Prefix, decode, encode
from headless.messages import Message

ASSET_RECEIVED = "asset.received"


@dataclass(slots=True)
class Arrival(Checked):
    """Parts of lots of a kind that came from another member. back: the gift that came back, instead of them."""

    kind: AssetKind
    parts: list[LotPart]
    back: tuple[OriginFacts, Entry] | None = None


class AssetReceived(Handler[Arrival]):
    """An amount came from another member: lots with the origin, funding and times that they had there."""

    def check(self, turn: Turn) -> Arrival | Problem:
        data = turn.event.data
        kind = turn.kind(data.kind)
        if kind is None:
            return unknown_kind(turn, data.kind, "kind")
        if data.returns is None:
            return Arrival(kind=kind, parts=_parts(kind, data.lots))
        entry_id = decode(Prefix.ENTRY, data.returns)
        origin = turn.state.facts.origin_of_entry(entry_id, data.returns)
        entry = next((entry for entry in origin.entries if entry.id == entry_id), None) if origin else None
        if origin is None or entry is None:
            return invalid("UNKNOWN_ENTRY", Message("there is no entry {entry}", entry=data.returns), "returns")
        return Arrival(kind=kind, parts=[], back=(origin, entry))

    def apply(self, turn: Turn, checked: Arrival) -> None:
        if checked.back is not None:
            data, kind, (origin, entry) = turn.event.data, checked.kind, checked.back
            units, taken = to_units(data.amount, kind.decimals), origin.taken.get(entry.id, 0)
            turn.ledger.restore(kind, units, turn.cause(data.reason), entry, origin.moves.get(entry.id, []), taken)
            origin.take_by_hand(entry, units)
            return
        turn.ledger.receive(checked.kind, checked.parts, turn.cause(turn.event.data.reason))

    def takes_closed(self, turn: Turn) -> bool:
        """Return True for what comes back, which follows from a refund."""
        return turn.event.data.returns is not None


def lot_json(kind: AssetKind, part: LotPart) -> dict[str, Any]:
    """Return a part of a lot in the words of the event's payload."""
    return {
        "amount": text_of(part.units, kind.decimals), "funding": part.funding, "startsAt": part.starts_at,
        "expiresAt": part.expires_at, "earnedAt": part.earned_at, "entry": encode(Prefix.ENTRY, part.owner_id),
    }  # fmt: skip


def _parts(kind: AssetKind, lots: Iterable[Any]) -> list[LotPart]:
    return [
        LotPart(
            to_units(lot.amount, kind.decimals), lot.funding, lot.starts_at, lot.expires_at, lot.earned_at,
            decode(Prefix.ENTRY, lot.entry),
        )
        for lot in lots
    ]  # fmt: skip
