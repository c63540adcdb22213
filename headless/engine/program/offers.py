"""What a merchant offers besides assets, as configured: coupon kinds and benefits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from headless.engine.conditions.conditions import Condition
from headless.engine.program.benefits.parts import Part, SetAside
from headless.engine.program.benefits.windows import ALWAYS, EarlyAccess, Windows
from headless.engine.program.prices.coupon_lives import ENDLESS, CouponLife
from headless.engine.program.prices.coupon_terms import ANY_TERMS, Base, CouponTerms
from headless.engine.program.prices.member_price_terms import MemberPrice
from headless.engine.values.calendar import Duration, Window

ASIDE = "aside"
"""What the name of a stock begins with that is set aside of a benefit's."""
BenefitValue = Literal["ECONOMIC", "SERVICE", "SOCIAL", "IDENTITY"]


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off: an amount, or a percentage up to `most` (units of money), or the freight, or nothing for a gift.

    of: what the percentage is taken of.
    """

    amount: int | None = None
    percent: Decimal | None = None
    most: int | None = None
    gift: str | None = None
    delivery: bool = False
    of: Base = "RUNNING"


@dataclass(frozen=True, slots=True)
class CouponKind:
    """One kind of coupon. `minimum` is in units of money, `stock` how many there are in all (None: any number).

    word: what any member may name to be given one and use it at once, as it was written; word_key: as codes are compared.
    former_words: those that were the word before, as codes are compared.
    """

    id: int
    code: str
    name: str
    version: int = 1
    discount: Discount = Discount()
    minimum: int | None = None
    life: CouponLife = ENDLESS
    stock: int | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    terms: CouponTerms = ANY_TERMS
    word: str | None = None
    word_key: str | None = None
    former_words: tuple[str, ...] = ()

    @property
    def stock_name(self) -> str:
        return f"coupon:{self.code}"

    @property
    def all_words(self) -> tuple[str, ...]:
        """The word and those before it, as codes are compared."""
        return self.former_words if self.word_key is None else (*self.former_words, self.word_key)

    @property
    def validity(self) -> Duration | None:
        return self.life.validity


@dataclass(frozen=True, slots=True)
class Benefit:
    """Something that members are entitled to.

    condition: the members who may use it (None: all). quota: how often in a `period` (None: ever). stock: how many there are in
    all. gives: the code of the coupon kind that a use issues. fault: why a condition cannot be judged, if one cannot. windows:
    when it is open; early_access: for whom earlier. price: what a use costs, which makes it a reward; grants: what a use brings.
    needs_fulfilment: another system delivers it, and says so. set_aside: what of the stock is kept for some members.
    member_price: what members who may use it pay for goods, if that is what it is.
    """

    id: int
    code: str
    name: str
    value: BenefitValue
    version: int = 1
    condition: Condition | None = None
    quota: int | None = None
    period: Window | None = None
    stock: int | None = None
    gives: str | None = None
    fault: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    windows: Windows = ALWAYS
    early_access: tuple[EarlyAccess, ...] = ()
    price: tuple[Part, ...] = ()
    grants: tuple[Part, ...] = ()
    needs_fulfilment: bool = False
    set_aside: tuple[SetAside, ...] = ()
    member_price: MemberPrice | None = None

    @property
    def stock_name(self) -> str:
        return f"benefit:{self.code}"

    def share_name(self, share: str) -> str:
        """Return the name of the stock of what is set aside."""
        return f"{ASIDE}:{share}:{self.code}"

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that is judged for a member."""
        own = () if self.condition is None else (self.condition,)
        early = (access.condition for access in self.early_access)
        return *own, *early, *(part.condition for part in self.set_aside)

    def first_day(self, today: int) -> int:
        """Return the first local day of the present quota period. Without a period everything counts."""
        return 1 if self.period is None else self.period.first_day(today)

    def next_day(self, today: int) -> int | None:
        """Return the local day on which the quota is filled again."""
        return None if self.period is None else self.period.leaves_on(today)
