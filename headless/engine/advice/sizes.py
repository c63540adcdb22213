"""How much a benefit gives, as far as two benefits can be compared."""

from decimal import Decimal
from typing import NamedTuple

from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.program.prices.member_price_terms import MemberPrice
from headless.engine.program.program import Program

ANY_NUMBER = Decimal("Infinity")


class Size(NamedTuple):
    """What a benefit gives of, for what, and its numbers. Of each number more is better for the member."""

    of: object
    numbers: tuple[Decimal, ...]


def is_less(benefit: Benefit, other: Benefit, program: Program) -> bool:
    """Return True if a benefit is surely less than another one. What cannot be compared is not."""
    one, two = _size(benefit, program), _size(other, program)
    if one is None or two is None or one.of != two.of:
        return False
    pairs = list(zip(one.numbers, two.numbers, strict=True))
    return all(mine <= its for mine, its in pairs) and any(mine < its for mine, its in pairs)


def _size(benefit: Benefit, program: Program) -> Size | None:
    size = _of_use(benefit, program)
    if size is None:
        return None
    uses = (benefit.price, benefit.period)
    return Size((size.of, uses), (*size.numbers, _most(benefit.quota)))


def _of_use(benefit: Benefit, program: Program) -> Size | None:
    """Return how much one use gives. None if that is no number."""
    if benefit.member_price is not None:
        return _of_price(benefit.member_price)
    if benefit.gives is None and len(benefit.grants) == 1:
        return Size(("asset", benefit.grants[0].kind), (benefit.grants[0].amount,))
    kind = program.coupon_kinds.get(benefit.gives) if benefit.gives is not None and not benefit.grants else None
    return None if kind is None else _of_coupon(kind)


def _of_price(price: MemberPrice) -> Size:
    terms = -Decimal(price.order_least or 0), _most(price.most_pieces)
    if price.percent_off is not None:
        return Size(("percent off", price.scope), (price.percent_off, *terms))
    if price.each is not None:
        return Size(("price", price.scope), (-Decimal(price.each), *terms))
    return Size("delivery", terms)


def _of_coupon(kind: CouponKind) -> Size | None:
    discount, least = kind.discount, -Decimal(kind.minimum or 0)
    if discount.amount is not None:
        return Size(("amount", kind.terms), (Decimal(discount.amount), least))
    if discount.percent is not None:
        return Size(("percent", discount.of, kind.terms), (discount.percent, _most(discount.most), least))
    return Size(("freight", kind.terms), (least,)) if discount.delivery else None


def _most(number: int | None) -> Decimal:
    return ANY_NUMBER if number is None else Decimal(number)
