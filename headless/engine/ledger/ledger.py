"""The accounts of one member: what can be spent, and what comes in, goes out, is reserved or expires."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.movements import Cause
from headless.engine.ledger.reversals import Reversals
from headless.engine.member.accounts import Account
from headless.engine.member.records import Entry, EntryType, Hold, HoldStatus, Lot
from headless.engine.member.state import MemberState

TRANSFER = "transfer"
"""The contra account of what goes from one member to another. Over all members it is zero."""

CARD = "card"
"""The contra account of what goes between cards and members' accounts."""


def available_units(state: MemberState, kind: AssetKind, now: int) -> int:
    """Return the units in a member's lots neither pending, expired nor held."""
    return sum(lot.free for lot in state.lots_left(kind.id).values() if lot.live(now))


def spendable_units(state: MemberState, kind: AssetKind, now: int) -> int:
    """Return the units that a spending of a member may take: what is available and the credit left."""
    return max(0, available_units(state, kind, now) + kind.credit_limit - state.account(kind.id).debt)


class LotPart(NamedTuple):
    """Units of a lot that goes to another member. owner_id: the entry that earned them."""

    units: int
    funding: str
    starts_at: int
    expires_at: int | None
    earned_at: int
    owner_id: int


class Ledger(Reversals):
    """The accounts of one member at one moment. Callers have checked that what they take is there."""

    __slots__ = ()

    # ── what can be spent

    def available(self, kind: AssetKind, holds: Iterable[Hold] = ()) -> int:
        """Return the units in lots neither pending, expired nor held. holds: those that are given back before."""
        have = available_units(self.state, kind, self.now)
        live, debt = self._given_back(kind, holds) if holds else (0, 0)
        return max(0, have + live - debt)

    def spendable(self, kind: AssetKind, holds: Iterable[Hold] = ()) -> int:
        """Return the units that a spending may take: what is available and the credit left. holds: as for `available`."""
        if not holds:
            return spendable_units(self.state, kind, self.now)
        live, debt = self._given_back(kind, holds)
        return max(0, available_units(self.state, kind, self.now) + live + kind.credit_limit - debt)

    def _given_back(self, kind: AssetKind, holds: Iterable[Hold]) -> tuple[int, int]:
        """Return the units of holds in lots that are live, and the debt that lots that have ended meanwhile do not repay."""
        lots, live, ended = self.state.lots(kind.id), 0, 0
        for lot_id, units in (part for hold in holds if hold.kind_id == kind.id for part in hold.reserved.items()):
            if lots[lot_id].live(self.now):
                live += units
            else:
                ended += units
        return live, max(0, self.state.account(kind.id).debt - ended)

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
        """Post `amount` as a new lot, pending or not by kind. An available lot repays debt first."""
        state, event = self.state, cause.dated or cause.event
        account = state.account(kind.id)
        if expires_at is None:
            expires_at = state.program.endings[kind.id].of(event.day)
        starts_at = event.occurred_at
        if type_ is EntryType.EARN and kind.pending_for is not None:
            starts_at = state.program.zone.start_of(kind.pending_for.after(event.day))
        entry = self._post(
            account, kind, type_, amount, cause, contra or f"issue:{funding}", funding, expires_at=expires_at, terms=terms
        )  # fmt: skip
        lot = self._add_lot(account, kind, entry, amount, funding, starts_at, expires_at, event)
        if cause.dated is not None:
            entry.occurred_at, lot.event_id = event.occurred_at, cause.event.id
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

    def hold(
        self, kind: AssetKind, amount: int, cause: Cause, order: str | None, expires_at: int, *, checkout: bool = False
    ) -> Hold:
        """Reserve lots in burn order. The caller has checked `available`. checkout: the payment of the order captures it."""
        account = self.state.account(kind.id)
        hold = Hold(
            self._new_id(), self.state.id, kind.id, amount, 0, 0, HoldStatus.OPEN, order, cause.reason, cause.event.id,
            self.recorded_at, expires_at, checkout, new=True,
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
        """Give `amount` of a hold back to its lots, last burnt first, and return those that had expired meanwhile."""
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
        self.repay(kind, cause, expired)
        return expired

    # ── from one member to another

    def send(self, kind: AssetKind, amount: int, cause: Cause, terms: Mapping[str, Any] | None = None) -> list[LotPart]:
        """Take `amount` out in burn order, and return the parts of lots. The caller has checked `available`."""
        account = self.state.account(kind.id)
        entry = self._post(account, kind, EntryType.TRANSFER, -amount, cause, TRANSFER, None, terms=terms)
        rest, parts = amount, []
        for lot in self._burn_order(kind):
            if not rest:
                break
            if lot.free:
                units = self._take(account, lot, min(rest, lot.free), entry)
                rest -= units
                parts.append(LotPart(units, lot.funding, lot.starts_at, lot.expires_at, lot.earned_at, lot.owner_id))
        return parts

    def receive(self, kind: AssetKind, parts: Iterable[LotPart], cause: Cause) -> Entry:
        """Take in what another member sent: lots that keep their origin, funding and times. They repay debt first."""
        account, listed = self.state.account(kind.id), list(parts)
        amount = sum(part.units for part in listed)
        entry = self._post(account, kind, EntryType.TRANSFER, amount, cause, TRANSFER, None)
        for part in listed:
            self._add_lot(
                account, kind, entry, part.units, part.funding, part.starts_at, part.expires_at, cause.event, part.owner_id,
                part.earned_at,
            )  # fmt: skip
        return entry

    # ── a member that becomes one with this one

    def absorb(self, theirs: "Ledger", kind: AssetKind, cause: Cause, contra: str) -> None:
        """Take over another member's account of a kind, as of the same moment: its lots, its open holds, and its debt.

        Lots and holds stay what they are, as another member's. What has become available for a debt repays it.
        """
        mine, other = self.state.account(kind.id), theirs.state.account(kind.id)
        lots, holds, left = theirs.state.lots(kind.id), theirs.state.holds(kind.id), theirs.state.lots_left(kind.id)
        self.state.lots(kind.id).update(lots)
        self.state.holds(kind.id).update(holds)
        if left or other.debt or not mine.version:
            amount = other.balance
            out = theirs._post(other, kind, EntryType.TRANSFER, -amount, cause, contra, None)
            into = self._post(mine, kind, EntryType.TRANSFER, amount, cause, contra, None)
            for lot in left.values():
                self._journal.move(out, lot, -lot.remaining)
                self._journal.move(into, lot, lot.remaining)
        for lot in lots.values():
            lot.member_id = self.state.id
        for hold in holds.values():
            hold.member_id = self.state.id
        mine.absorb(other)
        self.repay(kind, cause)

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

    # ── time

    def expire(self, kind: AssetKind, lots: Iterable[Lot], cause: Cause) -> Entry | None:
        """Expire what is left of the lots and not held, against `breakage`. Return None if that is nothing."""
        gone = [lot for lot in lots if lot.free]
        amount = sum(lot.free for lot in gone)
        if not amount:
            return None
        account = self.state.account(kind.id)
        fundings = {lot.funding for lot in gone}
        funding = fundings.pop() if len(fundings) == 1 else None
        entry = self._post(account, kind, EntryType.EXPIRE, -amount, cause, "breakage", funding)
        for lot in gone:
            lot.expired += self._take(account, lot, lot.free, entry)
        account.expired += amount
        return entry

    # ── a card's value

    def take_in(
        self, kind: AssetKind, parts: Mapping[str, int], cause: Cause, contra: str, expires_at: int | None
    ) -> Entry:
        """Post units by funding, each as a lot of its own that ends with a card. They repay debt first."""
        account, event = self.state.account(kind.id), cause.event
        amount = sum(parts.values())
        entry = self._post(account, kind, EntryType.TRANSFER, amount, cause, contra, None, expires_at=expires_at)
        for funding, units in parts.items():
            if units:
                self._add_lot(account, kind, entry, units, funding, event.occurred_at, expires_at, event)
        return entry

    def take_out(self, kind: AssetKind, parts: Iterable[tuple[Lot, int]], cause: Cause, contra: str) -> Entry:
        """Take units out of these lots. The caller has checked that they are there and not held."""
        account, listed = self.state.account(kind.id), list(parts)
        amount = sum(units for _, units in listed)
        entry = self._post(account, kind, EntryType.TRANSFER, -amount, cause, contra, None)
        for lot, units in listed:
            self._take(account, lot, units, entry)
        return entry
