"""What a transfer takes: an amount that goes to another member, if its kind and the day's limit allow that."""

from dataclasses import dataclass

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.paying import unknown_kind
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED, lot_json
from headless.engine.handlers.transfers.gifts import not_covered, not_transferable, over_limit, transferred_key
from headless.engine.member.status import MemberStatus
from headless.engine.turn import Checked, Count, Handed, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.ids import Prefix, decode, encode
from headless.messages import Message

TRANSFERRED = "asset.transferred"


@dataclass(slots=True)
class Transfer(Checked):
    """Units of a kind on their way to another member."""

    kind: AssetKind
    units: int
    to: int


class AssetTransferred(Handler[Transfer]):
    """`assetTransfer`: what is available leaves its member, soonest expiry first, and another member receives it."""

    def check(self, turn: Turn) -> Transfer | Problem:
        data, to = turn.event.data, decode(Prefix.MEMBER, turn.event.data.to)
        if to == turn.state.id:
            return invalid(
                "SAME_MEMBER", Message("a member cannot transfer anything to itself; name another one"), "data", "to"
            )
        if turn.state.status == MemberStatus.FROZEN:
            return refused(
                "MEMBER_FROZEN", Message("the member is frozen; nothing can be transferred until that is lifted")
            )
        kind = turn.kind(data.kind)
        if kind is None:
            return unknown_kind(turn, data.kind, "kind")
        barred = not_transferable(kind)
        if barred is not None:
            return barred
        units = to_units(data.amount, kind.decimals)
        problem = over_limit(turn, kind, units) or not_covered(turn, kind, units)
        return problem or Transfer(spends={kind.code: units}, kind=kind, units=units, to=to)

    def counts(self, turn: Turn, checked: Transfer) -> list[Count]:
        return [Count(transferred_key(checked.kind.code), turn.event.day, 1, checked.units)]

    def apply(self, turn: Turn, checked: Transfer) -> None:
        event, kind = turn.event, checked.kind
        parts = turn.ledger.send(kind, checked.units, turn.cause(event.data.reason))
        received = turn.program.payload(ASSET_RECEIVED, {
            "kind": kind.code, "amount": text_of(checked.units, kind.decimals), "reason": event.data.reason,
            "transferredFrom": encode(Prefix.MEMBER, turn.state.id), "lots": [lot_json(kind, part) for part in parts],
        })  # fmt: skip
        turn.handed.append(Handed(checked.to, ASSET_RECEIVED, kind.code, event.occurred_at, received.to_json()))
