"""In which order lots are used, and when they need the clock."""

from headless.engine.program import AssetKind
from headless.engine.records import Lot
from headless.engine.zones import Zone

FOREVER = 1 << 62


def ends_at(lot: Lot) -> int:
    """When a lot ends; FOREVER if it does not."""
    return FOREVER if lot.expires_at is None else lot.expires_at


def burn_key(kind: AssetKind, lot: Lot) -> tuple[int, int, int, int]:
    """Explicit priority, soonest expiry, oldest."""
    return (kind.burn_rank(lot.funding), ends_at(lot), lot.earned_at, lot.id)


def claw_key(lot: Lot, origin_id: int | None, now: int) -> tuple[bool, bool, int, int, int]:
    """The origin's lot, pending lots, soonest expiry, oldest."""
    return (lot.entry_id != origin_id, lot.starts_at <= now, ends_at(lot), lot.earned_at, lot.id)


def remind_at(kind: AssetKind, lot: Lot, zone: Zone) -> int:
    """When the member is told that this lot will expire (before the lot was there: never)."""
    if lot.remind_at is None:
        lot.remind_at = zone.start_of(kind.remind_before.before(zone.day_of(lot.expires_at or 0)))
    return lot.remind_at


def due_after(kind: AssetKind, lot: Lot, zone: Zone, after: int) -> int | None:
    """The soonest moment after `after` at which a lot matures, is announced or expires."""
    found = lot.starts_at if lot.starts_at > after else None
    ends = lot.expires_at
    if ends is not None and ends > after:
        announced = remind_at(kind, lot, zone) if lot.remind_at is None else lot.remind_at
        soonest = announced if after < announced < ends else ends
        if found is None or soonest < found:
            found = soonest
    return found
