"""Holds that an event names: finding an open one, and giving a part of it back."""

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.paying import insufficient
from headless.engine.member.records import Hold, HoldStatus
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid
from headless.ids import decode


def find_hold(turn: Turn, kind: AssetKind | None, text: str, units: int | None, *path: str) -> Hold | Problem:
    """Return the open hold that a text names, of that kind and with that much left, or why there is none."""
    try:
        id_ = decode("hold", text)
    except Invalid as fault:
        return invalid("UNKNOWN_HOLD", fault.message, *path)
    for account in list(turn.state.accounts.values()):
        hold = turn.state.holds(account.kind_id).get(id_)
        if hold is not None:
            return _unfit(turn, hold, kind, text, units, *path) or hold
    return refused("HOLD_NOT_OPEN", f"there is no open hold {text}; it was settled, timed out or never existed")


def _unfit(turn: Turn, hold: Hold, kind: AssetKind | None, text: str, units: int | None, *path: str) -> Problem | None:
    if kind is not None and hold.kind_id != kind.id:
        return invalid("WRONG_HOLD", f"hold {text} is not of {kind.code}", *path)
    if units is not None and units > hold.open_amount:
        return insufficient(turn.program.kind_by_id[hold.kind_id], hold.open_amount, units)
    return None


def release(turn: Turn, hold: Hold, units: int, status: HoldStatus = HoldStatus.SETTLED) -> None:
    """Release a part of a hold. Lots that had ended meanwhile expire at once, after this event.

    Their key names the hold's end. If a hold is given back piece by piece, each piece's key names its event.
    """
    ended = turn.ledger.release(hold, units, turn.cause("hold released"), status)
    piece = f"{hold.id}:{hold.expires_at}" if status is HoldStatus.EXPIRED else f"{hold.id}:{turn.event.id}"
    turn.freed = [*turn.freed, *((lot, piece) for lot in ended)]
