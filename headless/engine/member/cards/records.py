"""Cards: numbered units of a kind with a PIN, sold, bound to a member, blocked, replaced and refunded."""

from dataclasses import dataclass, field
from enum import IntEnum

MOST_WRONG_PINS = 5
"""So many wrong PINs in a row lock a card."""


class CardStatus(IntEnum):
    """What is stored. Whether a card has expired or is locked by wrong PINs is judged when it is read."""

    INACTIVE = 0
    ACTIVE = 1
    BOUND = 2
    BLOCKED = 3
    REPLACED = 4
    REFUNDED = 5


class CardMoveType(IntEnum):
    """What was done with a card."""

    ISSUED = 0
    ACTIVATED = 1
    TOPPED_UP = 2
    BOUND = 3
    UNBOUND = 4
    BLOCKED = 5
    UNBLOCKED = 6
    REPLACED = 7
    REFUNDED = 8


@dataclass(slots=True)
class Card:
    """One card. Amounts are units of its kind's asset, instants microseconds.

    balance: what it holds while that is not among a member's lots, `bonus` of which was given on top of what was paid.
    paid: what it was sold for in those units, price: in units of money, refunded: of that price. order_ref: the order that sold
    it. entries: those that put its value into a member's account, if they are loaded. replaced_by: the card that bears another
    number since; that is the card itself, and this row keeps the old number.
    """

    id: int
    kind_id: int
    number: str
    pin_digest: str
    status: CardStatus
    member_id: int | None
    balance: int
    bonus: int
    paid: int
    price: int | None
    refunded: int
    order_ref: str | None
    issued_at: int
    activated_at: int | None
    expires_at: int | None
    wrong_pins: int = 0
    reason: str | None = None
    replaced_by: int | None = None
    batch_id: int | None = None
    version: int = 0
    entries: set[int] = field(default_factory=set)

    @property
    def is_locked(self) -> bool:
        """True if it was shown with too many wrong PINs, and is not blocked by hand."""
        return self.status in (CardStatus.INACTIVE, CardStatus.ACTIVE) and self.wrong_pins >= MOST_WRONG_PINS

    @property
    def unblocked(self) -> CardStatus:
        """The status to which a blocked card returns."""
        if self.member_id is not None:
            return CardStatus.BOUND
        return CardStatus.INACTIVE if self.activated_at is None else CardStatus.ACTIVE


@dataclass(slots=True)
class CardMove:
    """A change of a card. amount, bonus: what its own balance changed by. bound: what went into its member's lots.

    entry_id: the entry that moved those lots. idempotency_key: of the request, if one made it; content_hash: what it asked for.
    """

    id: int
    card_id: int
    type: CardMoveType
    at: int
    actor: str
    amount: int = 0
    bonus: int = 0
    bound: int = 0
    member_id: int | None = None
    event_id: int | None = None
    entry_id: int | None = None
    order_ref: str | None = None
    reason: str | None = None
    idempotency_key: str | None = None
    content_hash: str | None = None


def is_expired(card: Card, now: int) -> bool:
    """Return True if a card's end has passed."""
    return card.expires_at is not None and card.expires_at <= now


def state_of(card: Card, now: int) -> str:
    """Return the state as callers see it: INACTIVE, ACTIVE, BOUND, BLOCKED, REPLACED, REFUNDED or EXPIRED."""
    if card.is_locked:
        return "BLOCKED"
    if card.status in (CardStatus.INACTIVE, CardStatus.ACTIVE, CardStatus.BOUND) and is_expired(card, now):
        return "EXPIRED"
    return card.status.name
