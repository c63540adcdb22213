"""What every movement has in common: its entry, its lot moves, and the debt that it may repay.

Every movement is one entry against a named contra account, and lot moves that say which lots it touched. Invariant after each
call: balance = sum of entries = sum of lots' remaining - debt; 0 <= held <= remaining <= granted for every lot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappush
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.lots import ANNOUNCED, ENDS, MATURES, burn_key, remind_at
from headless.engine.member.accounts import Account
from headless.engine.member.journal import Journal
from headless.engine.member.records import Change, Entry, EntryType, EventRecord, Hold, Lot
from headless.engine.member.state import BALANCE, MemberState


@dataclass(slots=True)
class Cause:
    """Why an entry is written: the event, the rule instance and version if any, and a reason for people.

    dated: the event whose time it bears, if that is an earlier one.
    """

    event: EventRecord
    reason: str
    rule_id: int | None = None
    rule_version: int | None = None
    dated: EventRecord | None = None


class Movements:
    """The accounts of one member. `now`: the moment at which lots are live. `recorded_at`: what entries bear. Microseconds.

    They differ in the clock's late work, which is done as of its due time and recorded when it is done.
    """

    __slots__ = ("_journal", "_new_id", "changes", "now", "recorded_at", "state")

    def __init__(
        self, state: MemberState, journal: Journal, new_id: Callable[[], int], now: int, recorded_at: int | None = None
    ) -> None:
        self.state, self._journal, self._new_id, self.now = state, journal, new_id, now
        self.recorded_at = now if recorded_at is None else recorded_at
        self.changes: list[Change] = []

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
            cause.rule_id, cause.rule_version, cause.reason, event.occurred_at, self.recorded_at, expires_at, reverses, terms,
        )  # fmt: skip
        self._journal.entries.append(entry)
        if amount:
            self.state.touched.add(BALANCE)
            self.changes.append(Change("ASSET", kind.code, before, account.balance, amount))
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
        origin_entry_id: int | None = None,
        earned_at: int | None = None,
    ) -> Lot:
        journal = self._journal
        lot = Lot(
            self._new_id(), self.state.id, kind.id, entry.id, event.id, funding, amount, amount, 0, starts_at, expires_at,
            event.occurred_at if earned_at is None else earned_at, origin_entry_id=origin_entry_id, new=True,
        )  # fmt: skip
        journal.lots.append(lot)
        # The entry is new, and so is the lot: nothing was moved before.
        journal.moves.setdefault(entry.id, {})[lot.id] = amount
        if account.lots is not None:
            account.lots[lot.id] = lot
            if account.left is not None:
                account.left[lot.id] = lot
        if starts_at > self.now:
            account.pending += amount
        elif account.debt and lot.live(self.now):
            self._repay_from(account, lot, entry)
        if expires_at is not None or starts_at > self.state.clock_at:
            self._note_due(account, lot)
        return lot

    def _note_due(self, account: Account, lot: Lot) -> None:
        after, ends = self.state.clock_at, lot.expires_at
        if lot.starts_at > after:
            self._plan(account, lot.starts_at, MATURES, lot)
        if ends is not None and ends > after:
            self._plan(account, ends, ENDS, lot)
            announced = remind_at(self.state.program.endings[lot.kind_id], lot)
            # A lot that comes after the moment of its reminder is announced by the event that made it.
            if announced > max(after, self.now):
                self._plan(account, announced, ANNOUNCED, lot)

    def _plan(self, account: Account, at: int, what: int, lot: Lot) -> None:
        if account.agenda is not None:
            heappush(account.agenda, (at, what, lot.id))
        if account.due_at is None or at < account.due_at:
            account.due_at = at

    def _take(self, account: Account, lot: Lot, part: int, entry: Entry) -> int:
        lot.remaining -= part
        if not lot.remaining and account.left is not None:
            account.left.pop(lot.id, None)
        if lot.starts_at > self.now:
            account.pending -= part
        self._journal.move(entry, lot, -part)
        self._journal.touch_lot(lot)
        return part

    def _repay_from(self, account: Account, lot: Lot, entry: Entry) -> None:
        account.debt -= self._take(account, lot, min(account.debt, lot.free), entry)

    def _burn_order(self, kind: AssetKind) -> list[Lot]:
        live = [lot for lot in self.state.lots_left(kind.id).values() if lot.live(self.now)]
        return sorted(live, key=lambda lot: burn_key(kind, lot)) if len(live) > 1 else live

    def _reserved_order(self, kind: AssetKind, hold: Hold) -> list[Lot]:
        lots = self.state.lots(kind.id)
        return sorted((lots[id_] for id_ in hold.reserved), key=lambda lot: burn_key(kind, lot))
