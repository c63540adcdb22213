"""In which order lots are used, and when they need the clock."""

from collections.abc import Iterable, Iterator

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.member.records import Lot
from headless.engine.program.lot_expiry import LotExpiry

FOREVER = 1 << 62
MEMBER_MONEY = "member"
"""The funding of stored value that was paid for."""
ANNOUNCED, MATURES, ENDS = 0, 1, 2

Item = tuple[int, int, int]
"""A moment, what happens at it, and the lot's id."""


def ends_at(lot: Lot) -> int:
    """Return when a lot ends, or FOREVER."""
    return FOREVER if lot.expires_at is None else lot.expires_at


def burn_key(kind: AssetKind, lot: Lot) -> tuple[int, int, int, int]:
    """Return what lots are spent by: explicit priority, soonest expiry, oldest."""
    return (kind.burn_rank(lot.funding), ends_at(lot), lot.earned_at, lot.id)


def claw_key(lot: Lot, origin_id: int | None, now: int) -> tuple[bool, bool, int, int, int]:
    """Return what lots are taken back by: the origin's own or those that came with it, pending ones, soonest expiry, oldest."""
    return (origin_id not in (lot.owner_id, lot.entry_id), lot.starts_at <= now, ends_at(lot), lot.earned_at, lot.id)


def remind_at(endings: LotExpiry, lot: Lot) -> int:
    """Return when the member is told that this lot will expire. Before the lot was there: it is told at once."""
    if lot.remind_at is None:
        lot.remind_at = endings.announced(lot.expires_at or 0)
    return lot.remind_at


def agenda_of(endings: LotExpiry, lots: Iterable[Lot], after: int) -> Iterator[Item]:
    """Yield what the clock has to do with lots: those that mature, are announced or end later, and what is overdue."""
    for lot in lots:
        if lot.starts_at > after:
            yield lot.starts_at, MATURES, lot.id
        if lot.expires_at is not None:
            if lot.expires_at > after or lot.free:
                yield lot.expires_at, ENDS, lot.id
            if lot.expires_at > after and (announced := remind_at(endings, lot)) > after:
                yield announced, ANNOUNCED, lot.id
