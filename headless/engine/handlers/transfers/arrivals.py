"""What a transfer brings: lots that keep the origin, funding and times that they had with the other member."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.paying import unknown_kind
from headless.engine.ledger.ledger import LotPart
from headless.engine.turn import Checked, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem
from headless.ids import Prefix, decode, encode

ASSET_RECEIVED = "asset.received"


@dataclass(slots=True)
class Arrival(Checked):
    """Parts of lots of a kind that came from another member."""

    kind: AssetKind
    parts: list[LotPart]


class AssetReceived(Handler[Arrival]):
    """An amount came from another member: lots with the origin, funding and times that they had there."""

    def check(self, turn: Turn) -> Arrival | Problem:
        data = turn.event.data
        kind = turn.kind(data.kind)
        return (
            unknown_kind(turn, data.kind, "kind") if kind is None else Arrival(kind=kind, parts=_parts(kind, data.lots))
        )

    def apply(self, turn: Turn, checked: Arrival) -> None:
        turn.ledger.receive(checked.kind, checked.parts, turn.cause(turn.event.data.reason))


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
