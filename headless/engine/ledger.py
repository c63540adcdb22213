"""Movements on one member's accounts: lots, holds, debt, and the entries that record them.

Every movement is one entry against a named contra account, and lot moves that say which lots it touched. Invariant after each
call: balance = sum of entries = sum of lots' remaining - debt; 0 <= held <= remaining <= granted for every lot.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.journal import Journal
from headless.engine.program import AssetKind
from headless.engine.records import Change, Entry, EntryType, EventRecord, Hold, HoldStatus, Lot
from headless.engine.state import Account, MemberState

FOREVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an entry is written: the event, the rule instance and version if any, and a reason for people."""

    event: EventRecord
    reason: str
    rule_id: int | None = None
    rule_version: int | None = None


class Ledger:
    """The accounts of one member at one moment, `now` in microseconds."""

    __slots__ = ("_journal", "_new_id", "changes", "now", "state")

    def __init__(self, state: MemberState, journal: Journal, new_id: Callable[[], int], now: int) -> None:
        self.state, self._journal, self._new_id, self.now = state, journal, new_id, now
        self.changes: list[Change] = []

    # ── what can be spent

    def available(self, kind: AssetKind) -> int:
        """Units in lots neither pending, expired nor held."""
        lots = self.state.lots(kind.id).values()
        return sum(lot.free for lot in lots if lot.remaining and lot.live(self.now))

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
        account, event, zone = self.state.account(kind.id), cause.event, self.state.program.zone
        if expires_at is None:
            last = kind.expiry.day(event.day)
            expires_at = None if last is None else zone.start_of(last)
        starts_at = event.occurred_at
        if type_ is EntryType.EARN and kind.pending_for is not None:
            starts_at = zone.start_of(kind.pending_for.after(event.day))
        entry = self._post(
            account,
            kind,
            type_,
            amount,
            cause,
            contra or f"issue:{funding}",
            funding,
            expires_at=expires_at,
            terms=terms,
        )
        self._add_lot(account, kind, entry, amount, funding, starts_at, expires_at, event)
        account.earned += amount
        return entry

    def _add_lot(
        self,
        account: Account,
        kind: AssetKind,
        entry: Entry,
        amount: int,
        funding: str,
        starts_at: int,
        expires_at: int | None,
        event: EventRecord,
    ) -> Lot:
        lot = Lot(
            self._new_id(), self.state.id, kind.id, entry.id, event.id, funding, amount, amount, 0, starts_at, expires_at,
            event.occurred_at, new=True,
        )  # fmt: skip
        self._journal.lots.append(lot)
        self._journal.move(entry, lot, amount)
        if account.lots is not None:
            account.lots[lot.id] = lot
        if starts_at > self.now:
            account.pending += amount
        elif account.debt and lot.live(self.now):
            self._repay_from(account, lot, entry)
        due = self._lot_due(kind, lot, self.state.clock_at)
        if due is not None and (account.due_at is None or due < account.due_at):
            account.due_at = due
        return lot

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
            rest -= self._take(account, lot, min(rest, lot.free), entry)
        account.debt += rest
        account.spent += amount
        return entry

    def hold(self, kind: AssetKind, amount: int, cause: Cause, order: str | None, expires_at: int) -> Hold:
        """Reserve lots in burn order. The caller has checked `available`."""
        account = self.state.account(kind.id)
        hold = Hold(
            self._new_id(), self.state.id, kind.id, amount, 0, 0, HoldStatus.OPEN, order, cause.reason, cause.event.id,
            self.now, expires_at, new=True,
        )  # fmt: skip
        rest = amount
        for lot in self._burn_order(kind):
            if not rest:
                break
            part = min(rest, lot.free)
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
            if not part:
                continue
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
            if not part:
                continue
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
        for lot in self._claw_order(kind, origin):
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
            account, kind, EntryType.REVERSE, -posted, cause, contra, funding,
            reverses=origin.id if origin else None, terms=terms,
        )  # fmt: skip
        for lot, part in takes:
            self._take(account, lot, part, entry)
        account.debt += rest - forgiven
        account.earned -= posted
        return entry

    def restore(
        self, kind: AssetKind, amount: int, cause: Cause, origin: Entry, moves: Iterable[tuple[int, int]], done: int
    ) -> Entry:
        """Give back `amount` of a spending, of which `done` was given back before, to the lots it came from.

        Lots are filled in reverse of the order in which they were spent; what came from credit comes first and lowers the debt. Into
        an expired lot: a new lot that ends the kind's grace after the refund.
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
        spent = sorted(((lots[id_], -moved) for id_, moved in moves), key=lambda pair: self._burn_key(kind, pair[0]))
        credit = -origin.amount - sum(part for _, part in spent)
        segments: list[tuple[Lot | None, int]] = [*spent]
        if credit:
            segments.append((None, credit))
        return segments[::-1]

    def _give_back(
        self, account: Account, kind: AssetKind, entry: Entry, lot: Lot | None, back: int, event: EventRecord
    ) -> None:
        zone = self.state.program.zone
        if lot is None:
            repaid = min(account.debt, back)
            account.debt -= repaid
            if back > repaid:
                last = kind.expiry.day(event.day)
                until = None if last is None else zone.start_of(last)
                self._add_lot(account, kind, entry, back - repaid, "house", event.occurred_at, until, event)
        elif lot.expires_at is not None and lot.expires_at <= self.now:
            until = zone.start_of(kind.restore_grace.after(event.day))
            self._add_lot(account, kind, entry, back, lot.funding, event.occurred_at, until, event)
        else:
            lot.remaining += back
            self._journal.move(entry, lot, back)
            self._journal.touch_lot(lot)
            if lot.starts_at > self.now:
                account.pending += back
            due = self._lot_due(kind, lot, self.state.clock_at)
            if due is not None and (account.due_at is None or due < account.due_at):
                account.due_at = due

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

    def mature(self, kind: AssetKind, lots: Iterable[Lot]) -> None:
        """Pending lots become available."""
        account = self.state.account(kind.id)
        for lot in lots:
            account.pending -= lot.remaining
            account.dirty = True

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

    def _repay_from(self, account: Account, lot: Lot, entry: Entry) -> None:
        part = min(account.debt, lot.free)
        account.debt -= self._take(account, lot, part, entry)

    # ── parts

    def _post(
        self,
        account: Account,
        kind: AssetKind,
        type_: EntryType,
        amount: int,
        cause: Cause,
        contra: str,
        funding: str | None,
        *,
        expires_at: int | None = None,
        reverses: int | None = None,
        terms: Mapping[str, Any] | None = None,
    ) -> Entry:
        before = account.balance
        account.version += 1
        account.balance += amount
        account.dirty = True
        event = cause.event
        entry = Entry(
            self._new_id(), self.state.id, kind.id, account.version, type_, amount, account.balance, contra, funding, event.id,
            cause.rule_id, cause.rule_version, cause.reason, event.occurred_at, self.now, expires_at, reverses, terms,
        )  # fmt: skip
        self._journal.entries.append(entry)
        if amount:
            self.changes.append(Change("ASSET", kind.code, before, account.balance, amount))
        return entry

    def _take(self, account: Account, lot: Lot, part: int, entry: Entry) -> int:
        lot.remaining -= part
        if lot.starts_at > self.now:
            account.pending -= part
        self._journal.move(entry, lot, -part)
        self._journal.touch_lot(lot)
        return part

    def _burn_key(self, kind: AssetKind, lot: Lot) -> tuple[int, int, int, int]:
        ends = FOREVER if lot.expires_at is None else lot.expires_at
        return (kind.burn_rank(lot.funding), ends, lot.earned_at, lot.id)

    def _burn_order(self, kind: AssetKind) -> list[Lot]:
        live = [lot for lot in self.state.lots(kind.id).values() if lot.remaining and lot.live(self.now)]
        return sorted(live, key=lambda lot: self._burn_key(kind, lot))

    def _reserved_order(self, kind: AssetKind, hold: Hold) -> list[Lot]:
        lots = self.state.lots(kind.id)
        return sorted((lots[id_] for id_ in hold.reserved), key=lambda lot: self._burn_key(kind, lot))

    def _claw_order(self, kind: AssetKind, origin: Entry | None) -> list[Lot]:
        def key(lot: Lot) -> tuple[bool, bool, int, int, int]:
            is_origin = origin is not None and lot.entry_id == origin.id
            ends = FOREVER if lot.expires_at is None else lot.expires_at
            return (not is_origin, lot.starts_at <= self.now, ends, lot.earned_at, lot.id)

        return sorted((lot for lot in self.state.lots(kind.id).values() if lot.free), key=key)

    def _lot_due(self, kind: AssetKind, lot: Lot, after: int) -> int | None:
        """The soonest moment after `after` at which this lot matures, is announced or expires."""
        moments = [lot.starts_at] if lot.starts_at > after else []
        if lot.expires_at is not None:
            moments += [moment for moment in (self.remind_at(kind, lot), lot.expires_at) if moment > after]
        return min(moments, default=None)

    def remind_at(self, kind: AssetKind, lot: Lot) -> int:
        """When the member is told that this lot will expire (before the lot was there: never)."""
        zone = self.state.program.zone
        return zone.start_of(kind.remind_before.before(zone.day_of(lot.expires_at or 0)))

    def refresh_due(self, kind: AssetKind) -> None:
        """Work out anew when the account needs clock work next."""
        account = self.state.account(kind.id)
        if account.lots is None or account.holds is None:
            return
        after = self.state.clock_at
        dues = [self._lot_due(kind, lot, after) for lot in account.lots.values() if lot.remaining]
        dues += [hold.expires_at for hold in account.holds.values()]
        account.due_at = min((due for due in dues if due is not None), default=None)
