"""Accounts against the entries, moves and holds that made them."""

import json
from collections.abc import Iterator, Sequence

from headless.engine.member.records import EntryType, HoldStatus
from headless.messages import Message
from headless.models.tables.ledger.histories import StoredEntry
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History, of_kind

PARTS = ("balance", "debt", "held", "pending", "earned", "spent", "expired", "version")


def check_accounts(history: History) -> Iterator[Drift]:
    """Check that every account is the sum of its history, and that its entries are an unbroken chain."""
    stored = {(account.member_id, account.kind_id): account for account in history.accounts}
    named = {*stored, *((entry.member_id, entry.kind_id) for entry in history.entries)}
    for kind_id in sorted({kind_id for _, kind_id in named}):
        yield from _reversals(history, history.code(kind_id), of_kind(history.entries, kind_id))
    for member_id, kind_id in sorted(named):
        what, account = history.code(kind_id), stored.get((member_id, kind_id))
        entries = [entry for entry in of_kind(history.entries, kind_id) if entry.member_id == member_id]
        yield from _chain(history, what, entries)
        if account is None:
            yield history.drift("account", what, Message("an account with {count} entries", count=len(entries)), None)
        elif member_id == history.id:
            yield from history.compare("account", what, _rebuilt(history, kind_id, len(entries)), account)
        else:
            emptied = {**dict.fromkeys(PARTS, 0), "version": len(entries)}
            yield from history.compare("account", f"{what} of a merged member", emptied, account)


def _rebuilt(history: History, kind_id: int, version: int) -> dict[str, int]:
    """Return what an account says. What merged members earned, spent and lost on theirs is added, what they had came along."""
    lots, entries = of_kind(history.lots, kind_id), of_kind(history.entries, kind_id)
    left = {lot.id: history.moved[lot.id] for lot in lots}
    balance = sum(entry.amount for entry in entries)
    open_holds = [hold for hold in of_kind(history.holds, kind_id) if hold.status == HoldStatus.OPEN]
    values = (
        balance,
        sum(left.values()) - balance,
        sum(hold.amount - hold.captured - hold.released for hold in open_holds),
        sum(left[lot.id] for lot in lots if lot.starts_at > history.clock_at),
        _sum(entries, EntryType.EARN, EntryType.GRANT) + _back(entries, -1),
        -_sum(entries, EntryType.SPEND) - _back(entries, 1),
        -_sum(entries, EntryType.EXPIRE),
        version,
    )
    return dict(zip(PARTS, values, strict=True))


def _sum(entries: Sequence[StoredEntry], *types: EntryType) -> int:
    return sum(entry.amount for entry in entries if entry.type in types)


def _back(entries: Sequence[StoredEntry], sign: int) -> int:
    """Return what reversals took back (negative) or restored (positive)."""
    return sum(entry.amount for entry in entries if entry.type == EntryType.REVERSE and entry.amount * sign > 0)


def _chain(history: History, what: str, entries: Sequence[StoredEntry]) -> Iterator[Drift]:
    version = balance = 0
    for entry in entries:
        version += 1
        balance += entry.amount
        if entry.version != version:
            yield history.drift("entry", f"{what} version", version, entry.version)
        if entry.balance_after != balance:
            yield history.drift("entry", f"{what} #{entry.version} balance_after", balance, entry.balance_after)
        version, balance = entry.version, entry.balance_after


def _reversals(history: History, what: str, entries: Sequence[StoredEntry]) -> Iterator[Drift]:
    """Check that no entry is reversed by more than it moved."""
    by_id = {entry.id: entry for entry in entries}
    back: dict[int, int] = {}
    for entry in entries:
        if entry.reverses is not None:
            back[entry.reverses] = back.get(entry.reverses, 0) + abs(entry.amount) + forgiven_units(entry)
    for entry_id, reversed_units in back.items():
        original = by_id.get(entry_id)
        if original is None:
            yield history.drift("entry", f"{what} reverses entry {entry_id}", Message("an entry of this account"), None)
        elif reversed_units > abs(original.amount):
            most = Message("at most {most}", most=abs(original.amount))
            yield history.drift("entry", f"{what} #{original.version} reversed by", most, reversed_units)


def forgiven_units(entry: StoredEntry) -> int:
    """Return how many units a reversal left to the member because nothing was there to take back."""
    return json.loads(entry.terms).get("forgiven", 0) if entry.terms else 0
