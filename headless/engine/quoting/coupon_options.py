"""The coupons that a member has for an order: what each saves, what stands against it, and which go best together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from headless.engine.handlers.couponing import not_first_order
from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.pricing.combinations import best_combination
from headless.engine.pricing.obstacles import Obstacle, no_effect, order_obstacle
from headless.engine.pricing.savings import Pricing, Saving
from headless.engine.program.offers import CouponKind
from headless.engine.program.program import Program
from headless.engine.quoting.asked_orders import Asked
from headless.engine.rewards.named_coupons import NO_COUPONS, bar, named_coupon
from headless.engine.turn import Turn

NO_EFFECT = "NO_EFFECT"


class CouponOption(NamedTuple):
    """A coupon that a member has: what it saves on its own, or what stands against it."""

    coupon: Coupon
    saves: Saving | None
    obstacle: Obstacle | None


def named_coupons(turn: Turn, asked: Asked) -> dict[str, Coupon]:
    """Return the coupons that named codes and words mean, by what they are named. Of a word, one may be given for the order."""
    meant: dict[str, Coupon] = {}
    known = {coupon.id for coupon in asked.coupons}
    for code in asked.named or ():
        coupon = named_coupon(turn, code, asked.at, meant.values(), asked.data.order_id)
        if coupon is None or any(coupon is other for other in meant.values()):
            continue
        # one of another member that is not asked about is not looked at
        if coupon.id in known or coupon.member_id in (None, asked.member_id):
            meant[normal(code)] = coupon
    # what the order would use is another one than is shown
    kinds = turn.program.coupon_kind_by_id
    return {
        key: replace(coupon, code=coupon.code or kinds[coupon.kind_id].word or key) for key, coupon in meant.items()
    }


def coupon_options(turn: Turn, pricing: Pricing, asked: Asked, named: Iterable[Coupon]) -> list[CouponOption]:
    """Return what each of a member's coupons saves, and each of those that are named."""
    known = {coupon.id for coupon in asked.coupons}
    listed = [*asked.coupons, *(coupon for coupon in named if coupon.id not in known)]
    of_kinds = {
        kind_id: _of_kind(turn.state, pricing, turn.program.coupon_kind_by_id[kind_id])
        for kind_id in {coupon.kind_id for coupon in listed}
    }
    options = []
    for coupon in listed:
        against = _barred(turn, coupon, asked)
        saving, obstacle = of_kinds[coupon.kind_id] if against is None else (None, against)
        options.append(CouponOption(coupon, saving, obstacle))
    return options


def _barred(turn: Turn, coupon: Coupon, asked: Asked) -> Obstacle | None:
    """Return why the member cannot use a coupon for any order, None if it can."""
    against = bar(turn, coupon, coupon.code, asked.at, gets=0, takes=0, order=asked.data.order_id)
    if against is not None:
        return Obstacle(against.code, against.message)
    return Obstacle("MEMBER_FROZEN", NO_COUPONS) if turn.state.status == MemberStatus.FROZEN else None


def _of_kind(state: MemberState, pricing: Pricing, kind: CouponKind) -> tuple[Saving | None, Obstacle | None]:
    """Return what coupons of a kind save on an order, or what stands against them."""
    obstacle = not_first_order(state, kind) or order_obstacle(kind, pricing, state.program.money)
    if obstacle is not None:
        return None, obstacle
    saving = pricing.alone(kind)
    return saving, None if saving.has_effect else no_effect(kind)


def chosen_coupons(
    program: Program,
    pricing: Pricing,
    options: Sequence[CouponOption],
    named: Mapping[str, Coupon] | None,
    without: Collection[str] = (),
) -> list[Coupon]:
    """Return the coupons to use: those that are named and can be used, or those that save most together.

    without: kinds of which none is to be used.
    """
    usable = [option.coupon for option in options if option.obstacle is None]
    if named is not None:
        ids = {coupon.id for coupon in named.values()}
        return [coupon for coupon in usable if coupon.id in ids]
    usable = [coupon for coupon in usable if program.coupon_kind_by_id[coupon.kind_id].code not in without]
    kinds = [program.coupon_kind_by_id[coupon.kind_id] for coupon in usable]
    return [usable[place] for place in best_combination(pricing, kinds).chosen]


def refused_codes(
    options: Sequence[CouponOption], meant: Mapping[str, Coupon], named: Sequence[str] | None
) -> list[str]:
    """Return the codes that are named and cannot be used. Those of coupons that would save nothing simply stay unused."""
    fine = {option.coupon.id for option in options if option.obstacle is None or option.obstacle.code == NO_EFFECT}
    return [code for code in named or () if normal(code) not in meant or meant[normal(code)].id not in fine]
