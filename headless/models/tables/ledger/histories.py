"""Accounts, entries, lots and holds of many members, as verify, replay and back-tests read them."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.member_rows import grouped_by_member, rows_by_member
from headless.models.base.session import Session


class StoredAccount(NamedTuple):
    """What an account stores beyond its entries, lots and holds."""

    member_id: int
    kind_id: int
    balance: int
    debt: int
    held: int
    pending: int
    earned: int
    spent: int
    expired: int
    version: int


class StoredEntry(NamedTuple):
    """An entry as it is stored. terms: JSON text."""

    id: int
    member_id: int
    kind_id: int
    version: int
    type: int
    amount: int
    balance_after: int
    funding: str | None
    event_id: int
    rule_id: int | None
    reason: str
    occurred_at: int
    expires_at: int | None
    reverses: int | None
    terms: str | None
    contra: str


class StoredLot(NamedTuple):
    """A lot as it is stored."""

    id: int
    kind_id: int
    entry_id: int
    event_id: int
    funding: str
    granted: int
    remaining: int
    held: int
    starts_at: int
    expires_at: int | None
    earned_at: int
    expired: int
    origin_entry_id: int | None


class StoredMove(NamedTuple):
    """How much an entry took from a lot, or gave to it."""

    entry_id: int
    lot_id: int
    amount: int


class StoredHold(NamedTuple):
    """A hold as it is stored."""

    id: int
    kind_id: int
    amount: int
    captured: int
    released: int
    status: int
    event_id: int
    order_ref: str | None
    checkout: bool


class StoredReservation(NamedTuple):
    """How much of a lot a hold still reserves."""

    hold_id: int
    lot_id: int
    amount: int


class HoldOrigin(NamedTuple):
    """The event that made a hold."""

    id: int
    event_id: int


class EntryOrigin(NamedTuple):
    """The event that wrote an entry, and its asset kind."""

    id: int
    event_id: int
    kind_id: int


async def accounts_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredAccount]]:
    """Return the members' accounts by kind."""
    return await rows_by_member(session, StoredAccount, "account", merchant_id, member_ids, "ORDER BY kind_id")


async def entries_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredEntry]]:
    """Return the members' entries by kind, oldest first."""
    return await rows_by_member(session, StoredEntry, "entry", merchant_id, member_ids, "ORDER BY kind_id, version")


async def lots_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[StoredLot]]:
    """Return the members' lots, oldest first."""
    return await rows_by_member(session, StoredLot, "lot", merchant_id, member_ids, "ORDER BY id")


async def holds_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[StoredHold]]:
    """Return the members' holds, oldest first."""
    return await rows_by_member(session, StoredHold, "hold", merchant_id, member_ids, "ORDER BY id")


async def moves_by_member(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[StoredMove]]:
    """Return the lot moves of the members' entries."""
    sql = f"""SELECT n.member_id, {columns(StoredMove, "m")} FROM entry n
JOIN lot_move m ON m.merchant_id = n.merchant_id AND m.entry_id = n.id
WHERE n.merchant_id = $1 AND {session.any_of("n.member_id", 2)}"""
    return grouped_by_member(StoredMove, await session.fetch(sql, merchant_id, member_ids))


async def reservations_by_member(
    session: Session, merchant_id: int, member_ids: Sequence[int]
) -> dict[int, list[StoredReservation]]:
    """Return what the members' holds reserve."""
    sql = f"""SELECT h.member_id, {columns(StoredReservation, "r")} FROM hold_lot r
JOIN hold h ON h.merchant_id = r.merchant_id AND h.id = r.hold_id
WHERE h.merchant_id = $1 AND {session.any_of("h.member_id", 2)}"""
    return grouped_by_member(StoredReservation, await session.fetch(sql, merchant_id, member_ids))


async def hold_origins(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[HoldOrigin]]:
    """Return the events that made the members' holds."""
    return await rows_by_member(session, HoldOrigin, "hold", merchant_id, member_ids)


async def entry_origins(session: Session, merchant_id: int, member_ids: Sequence[int]) -> dict[int, list[EntryOrigin]]:
    """Return the events that wrote the members' entries, by kind, oldest first."""
    return await rows_by_member(session, EntryOrigin, "entry", merchant_id, member_ids, "ORDER BY kind_id, version")
