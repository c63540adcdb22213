"""Lots against their moves, their reservations and the entries that made them."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from headless.engine.ledger.lots import FOREVER
from headless.engine.member.records import EntryType, HoldStatus
from headless.ids import Prefix, decode, encode
from headless.messages import Message
from headless.models.tables.ledger.histories import StoredEntry, StoredLot
from headless.services.verifying.histories.amounts import units
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Part = tuple[int, str, int, int, int, int]
"""What a lot that was transferred carries: units, funding, when it starts, was earned and ends, and the entry that earned it."""
_GIVEN = (EntryType.EARN, EntryType.GRANT)


def check_lots(history: History) -> Iterator[Drift]:
    """Check that a lot's rest is the sum of its moves, what expired of it that of its expiries, and what is held of it that
    of its open reservations.
    """
    entries = {entry.id: entry for entry in history.entries}
    held, expired, restored_from = _held(history), _expired(history, entries), _restored_from(history)
    kinds = {lot.id: lot.kind_id for lot in history.lots}
    for lot in history.lots:
        what = f"{history.code(lot.kind_id)} {encode(Prefix.LOT, lot.id)}"
        expected = {
            "remaining": history.moved[lot.id], "held": held.get(lot.id, 0), "expired": expired.get(lot.id, 0),
        }  # fmt: skip
        yield from history.compare("lot", what, expected, lot)
        if not 0 <= lot.held <= lot.remaining <= lot.granted:
            bounds = f"held {lot.held}, remaining {lot.remaining}, granted {lot.granted}"
            yield history.drift("lot", what, "0 <= held <= remaining <= granted", bounds)
        yield from _origin(history, what, lot, entries, restored_from)
    yield from _transfers(history)
    for move in history.moves:
        entry = entries.get(move.entry_id)
        if entry is None or entry.kind_id != kinds.get(move.lot_id):
            what = f"of entry {move.entry_id} on {encode(Prefix.LOT, move.lot_id)}"
            yield history.drift("lot move", what, Message("an entry of the lot's account"), None)


def _held(history: History) -> Mapping[int, int]:
    still_open = {hold.id for hold in history.holds if hold.status == HoldStatus.OPEN}
    held: dict[int, int] = {}
    for reservation in history.reservations:
        if reservation.hold_id in still_open:
            held[reservation.lot_id] = held.get(reservation.lot_id, 0) + reservation.amount
    return held


def _expired(history: History, entries: Mapping[int, StoredEntry]) -> Mapping[int, int]:
    expired: dict[int, int] = {}
    for move in history.moves:
        entry = entries.get(move.entry_id)
        if entry is not None and entry.type == EntryType.EXPIRE:
            expired[move.lot_id] = expired.get(move.lot_id, 0) - move.amount
    return expired


def _restored_from(history: History) -> Mapping[int, set[int | None]]:
    """Return by spending whose lots a restore of it may fill up again, None among them if it was on credit."""
    owners = {lot.id: lot.origin_entry_id or lot.entry_id for lot in history.lots}
    credit = {entry.id: -entry.amount for entry in history.entries if entry.type == EntryType.SPEND}
    touched: dict[int, set[int | None]] = {entry_id: set() for entry_id in credit}
    for move in history.moves:
        if move.entry_id in credit:
            credit[move.entry_id] += move.amount
            touched[move.entry_id].add(owners.get(move.lot_id))
    return {entry_id: lots | {None} if credit[entry_id] else lots for entry_id, lots in touched.items()}


def _transfers(history: History) -> Iterator[Drift]:
    """Check that lots which came from other members are those that the receipts tell of."""
    made: dict[int, list[StoredLot]] = {}
    for lot in history.lots:
        made.setdefault(lot.event_id, []).append(lot)
    for event in history.settled:
        if event.type != "asset.received":
            continue
        data = json.loads(event.data)
        kind = history.program.kinds.get(data["kind"])
        told = sorted(_told(part, kind.decimals) for part in data["lots"]) if kind else []
        stored = sorted(_stored(lot) for lot in made.get(event.id, ()))
        if told != stored:
            yield history.drift("lot", f"of {encode(Prefix.EVENT, event.id)} {event.type}", told, stored)


def _told(part: Mapping[str, Any], decimals: int) -> _Part:
    ends_at = part.get("expiresAt")
    return (
        units(part["amount"], decimals), part["funding"], _instant(part["startsAt"]), _instant(part["earnedAt"]),
        FOREVER if ends_at is None else _instant(ends_at), decode(Prefix.ENTRY, part["entry"]),
    )  # fmt: skip


def _stored(lot: StoredLot) -> _Part:
    ends_at = FOREVER if lot.expires_at is None else lot.expires_at
    return lot.granted, lot.funding, lot.starts_at, lot.earned_at, ends_at, lot.origin_entry_id or 0


def _instant(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)


def _origin(
    history: History,
    what: str,
    lot: StoredLot,
    entries: Mapping[int, StoredEntry],
    restored_from: Mapping[int, set[int | None]],
) -> Iterator[Drift]:
    """Check that a lot carries what the entry that made it says."""
    entry = entries.get(lot.entry_id)
    if entry is None or entry.kind_id != lot.kind_id:
        yield history.drift("lot", f"{what} entry", Message("an entry of its account"), lot.entry_id)
        return
    if entry.type == EntryType.TRANSFER:
        return
    expected: dict[str, object] = {"event_id": entry.event_id, "earned_at": entry.occurred_at}
    if entry.type in _GIVEN:
        expected |= {"granted": entry.amount, "funding": entry.funding, "expires_at": entry.expires_at}
    yield from history.compare("lot", what, expected, lot)
    owners = restored_from.get(entry.reverses or 0, set()) if entry.type == EntryType.REVERSE else {None}
    if lot.origin_entry_id not in owners:
        named = " or ".join(sorted("none" if owner is None else str(owner) for owner in owners))
        yield history.drift("lot", f"{what} origin_entry_id", named, lot.origin_entry_id)
