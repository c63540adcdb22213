"""Kinds of cards: what a card of a kind holds, how long it lives, and what it gives once it is a member's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from headless.engine.program.prices.coupon_lives import ENDLESS, CouponLife

CardType = Literal["STORED_VALUE", "DISCOUNT", "COUNTED"]
CARD_TYPES: tuple[CardType, ...] = ("STORED_VALUE", "DISCOUNT", "COUNTED")


@dataclass(frozen=True, slots=True)
class CardKind:
    """One kind of card.

    asset: the code of the asset kind that its value becomes when it is bound, None for a DISCOUNT card. amount: what each card
    holds, in units of that kind, None if it is said at the activation, from `least` to `most`. tag: what a DISCOUNT card puts on
    its member. earns: an order's line that sells a card earns like goods.
    """

    id: int
    code: str
    name: str
    version: int = 1
    type: CardType = "STORED_VALUE"
    asset: str | None = None
    amount: int | None = None
    least: int | None = None
    most: int | None = None
    tag: str | None = None
    life: CouponLife = ENDLESS
    earns: bool = False
    top_up: bool = False
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def has_value(self) -> bool:
        """True if its cards hold an amount."""
        return self.asset is not None
