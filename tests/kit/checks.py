"""What must hold of a member's accounts after every step, whatever was done (design: the ledger's invariants)."""

from collections import defaultdict
from collections.abc import Iterable

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.lots import remind_at
from headless.engine.member.accounts import Account
from headless.engine.member.journal import Journal
from headless.engine.member.records import Entry, EntryType, Hold, HoldStatus, Lot
from headless.engine.member.state import MemberState
from headless.engine.settlement.settle import Settler


def check_member(settler: Settler, state: MemberState) -> None:
    """Assert every invariant over everything this settler has ever written for a member."""
    journal = settler.journal
    for kind_id, account in state.accounts.items():
        kind = state.program.kind_by_id[kind_id]
        entries = [entry for entry in journal.entries if (entry.member_id, entry.kind_id) == (state.id, kind_id)]
        holds = [hold for hold in journal.holds if (hold.member_id, hold.kind_id) == (state.id, kind_id)]
        lots = [lot for lot in journal.lots if (lot.member_id, lot.kind_id) == (state.id, kind_id)]
        _sums(account, entries, lots, holds, state.clock_at)
        _lots(lots, holds, entries, journal)
        _accumulated(account, entries)
        _reversals(entries)
        _expired(kind, entries, lots, journal)
        assert not (account.debt and _available(lots, state.clock_at)), "what is available repays debt"
    for key in state.accounts:
        _due(state, key)
    _unique_keys(journal)


def _sums(account: Account, entries: list[Entry], lots: list[Lot], holds: list[Hold], now: int) -> None:
    assert [entry.version for entry in entries] == list(range(1, account.version + 1)), "versions are gapless"
    balance = 0
    for entry in entries:
        balance += entry.amount
        assert entry.balance_after == balance
    assert account.balance == balance
    assert account.balance == sum(lot.remaining for lot in lots) - account.debt
    assert account.debt >= 0
    open_holds = [hold for hold in holds if hold.status is HoldStatus.OPEN]
    assert account.held == sum(hold.open_amount for hold in open_holds)
    assert account.pending == sum(lot.remaining for lot in lots if lot.starts_at > now)


def _lots(lots: list[Lot], holds: list[Hold], entries: list[Entry], journal: Journal) -> None:
    moved: dict[int, int] = defaultdict(int)
    for entry in entries:
        for lot_id, amount in journal.moves.get(entry.id, {}).items():
            moved[lot_id] += amount
    reserved: dict[int, int] = defaultdict(int)
    for hold in holds:
        assert hold.captured + hold.released <= hold.amount
        assert sum(hold.reserved.values()) == hold.open_amount
        for lot_id, amount in hold.reserved.items():
            assert amount >= 0
            reserved[lot_id] += amount
    for lot in lots:
        assert 0 <= lot.held <= lot.remaining <= lot.granted
        assert lot.remaining == moved[lot.id], "a lot's left is the sum of its moves"
        assert lot.held == reserved[lot.id]


def _accumulated(account: Account, entries: list[Entry]) -> None:
    given = sum(entry.amount for entry in entries if entry.type in (EntryType.EARN, EntryType.GRANT))
    taken = sum(-entry.amount for entry in entries if entry.type is EntryType.REVERSE and entry.amount < 0)
    spent = sum(-entry.amount for entry in entries if entry.type is EntryType.SPEND)
    restored = sum(entry.amount for entry in entries if entry.type is EntryType.REVERSE and entry.amount > 0)
    assert account.earned == given - taken
    assert account.spent == spent - restored
    assert account.expired == sum(-entry.amount for entry in entries if entry.type is EntryType.EXPIRE)


def _reversals(entries: list[Entry]) -> None:
    back: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.reverses is not None:
            back[entry.reverses] += abs(entry.amount) + (entry.terms or {}).get("forgiven", 0)
    originals = {entry.id: abs(entry.amount) for entry in entries}
    assert all(amount <= originals[entry_id] for entry_id, amount in back.items())


def _expired(kind: AssetKind, entries: list[Entry], lots: list[Lot], journal: Journal) -> None:
    by_id = {lot.id: lot for lot in lots}
    for entry in entries:
        if entry.type is EntryType.SPEND and not (entry.terms or {}).get("captured") and entry.reason != "held":
            touched = [by_id[lot_id] for lot_id in journal.moves.get(entry.id, {})]
            assert all(lot.expires_at is None or lot.expires_at > entry.recorded_at for lot in touched)


def _available(lots: Iterable[Lot], now: int) -> int:
    return sum(lot.free for lot in lots if lot.live(now))


def _due(state: MemberState, kind_id: int) -> None:
    """Nothing falls due before `due_at` says so."""
    account, endings = state.accounts[kind_id], state.program.endings[kind_id]
    assert account.lots is not None
    assert account.holds is not None
    moments = [hold.expires_at for hold in account.holds.values()]
    for lot in account.lots.values():
        if lot.remaining:
            moments.append(lot.starts_at)
            if lot.expires_at is not None:
                moments += [lot.expires_at, remind_at(endings, lot)]
    coming = [moment for moment in moments if moment > state.clock_at]
    if coming:
        assert state.due_at is not None
        assert state.due_at <= min(coming)


def _unique_keys(journal: Journal) -> None:
    keys = [(event.source, event.external_id) for event in journal.events]
    assert len(keys) == len(set(keys)), "every event has an identity of its own"
    marks = [mark[:3] for mark in journal.marks]
    assert len(marks) == len(set(marks)), "a once-key is given once"
