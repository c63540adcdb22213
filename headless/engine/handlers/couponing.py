"""The coupons that an order was paid with: checked before, used with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from headless.engine.member.coupons import Coupon, barrier, normal
from headless.engine.member.known_rewards import coupon_of
from headless.engine.member.records import EventRecord
from headless.engine.member.status import MemberStatus
from headless.engine.program.offers import CouponKind
from headless.engine.texts.names import called
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message, Money

NO_COUPONS = Message("the member is frozen; coupons cannot be used until that is lifted")
WHOLE = Decimal(100)
BEYOND_ANY = 10**18


def check_coupons(
    turn: Turn, named: Sequence[str], order: EventRecord, used: Collection[str] = ()
) -> list[Coupon] | Problem:
    """Return the coupons that an order is to use, or what stands against them. It names others that it has `used` already."""
    coupons: dict[int, Coupon] = {}
    kept: list[Coupon] = []
    codes: set[str] = set()
    for position, code in enumerate(named):
        path = ("data", "coupons", str(position))
        if normal(code) in codes:
            return invalid(
                "COUPON_TWICE", Message("the coupon {code!r} is named twice; name it once", code=code), *path
            )
        codes.add(normal(code))
        coupon = coupon_of(turn.state, code)
        if coupon is not None and normal(code) in used:
            kept.append(coupon)
            continue
        against = barrier(coupon, code, turn.state.id, order.occurred_at)
        if coupon is None or against is not None:
            assert against is not None
            return Problem("INVALID" if coupon is None else "REFUSED", *against, path=path)
        coupons[position] = coupon
    if coupons and turn.state.status == MemberStatus.FROZEN:
        return Problem("REFUSED", "MEMBER_FROZEN", NO_COUPONS)
    return _below_minimum(turn, coupons, kept) or [*coupons.values()]


def _below_minimum(turn: Turn, coupons: Mapping[int, Coupon], kept: Sequence[Coupon]) -> Problem | None:
    """Return the refusal if an order is too small for one of the coupons, by their positions. It keeps others."""
    decimals, kind_by_id = turn.program.decimals, turn.program.coupon_kind_by_id
    kinds = {position: kind_by_id[coupon.kind_id] for position, coupon in coupons.items()}
    others = (kind_by_id[coupon.kind_id] for coupon in kept)
    before = before_coupons(to_units(turn.event.data.total, decimals), (*kinds.values(), *others))
    for position, kind in kinds.items():
        if kind.minimum is not None and before < kind.minimum:
            need, have = text_of(kind.minimum, decimals), text_of(before, decimals)
            message = Message(
                "{kind} is for orders of {need} or more; this one came to {have} before its coupons",
                kind=called(kind),
                need=Money(need, turn.program.currency),
                have=Money(have, turn.program.currency),
            )
            return Problem("REFUSED", "MINIMUM_NOT_REACHED", message, path=("data", "coupons", str(position)))
    return None


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
        if percent < WHOLE:
            off = amount * percent / (WHOLE - percent)
            amount += off if most is None else min(off, Decimal(most))
        elif most is not None:
            amount += most
        else:
            return BEYOND_ANY
    return int(amount.to_integral_value(rounding="ROUND_CEILING"))
