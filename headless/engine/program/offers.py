"""What a merchant offers besides assets, as configured: coupon kinds and benefits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from headless.engine.conditions.conditions import Condition
from headless.engine.program.prices.coupon_terms import ANY_TERMS, Base, CouponTerms
from headless.engine.program.prices.member_price_terms import MemberPrice
from headless.engine.values.calendar import Duration, Window

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
    """One kind of coupon. `minimum` is in units of money, `stock` how many there are in all (None: any number)."""

    id: int
    code: str
    name: str
    version: int = 1
    discount: Discount = Discount()
    minimum: int | None = None
    validity: Duration | None = None
    stock: int | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    terms: CouponTerms = ANY_TERMS

    @property
    def stock_name(self) -> str:
        return f"coupon:{self.code}"

    def ends_on(self, issued_on: int) -> int | None:
        """Return the local day at whose start a coupon issued on `issued_on` ends, or None for never."""
        return None if self.validity is None else self.validity.after(issued_on)


@dataclass(frozen=True, slots=True)
class Benefit:
    """Something that members are entitled to.

    condition: the members who may use it (None: all). quota: how often in a `period` (None: ever). stock: how many there are in
    all. gives: the code of the coupon kind that a use issues. fault: why the condition cannot be judged, if it cannot.
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
    member_price: MemberPrice | None = None

    @property
    def stock_name(self) -> str:
        return f"benefit:{self.code}"

    def first_day(self, today: int) -> int:
        """Return the first local day of the present quota period. Without a period everything counts."""
        return 1 if self.period is None else self.period.first_day(today)

    def next_day(self, today: int) -> int | None:
        """Return the local day on which the quota is filled again."""
        return None if self.period is None else self.period.leaves_on(today)
