"""Coupons: numbered units of a kind, issued, and used once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from types import MappingProxyType
from unicodedata import category, normalize

from headless.engine.values.spelling import seen
from headless.engine.values.zones import SECOND_US
from headless.messages import Message

_CODE = str.maketrans({"I": "1", "L": "1", "O": "0", **dict.fromkeys("-_ \t\r\n")})
_GAPS = frozenset({"Pd", "Pc", "Zs", "Zl", "Zp", "Cc", "Cf"})
"""Categories of what stands between the letters of a code: dashes, blanks and what is not seen."""
_LIKE_DASHES = frozenset("\u2043\u2212\u2500\u2501\u30fc\u3161\u4e00")
"""Bullets, minus, lines and strokes that keyboards give for a dash."""
COUPON_EXPIRING = "coupon.expiring"
"""The event that reminds a member of a coupon that ends soon."""


class CouponStatus(IntEnum):
    """What is stored. Whether an open coupon is still unclaimed, usable or expired is judged when it is read."""

    OPEN = 0
    HELD = 1
    USED = 2
    REVOKED = 3


@dataclass(slots=True)
class Coupon:
    """One coupon. The code is made when it is written, the serial where its kind has a stock. Instants in microseconds.

    order_ref: the order that it was used for, or is held for until `held_until`.
    """

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
    held_until: int | None = None
    keep: bool = False
    new: bool = False

    @property
    def is_unused(self) -> bool:
        """True if it was neither used nor taken back. It may be kept for an order, and it may have expired."""
        return self.status in (CouponStatus.OPEN, CouponStatus.HELD)


@dataclass(frozen=True, slots=True)
class CouponView:
    """What a rule sees of a coupon: its code, its kind's code and its state (USABLE, USED, EXPIRED …)."""

    code: str
    kind: str
    state: str


def normal(code: str) -> str:
    """Return a code as it is stored, however it was typed.

    Case, width, blanks, dashes of any kind and invisible characters are nothing. O is 0, I and L are 1.
    """
    if not code.isascii():
        code = "".join(letter for letter in normalize("NFKC", seen(code)) if not _is_gap(letter))
    return code.upper().translate(_CODE)


def _is_gap(letter: str) -> bool:
    return letter in _LIKE_DASHES or category(letter) in _GAPS


def is_held(coupon: Coupon, now: int) -> bool:
    """Return True if a coupon is kept for an order at an instant. When the time is out, it is its owner's to use again."""
    return coupon.status is CouponStatus.HELD and coupon.held_until is not None and coupon.held_until > now


def is_open(coupon: Coupon, now: int) -> bool:
    """Return True if a coupon is neither used, nor taken back, nor kept for an order."""
    return coupon.status is CouponStatus.OPEN or (coupon.status is CouponStatus.HELD and not is_held(coupon, now))


def state_of(coupon: Coupon, now: int) -> str:
    """Return the state as callers see it: UNCLAIMED, USABLE, HELD, USED, EXPIRED or REVOKED."""
    if not is_open(coupon, now):
        return coupon.status.name
    if coupon.expires_at is not None and coupon.expires_at <= now:
        return "EXPIRED"
    return "UNCLAIMED" if coupon.member_id is None else "USABLE"


_BARRED: Mapping[str, Callable[..., Message]] = MappingProxyType({
    "USED": partial(Message, "the coupon {code!r} was used before; each is used once"),
    "EXPIRED": partial(Message, "the coupon {code!r} has expired"),
    "REVOKED": partial(Message, "the coupon {code!r} was taken back"),
    "HELD": partial(Message, "the coupon {code!r} is kept for another order"),
})  # fmt: skip


COUPON_OF_ANOTHER = "COUPON_OF_ANOTHER"
WRONG_CODES = frozenset({"UNKNOWN_COUPON", COUPON_OF_ANOTHER})
"""The codes of what stands against codes that are no coupon of the member's."""


def unknown_code(code: str) -> tuple[str, Message]:
    """Return what stands against a code of which there is no coupon, as a code and a message."""
    return "UNKNOWN_COUPON", Message("there is no coupon {code!r}; check how it is written", code=code[:40])


def barrier(
    coupon: Coupon | None, code: str, member_id: int, now: int, order: str | None = None
) -> tuple[str, Message] | None:
    """Return why a member cannot use a coupon at an instant, as a code and a message, or None.

    order: the number of the order it is for, whose coupons may be kept for it.

    Times from outside often have whole seconds, so a coupon counts as issued from the start of its second.
    """
    if coupon is None:
        return unknown_code(code)
    if coupon.member_id not in (None, member_id):
        return COUPON_OF_ANOTHER, Message("the coupon {code!r} belongs to another member", code=code)
    if order is not None and coupon.order_ref == order and is_held(coupon, now):
        return None
    state = state_of(coupon, now)
    if state in ("UNCLAIMED", "USABLE"):
        if coupon.issued_at // SECOND_US <= now // SECOND_US:
            return None
        text = Message("the coupon {code!r} was issued after this happened; it is not for the past", code=code)
        return "COUPON_NOT_ISSUED", text
    return f"COUPON_{state}", _BARRED[state](code=code)
