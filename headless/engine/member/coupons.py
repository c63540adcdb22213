"""Coupons: numbered units of a kind, issued, and used once."""

from dataclasses import dataclass
from enum import IntEnum

_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class CouponStatus(IntEnum):
    """What is stored. Whether an open coupon is still unclaimed, usable or expired is judged when it is read."""

    OPEN = 0
    HELD = 1
    USED = 2
    REVOKED = 3


@dataclass(slots=True)
class Coupon:
    """One coupon. The code is made when it is written, the serial where its kind has a stock. Instants in microseconds."""

    id: int
    kind_id: int
    code: str
    serial: int | None
    member_id: int | None
    status: CouponStatus
    event_id: int | None
    rule_id: int | None
    issued_at: int
    expires_at: int | None
    used_at: int | None = None
    used_event_id: int | None = None
    order_ref: str | None = None
    revoked_at: int | None = None
    revoked_event_id: int | None = None
    keep: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class CouponView:
    """What a rule sees of a coupon: its code, its kind's code and its state (USABLE, USED, EXPIRED …)."""

    code: str
    kind: str
    state: str


def normal(code: str) -> str:
    """Return a code as it is stored, even if it was typed with blanks, dashes, small letters, or O for 0."""
    return code.upper().translate(_LOOKALIKES)


def state_of(coupon: Coupon, now: int) -> str:
    """Return the state as callers see it: UNCLAIMED, USABLE, HELD, USED, EXPIRED or REVOKED."""
    if coupon.status is not CouponStatus.OPEN:
        return coupon.status.name
    if coupon.expires_at is not None and coupon.expires_at <= now:
        return "EXPIRED"
    return "UNCLAIMED" if coupon.member_id is None else "USABLE"


def barrier(coupon: Coupon | None, code: str, member_id: int, now: int) -> tuple[str, str] | None:
    """Return why a member cannot use a coupon, as a code and a message, or None."""
    if coupon is None:
        return "UNKNOWN_COUPON", f"there is no coupon {code[:40]!r}; check how it is written"
    if coupon.member_id not in (None, member_id):
        return "COUPON_OF_ANOTHER", f"the coupon {code!r} belongs to another member"
    state = state_of(coupon, now)
    if state in ("UNCLAIMED", "USABLE"):
        return None
    said = {
        "USED": "was used before; each is used once",
        "EXPIRED": "has expired",
        "REVOKED": "was taken back",
        "HELD": "is kept for another order",
    }
    return f"COUPON_{state}", f"the coupon {code!r} {said[state]}"
