"""The coupons that an order was paid with: checked before, used with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.orders import ORDER
from headless.engine.pricing.baskets import Basket, Line, places
from headless.engine.pricing.obstacles import Obstacle, below_minimum, clash, not_for_these, place_obstacle
from headless.engine.program.offers import CouponKind
from headless.engine.rewards.named_coupons import NO_COUPONS, bar, counted, named_coupon
from headless.engine.texts.names import called
from headless.engine.turn import Turn
from headless.engine.values.amounts import to_units
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message

WHOLE = Decimal(100)
BEYOND_ANY = 10**18


class Couponed(NamedTuple):
    """An order that names coupons: when it was paid, what it is now, and the codes that it has used before.

    counted: how many orders of the member's totals it is already, 1 if it is amended and 0 if it is new. order: its number, for
    which coupons may be kept.
    """

    occurred_at: int
    data: Any
    used: Collection[str] = ()
    counted: int = 0
    order: str | None = None


def check_coupons(turn: Turn, order: Couponed) -> list[Coupon] | Problem:
    """Return the coupons that an order is to use now, or what stands against one of them."""
    coupons: dict[int, Coupon] = {}
    kept: list[Coupon] = []
    codes: set[str] = set()
    for position, code in enumerate(order.data.coupons):
        path = ("data", "coupons", str(position))
        if normal(code) in codes:
            return invalid(
                "COUPON_TWICE", Message("the coupon {code!r} is named twice; name it once", code=code), *path
            )
        codes.add(normal(code))
        coupon = named_coupon(turn, code, order.occurred_at, coupons.values(), order.order)
        if coupon is not None and normal(code) in order.used:
            kept.append(coupon)
            continue
        against = _unusable(turn, order, code, coupon, coupons.values())
        if coupon is None or against is not None:
            assert against is not None
            return replace(against, path=path)
        coupons[position] = coupon
    if coupons and turn.state.status == MemberStatus.FROZEN:
        return Problem("REFUSED", "MEMBER_FROZEN", NO_COUPONS)
    return _against_terms(turn, order, coupons, kept) or [*coupons.values()]


def _unusable(
    turn: Turn, order: Couponed, code: str, coupon: Coupon | None, others: Collection[Coupon]
) -> Problem | None:
    """Return why the member cannot use a coupon with others, None if it can."""
    if coupon is None:
        return bar(turn, coupon, code, order.occurred_at, gets=0, takes=0)
    if any(coupon is other for other in others):
        return invalid("COUPON_TWICE", Message("the coupon {code!r} is named twice; name it once", code=code))
    kind, (gets, takes) = turn.program.coupon_kind_by_id[coupon.kind_id], counted(turn, others)
    before = {"gets": gets.get(kind.code, 0), "takes": takes.get(kind.stock_name, 0)}
    return bar(turn, coupon, code, order.occurred_at, order=order.order, **before)


def _against_terms(
    turn: Turn, order: Couponed, coupons: Mapping[int, Coupon], kept: Sequence[Coupon]
) -> Problem | None:
    """Return the refusal of the first coupon whose terms an order does not meet, by their positions. It keeps others."""
    kind_by_id = turn.program.coupon_kind_by_id
    before = [kind_by_id[coupon.kind_id] for coupon in kept]
    kinds = [*before, *(kind_by_id[coupon.kind_id] for coupon in coupons.values())]
    basket = basket_of(order.data, turn.program.decimals)
    named = {coupon.kind_id: kind_by_id[coupon.kind_id] for coupon in coupons.values()}
    of_order = {id_: _against_order(turn, order, basket, kind, kinds) for id_, kind in named.items()}
    for position, coupon in coupons.items():
        kind = kind_by_id[coupon.kind_id]
        against = of_order[coupon.kind_id] or clash(kind, before)
        if against is not None:
            return Problem("REFUSED", *against, path=("data", "coupons", str(position)))
        before.append(kind)
    return None


def _against_order(
    turn: Turn, order: Couponed, basket: Basket, kind: CouponKind, kinds: Sequence[CouponKind]
) -> Obstacle | None:
    data, terms, program = order.data, kind.terms, turn.program
    against = place_obstacle(kind, data.channel, data.store)
    if against is not None:
        return against
    against = not_first_order(turn.state, kind, order.counted)
    if against is not None:
        return against
    if not data.items and not terms.scope.is_everything:
        return Obstacle(
            "NOT_FOR_THESE_GOODS", Message("{kind} is for some goods; send the order's items", kind=called(kind))
        )
    covered = places(basket, terms.scope)
    if not covered:
        return not_for_these(kind)
    if kind.minimum is None:
        return None
    have = before_coupons(sum(basket.lines[place].amount for place in covered), kinds)
    if data.items and all(item.list_price is not None for item in data.items):
        have = min(have, sum(max(basket.lines[place].listed, basket.lines[place].amount) for place in covered))
    if have >= kind.minimum:
        return None
    return Obstacle("MINIMUM_NOT_REACHED", below_minimum(kind, kind.minimum, have, program.money))


def not_first_order(state: MemberState, kind: CouponKind, counted: int = 0) -> Obstacle | None:
    """Return what stands against a coupon for first orders, or None. counted: how many of the member's orders this one is."""
    if not kind.terms.first_order or state.totals.lifetime(ORDER).count <= counted:
        return None
    return Obstacle("NOT_FIRST_ORDER", Message("{kind} is for a member's first order", kind=called(kind)))


def basket_of(data: Any, decimals: int, delivery: int | None = None) -> Basket:
    """Return the lines of an order's data, or one line of its total if it has none. delivery: its freight, if that is known."""
    if not data.items:
        total = to_units(data.total, decimals, exact=False)
        return Basket((Line("", Decimal(1), total, total),), data.channel, data.store, delivery)
    lines = []
    for item in data.items:
        amount = to_units(item.amount, decimals, exact=False)
        listed = amount if item.list_price is None else to_units(item.list_price, decimals, exact=False)
        sells = item.card is not None
        lines.append(Line(item.sku, item.quantity, listed, amount, item.category, item.brand, sells))
    return Basket(lines, data.channel, data.store, delivery)


def before_coupons(total: int, kinds: Iterable[CouponKind]) -> int:
    """Return what an order came to before its coupons, in units of money: what is payable and what they take off.

    The most that it can have been: percentages are taken off before amounts, and an amount is taken off in full.
    """
    listed = list(kinds)
    amount = Decimal(total + sum(kind.discount.amount or 0 for kind in listed))
    for kind in listed:
        percent, most = kind.discount.percent, kind.discount.most
        if percent is None:
            continue
        if percent < WHOLE and kind.discount.of == "RUNNING":
            off = amount * percent / (WHOLE - percent)
            amount += off if most is None else min(off, Decimal(most))
        elif most is not None:
            amount += most
        else:
            return BEYOND_ANY
    return int(amount.to_integral_value(rounding="ROUND_CEILING"))
