"""Accounts against the entries, moves and holds that made them."""

import json
from collections.abc import Iterator, Sequence

from headless.engine.member.records import EntryType, HoldStatus
from headless.models.base.session import Record
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

PARTS = ("balance", "debt", "held", "pending", "earned", "spent", "expired", "version")


def check_accounts(history: History) -> Iterator[Drift]:
    """Every account is the sum of its history, and its entries are an unbroken chain."""
    stored = {row["kind_id"]: row for row in history.rows("accounts")}
    for kind_id in sorted({*stored, *(row["kind_id"] for row in history.rows("entries"))}):
        what, entries = history.code(kind_id), history.of_kind("entries", kind_id)
        yield from _chain(history, what, entries)
        yield from _reversals(history, what, entries)
        found = stored.get(kind_id)
        if found is None:
            yield history.drift("account", what, f"an account with {len(entries)} entries", None)
        else:
            yield from history.compare("account", what, _rebuilt(history, kind_id, entries), dict(found))


def _rebuilt(history: History, kind_id: int, entries: Sequence[Record]) -> dict[str, int]:
    lots = history.of_kind("lots", kind_id)
    left = {lot["id"]: history.moved[lot["id"]] for lot in lots}
    balance = sum(entry["amount"] for entry in entries)
    open_holds = [hold for hold in history.of_kind("holds", kind_id) if hold["status"] == HoldStatus.OPEN]
    values = (
        balance,
        sum(left.values()) - balance,
        sum(hold["amount"] - hold["captured"] - hold["released"] for hold in open_holds),
        sum(left[lot["id"]] for lot in lots if lot["starts_at"] > history.clock_at),
        _sum(entries, EntryType.EARN, EntryType.GRANT) + _back(entries, -1),
        -_sum(entries, EntryType.SPEND) - _back(entries, 1),
        -_sum(entries, EntryType.EXPIRE),
        len(entries),
    )
    return dict(zip(PARTS, values, strict=True))


def _sum(entries: Sequence[Record], *types: EntryType) -> int:
    return sum(entry["amount"] for entry in entries if entry["type"] in types)


def _back(entries: Sequence[Record], sign: int) -> int:
    """What reversals took back (negative) or restored (positive)."""
    return sum(each["amount"] for each in entries if each["type"] == EntryType.REVERSE and each["amount"] * sign > 0)


def _chain(history: History, what: str, entries: Sequence[Record]) -> Iterator[Drift]:
    version = balance = 0
    for entry in entries:
        version += 1
        balance += entry["amount"]
        if entry["version"] != version:
            yield history.drift("entry", f"{what} version", version, entry["version"])
        if entry["balance_after"] != balance:
            yield history.drift("entry", f"{what} #{entry['version']} balance_after", balance, entry["balance_after"])
        version, balance = entry["version"], entry["balance_after"]


def _reversals(history: History, what: str, entries: Sequence[Record]) -> Iterator[Drift]:
    """No entry is reversed by more than it moved."""
    amounts = {entry["id"]: entry for entry in entries}
    back: dict[int, int] = {}
    for entry in entries:
        if entry["reverses"] is not None:
            forgiven = json.loads(entry["terms"]).get("forgiven", 0) if entry["terms"] else 0
            back[entry["reverses"]] = back.get(entry["reverses"], 0) + abs(entry["amount"]) + forgiven
    for entry_id, reversed_units in back.items():
        original = amounts.get(entry_id)
        if original is None:
            yield history.drift("entry", f"{what} reverses entry {entry_id}", "an entry of this account", None)
        elif reversed_units > abs(original["amount"]):
            most = f"at most {abs(original['amount'])}"
            yield history.drift("entry", f"{what} #{original['version']} reversed by", most, reversed_units)
