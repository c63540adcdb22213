"""What the clock records of assets: lots that end or mature, and holds that time out."""

from collections.abc import Sequence
from dataclasses import dataclass

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import ByClock
from headless.engine.handlers.paying import release, use_under
from headless.engine.member.records import Hold, HoldStatus, Lot
from headless.engine.turn import Checked, Turn


@dataclass(slots=True)
class EndedLots(Checked):
    """Lots of a kind that have ended."""

    kind: AssetKind
    lots: Sequence[Lot]


@dataclass(slots=True)
class MaturedKind(Checked):
    """A kind of which something has become available."""

    kind: AssetKind


@dataclass(slots=True)
class EndedHold(Checked):
    """A hold that has reached its end."""

    hold: Hold


class LotsExpired(ByClock[EndedLots]):
    """`asset.expired`: what is left of the lots and not held goes to breakage."""

    def apply(self, turn: Turn, checked: EndedLots) -> None:
        turn.ledger.expire(checked.kind, checked.lots, turn.cause("expired"))


class LotsMatured(ByClock[MaturedKind]):
    """`asset.matured`: what has become available repays debt."""

    def apply(self, turn: Turn, checked: MaturedKind) -> None:
        turn.ledger.repay(checked.kind, turn.cause("debt repaid"))


class HoldTimedOut(ByClock[EndedHold]):
    """`hold.timed_out`: what is still open of a hold is released."""

    def apply(self, turn: Turn, checked: EndedHold) -> None:
        hold = checked.hold
        units = hold.open_amount
        release(turn, hold, units, HoldStatus.EXPIRED)
        use_under(turn, hold.order_ref, turn.program.kind_by_id[hold.kind_id], -units)
