"""Movements on one member's accounts: in, out, reserved, taken back, expired."""

from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.lots import burn_key, claw_key
from headless.engine.ledger.movements import Cause, Postings
from headless.engine.member.accounts import Account
from headless.engine.member.records import Entry, EntryType, EventRecord, Hold, HoldStatus, Lot

__all__ = ["Cause", "Ledger"]


class Ledger(Postings):
    """The accounts of one member at one moment. Callers have checked that what they take is there."""

    __slots__ = ()

    # ── what can be spent

    def available(self, kind: AssetKind) -> int:
        """Units in lots neither pending, expired nor held."""
        return sum(lot.free for lot in self.state.lots_left(kind.id).values() if lot.live(self.now))

    def spendable(self, kind: AssetKind) -> int:
        """Units that a spending may take: what is available and the credit left."""
        return max(0, self.available(kind) + kind.credit_limit - self.state.account(kind.id).debt)

    # ── in

    def earn(
        self,
        kind: AssetKind,
        amount: int,
        cause: Cause,
        *,
        type_: EntryType = EntryType.EARN,
        funding: str = "house",
        expires_at: int | None = None,
        terms: Mapping[str, Any] | None = None,
        contra: str = "",
    ) -> Entry:
        """Post `amount` as a new lot, pending or not by kind; an available lot repays debt first."""
        state, event = self.state, cause.event
        account = state.account(kind.id)
        if expires_at is None:
            expires_at = state.program.endings[kind.id].of(event.day)
        starts_at = event.occurred_at
        if type_ is EntryType.EARN and kind.pending_for is not None:
            starts_at = state.program.zone.start_of(kind.pending_for.after(event.day))
        entry = self._post(
            account, kind, type_, amount, cause, contra or f"issue:{funding}", funding, expires_at=expires_at, terms=terms
        )  # fmt: skip
        self._add_lot(account, kind, entry, amount, funding, starts_at, expires_at, event)
        account.earned += amount
        return entry

    # ── out

    def spend(
        self,
        kind: AssetKind,
        amount: int,
        cause: Cause,
        *,
        contra: str = "redeem",
        terms: Mapping[str, Any] | None = None,
    ) -> Entry:
        """Burn `amount` in burn order, the rest on credit. The caller has checked `spendable`."""
        account = self.state.account(kind.id)
        entry = self._post(account, kind, EntryType.SPEND, -amount, cause, contra, None, terms=terms)
        rest = amount
        for lot in self._burn_order(kind):
            if not rest:
                break
            if lot.free:
                rest -= self._take(account, lot, min(rest, lot.free), entry)
        account.debt += rest
        account.spent += amount
        return entry

    def hold(self, kind: AssetKind, amount: int, cause: Cause, order: str | None, expires_at: int) -> Hold:
        """Reserve lots in burn order. The caller has checked `available`."""
        account = self.state.account(kind.id)
        hold = Hold(
            self._new_id(), self.state.id, kind.id, amount, 0, 0, HoldStatus.OPEN, order, cause.reason, cause.event.id,
            self.recorded_at, expires_at, new=True,
        )  # fmt: skip
        rest = amount
        for lot in self._burn_order(kind):
            part = min(rest, lot.free)
            if part:
                lot.held += part
                hold.reserved[lot.id] = part
                self._journal.touch_lot(lot)
                rest -= part
        account.held += amount
        account.dirty = True
        self.state.holds(kind.id)[hold.id] = hold
        self._journal.holds.append(hold)
        if account.due_at is None or expires_at < account.due_at:
            account.due_at = expires_at
        return hold

    def capture(
        self, hold: Hold, amount: int, cause: Cause, *, contra: str = "redeem", terms: Mapping[str, Any] | None = None
    ) -> Entry:
        """Spend `amount` out of a hold, expired lots included."""
        kind = self.state.program.kind_by_id[hold.kind_id]
        account = self.state.account(kind.id)
        entry = self._post(account, kind, EntryType.SPEND, -amount, cause, contra, None, terms=terms)
        rest = amount
        for lot in self._reserved_order(kind, hold):
            part = min(rest, hold.reserved[lot.id])
            if part:
                self._unreserve(hold, lot, part)
                self._take(account, lot, part, entry)
                rest -= part
        hold.captured += amount
        account.held -= amount
        account.spent += amount
        self._settle_hold(hold, account)
        return entry

    def release(self, hold: Hold, amount: int, cause: Cause, status: HoldStatus = HoldStatus.SETTLED) -> list[Lot]:
        """Give `amount` of a hold back to its lots, last burnt first; returns the lots that had expired meanwhile."""
        kind = self.state.program.kind_by_id[hold.kind_id]
        account = self.state.account(kind.id)
        rest, expired = amount, []
        for lot in reversed(self._reserved_order(kind, hold)):
            part = min(rest, hold.reserved[lot.id])
            if part:
                self._unreserve(hold, lot, part)
                rest -= part
                if lot.expires_at is not None and lot.expires_at <= self.now:
                    expired.append(lot)
        hold.released += amount
        account.held -= amount
        self._settle_hold(hold, account, status)
        self.repay(kind, cause)
        return expired

    def _settle_hold(self, hold: Hold, account: Account, status: HoldStatus = HoldStatus.SETTLED) -> None:
        account.dirty = True
        hold.dirty = True
        self._journal.touch_hold(hold)
        if not hold.open_amount:
            hold.status = status
            if account.holds is not None:
                account.holds.pop(hold.id, None)

    def _unreserve(self, hold: Hold, lot: Lot, part: int) -> None:
        lot.held -= part
        hold.reserved[lot.id] -= part
        self._journal.touch_lot(lot)

    # ── back

    def take_back(self, kind: AssetKind, amount: int, cause: Cause, origin: Entry | None = None) -> Entry | None:
        """Take back what was earned: the origin's lot, pending lots, other lots by expiry, then debt. Never fails."""
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
        terms = {"forgiven": forgiven} if forgiven else None
        contra, funding = (origin.contra, origin.funding) if origin else ("issue:house", "house")
        entry = self._post(
            account, kind, EntryType.REVERSE, -posted, cause, contra, funding, reverses=origin_id, terms=terms
        )
        for lot, part in takes:
            self._take(account, lot, part, entry)
        account.debt += rest - forgiven
        account.earned -= posted
        return entry

    def restore(
        self, kind: AssetKind, amount: int, cause: Cause, origin: Entry, moves: Iterable[tuple[int, int]], done: int
    ) -> Entry:
        """Give back `amount` of a spending, of which `done` was given back before, to the lots it came from.

        Lots are filled in reverse of the order in which they were spent; what came from credit comes first and lowers the
        debt. Into an expired lot: a new lot that ends the kind's grace after the refund.
        """
        account = self.state.account(kind.id)
        entry = self._post(
            account, kind, EntryType.REVERSE, amount, cause, origin.contra, origin.funding, reverses=origin.id
        )
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
            self._add_lot(account, kind, entry, back, lot.funding, event.occurred_at, until, event)
        else:
            lot.remaining += back
            if account.left is not None:
                account.left[lot.id] = lot
            self._journal.move(entry, lot, back)
            self._journal.touch_lot(lot)
            if lot.starts_at > self.now:
                account.pending += back
            self._note_due(account, lot)

    # ── time

    def expire(self, kind: AssetKind, lots: Iterable[Lot], cause: Cause) -> Entry | None:
        """Expire what is left of the lots and not held, against `breakage`; None if that is nothing."""
        gone = [lot for lot in lots if lot.free]
        amount = sum(lot.free for lot in gone)
        if not amount:
            return None
        account = self.state.account(kind.id)
        fundings = {lot.funding for lot in gone}
        funding = fundings.pop() if len(fundings) == 1 else None
        entry = self._post(account, kind, EntryType.EXPIRE, -amount, cause, "breakage", funding)
        for lot in gone:
            self._take(account, lot, lot.free, entry)
        account.expired += amount
        return entry

    def repay(self, kind: AssetKind, cause: Cause) -> None:
        """Let what has become available repay debt; an entry of amount zero records it, for the balance stays."""
        account = self.state.account(kind.id)
        if not account.debt:
            return
        free = [lot for lot in self._burn_order(kind) if lot.free]
        if not free:
            return
        entry = self._post(account, kind, EntryType.TRANSFER, 0, cause, "debt", None)
        for lot in free:
            if not account.debt:
                break
            self._repay_from(account, lot, entry)
