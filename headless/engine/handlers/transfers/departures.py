"""What a transfer takes: an amount that goes to another member, if its kind and the day's limit allow that."""

from dataclasses import dataclass
from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.paying import insufficient, unknown_kind
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED, lot_json
from headless.engine.member.status import MemberStatus
from headless.engine.texts.names import called
from headless.engine.turn import Checked, Count, Handed, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.ids import Prefix, decode, encode
from headless.messages import Message

TRANSFERRED = "asset.transferred"


def transferred_key(code: str) -> str:
    """Return the key of the daily totals of what a member transferred of a kind."""
    return f"transferred:{code}"


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
        if not kind.transferable:
            message = Message(
                "{kind} cannot be transferred; save the asset kind with transferable: true to allow it",
                kind=called(kind),
            )
            return refused("NOT_TRANSFERABLE", message)
        units = to_units(data.amount, kind.decimals)
        problem = _over_limit(turn, kind, units) or _not_covered(turn, kind, units)
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
        turn.handed = Handed(checked.to, ASSET_RECEIVED, kind.code, event.occurred_at, received.to_json())


def _over_limit(turn: Turn, kind: AssetKind, units: int) -> Problem | None:
    """Return the refusal of a transfer beyond what the kind allows a member on one day of the merchant's."""
    if kind.transfer_daily is None:
        return None
    day = turn.event.day
    before = turn.state.totals.between(transferred_key(kind.code), day, day).amount
    if before + units <= kind.transfer_daily:
        return None
    most, left = (
        text_of(amount, kind.decimals) for amount in (kind.transfer_daily, max(0, kind.transfer_daily - before))
    )
    message = Message(
        "at most {most} {kind} may be transferred on one day; {left} of that are left today",
        most=Decimal(most),
        kind=called(kind),
        left=Decimal(left),
    )
    return refused("TRANSFER_LIMIT_EXCEEDED", message)


def _not_covered(turn: Turn, kind: AssetKind, units: int) -> Problem | None:
    available = turn.ledger.available(kind)
    return insufficient(kind, available, units) if units > available else None
