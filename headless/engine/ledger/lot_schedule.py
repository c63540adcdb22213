"""What the clock has to do with a member's lots and holds of one kind, and when it has to look at them next."""

from collections.abc import Iterable
from heapq import heapify, heappop

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.lots import Item, agenda_of
from headless.engine.member.accounts import Account
from headless.engine.member.records import Lot
from headless.engine.member.state import MemberState


def due_lots(state: MemberState, kind: AssetKind, due: int) -> dict[int, list[Lot]]:
    """Take the lots that mature, are announced or end up to a moment off the agenda, and return them by which it is."""
    account = state.account(kind.id)
    agenda, left = _agenda(state, account, kind), account.left or state.lots_left(kind.id)
    by_work: dict[int, dict[int, Lot]] = {}
    while agenda and agenda[0][0] <= due:
        _, what, lot_id = heappop(agenda)
        lot = left.get(lot_id)
        if lot is not None:
            by_work.setdefault(what, {})[lot_id] = lot
    return {what: list(lots.values()) for what, lots in by_work.items()}


def mature(account: Account, lots: Iterable[Lot]) -> None:
    """Make pending lots available."""
    for lot in lots:
        account.pending -= lot.remaining
        account.dirty = True


def refresh_due(state: MemberState, kind: AssetKind) -> None:
    """Compute again when an account needs clock work next, if its lots are loaded."""
    account, now = state.account(kind.id), state.clock_at
    if account.lots is None or account.holds is None:
        return
    agenda, left = _agenda(state, account, kind), account.left or state.lots_left(kind.id)
    while agenda and (agenda[0][0] <= now or agenda[0][2] not in left):
        heappop(agenda)
    account.due_at = agenda[0][0] if agenda else None
    for hold in account.holds.values():
        if account.due_at is None or hold.expires_at < account.due_at:
            account.due_at = hold.expires_at


def _agenda(state: MemberState, account: Account, kind: AssetKind) -> list[Item]:
    if account.agenda is None:
        lots, endings = state.lots_left(kind.id).values(), state.program.endings[kind.id]
        account.agenda = list(agenda_of(endings, lots, state.clock_at))
        heapify(account.agenda)
    return account.agenda
