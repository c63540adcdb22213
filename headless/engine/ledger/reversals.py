"""What goes back: earnings that are taken back, spendings that are given back to their lots, and debt that is repaid."""

from collections.abc import Iterable
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.lots import burn_key, claw_key
from headless.engine.ledger.movements import Cause, Movements
from headless.engine.member.accounts import Account
from headless.engine.member.records import Entry, EntryType, EventRecord, Lot
from headless.engine.program.partners import SPENT_ON, spent_on


def _back_as(origin: Entry) -> EntryType:
    return EntryType.TRANSFER if origin.type is EntryType.TRANSFER else EntryType.REVERSE


class Reversals(Movements):
    """The movements that undo others. Each entry names the one that it reverses."""

    __slots__ = ()

    def take_back(self, kind: AssetKind, amount: int, cause: Cause, origin: Entry | None = None) -> Entry | None:
        """Take back what was earned: the origin's lot, pending lots, other lots by expiry, then debt. Never fails.

        An origin that another member sent goes back as it came, as a transfer: it was not earned here.
        """
        account = self.state.account(kind.id)
        takes: list[tuple[Lot, int]] = []
        rest = amount
        origin_id = None if origin is None else origin.id
        free = [lot for lot in self.state.lots_left(kind.id).values() if lot.free]
        for lot in sorted(free, key=lambda lot: claw_key(lot, origin_id, self.now)):
            part = min(rest, lot.free)
            if part:
                takes.append((lot, part))
                rest -= part
        forgiven = rest if kind.clawback == "FORGIVE" else 0
        posted = amount - forgiven
        if not posted and origin is None:
            return None
        terms: dict[str, Any] = {"forgiven": forgiven} if forgiven else {}
        day = None if origin is None else spent_on(origin.terms)
        if day is not None:
            terms[SPENT_ON] = day
        contra, funding = (origin.contra, origin.funding) if origin else ("issue:house", "house")
        type_ = EntryType.REVERSE if origin is None else _back_as(origin)
        entry = self._post(
            account, kind, type_, -posted, cause, contra, funding, reverses=origin_id, terms=terms or None
        )
        if day is not None:
            self._count_against_partner(entry)
        for lot, part in takes:
            self._take(account, lot, part, entry)
        account.debt += rest - forgiven
        if type_ is EntryType.REVERSE:
            account.earned -= posted
        return entry

    def _count_against_partner(self, entry: Entry) -> None:
        partner = self.state.program.partner_by_account.get(entry.contra)
        if partner is not None:
            self._journal.budgets.book(entry, partner.id)

    def expired_of(self, entry: Entry) -> int:
        """Return what has left an entry's own lots by expiry: those that it made, and those restored from them."""
        lots = self.state.lots(entry.kind_id).values()
        return sum(lot.expired for lot in lots if lot.expired and entry.id in (lot.owner_id, lot.entry_id))

    def unused(self, kind: AssetKind, origin: Entry) -> int:
        """Return what is left and not held of an earning's own lots: those that it made, and those restored from them."""
        lots = self.state.lots_left(kind.id).values()
        return sum(lot.free for lot in lots if origin.id in (lot.owner_id, lot.entry_id))

    def restore(
        self, kind: AssetKind, amount: int, cause: Cause, origin: Entry, moves: Iterable[tuple[int, int]], done: int
    ) -> Entry:
        """Give back `amount` of a spending, of which `done` was given back before, to the lots it came from.

        Lots are filled in reverse of the order in which they were spent; what came from credit comes first and lowers the
        debt. Into an expired lot: a new lot that ends the kind's grace after the refund. What was sent to another member comes
        back as a transfer.
        """
        account, type_ = self.state.account(kind.id), _back_as(origin)
        entry = self._post(account, kind, type_, amount, cause, origin.contra, origin.funding, reverses=origin.id)
        if type_ is EntryType.REVERSE:
            account.spent -= amount
        rest, skip = amount, done
        for lot, part in self._segments(kind, origin, moves):
            skipped = min(skip, part)
            skip -= skipped
            back = min(rest, part - skipped)
            rest -= back
            if back:
                self._give_back(account, kind, entry, lot, back, cause.event)
        self.repay(kind, cause)
        return entry

    def _segments(
        self, kind: AssetKind, origin: Entry, moves: Iterable[tuple[int, int]]
    ) -> list[tuple[Lot | None, int]]:
        lots = self.state.lots(kind.id)
        spent = sorted(((lots[id_], -moved) for id_, moved in moves), key=lambda pair: burn_key(kind, pair[0]))
        credit = -origin.amount - sum(part for _, part in spent)
        segments: list[tuple[Lot | None, int]] = [*spent]
        if credit:
            segments.append((None, credit))
        return segments[::-1]

    def _give_back(
        self, account: Account, kind: AssetKind, entry: Entry, lot: Lot | None, back: int, event: EventRecord
    ) -> None:
        if lot is None:
            repaid = min(account.debt, back)
            account.debt -= repaid
            if back > repaid:
                until = self.state.program.endings[kind.id].of(event.day)
                self._add_lot(account, kind, entry, back - repaid, "house", event.occurred_at, until, event)
        elif lot.expires_at is not None and lot.expires_at <= self.now:
            until = self.state.program.zone.start_of(kind.restore_grace.after(event.day))
            self._add_lot(account, kind, entry, back, lot.funding, event.occurred_at, until, event, lot.owner_id)
        else:
            lot.remaining += back
            if account.left is not None:
                account.left[lot.id] = lot
            self._journal.move(entry, lot, back)
            self._journal.touch_lot(lot)
            if lot.starts_at > self.now:
                account.pending += back
            self._note_due(account, lot)

    def repay(self, kind: AssetKind, cause: Cause, ended: Iterable[Lot] = ()) -> None:
        """Let what has become available repay debt. An entry of amount zero records it, for the balance stays.

        ended: lots that had ended while a hold kept them. What is left of them expires next, so that they repay first.
        """
        account = self.state.account(kind.id)
        if not account.debt:
            return
        free = [lot for lot in (*ended, *self._burn_order(kind)) if lot.free]
        if not free:
            return
        entry = self._post(account, kind, EntryType.TRANSFER, 0, cause, "debt", None)
        for lot in free:
            if not account.debt:
                break
            self._repay_from(account, lot, entry)
