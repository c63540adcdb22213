"""The coupons that a member has for an order: what each saves, what stands against it, and which go best together."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.handlers.couponing import not_first_order
from headless.engine.member.coupons import Coupon, barrier, normal
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.pricing.combinations import best_combination
from headless.engine.pricing.obstacles import Obstacle, no_effect, order_obstacle
from headless.engine.pricing.savings import Pricing, Saving
from headless.engine.program.offers import CouponKind
from headless.engine.rewards.named_coupons import NO_COUPONS

NO_EFFECT = "NO_EFFECT"


class CouponOption(NamedTuple):
    """A coupon that a member has: what it saves on its own, or what stands against it."""

    coupon: Coupon
    saves: Saving | None
    obstacle: Obstacle | None


def coupon_options(
    state: MemberState, pricing: Pricing, coupons: Sequence[Coupon], now: int, order: str
) -> list[CouponOption]:
    """Return what each coupon saves on an order by itself, or what stands against it. order: its number."""
    of_kinds = {
        kind_id: _of_kind(state, pricing, state.program.coupon_kind_by_id[kind_id])
        for kind_id in {coupon.kind_id for coupon in coupons}
    }
    options = []
    for coupon in coupons:
        against = barrier(coupon, coupon.code, state.id, now, order)
        if against is None and state.status == MemberStatus.FROZEN:
            against = "MEMBER_FROZEN", NO_COUPONS
        saving, obstacle = of_kinds[coupon.kind_id] if against is None else (None, Obstacle(*against))
        options.append(CouponOption(coupon, saving, obstacle))
    return options


def _of_kind(state: MemberState, pricing: Pricing, kind: CouponKind) -> tuple[Saving | None, Obstacle | None]:
    """Return what coupons of a kind save on an order, or what stands against them."""
    obstacle = not_first_order(state, kind) or order_obstacle(kind, pricing, state.program.money)
    if obstacle is not None:
        return None, obstacle
    saving = pricing.alone(kind)
    return saving, None if saving.has_effect else no_effect(kind)


def chosen_coupons(
    state: MemberState, pricing: Pricing, options: Sequence[CouponOption], named: Sequence[str] | None
) -> list[Coupon]:
    """Return the coupons to use: those that are named and can be used, or those that save most together."""
    usable = [option.coupon for option in options if option.obstacle is None]
    if named is not None:
        codes = set(map(normal, named))
        return [coupon for coupon in usable if normal(coupon.code) in codes]
    kinds = [state.program.coupon_kind_by_id[coupon.kind_id] for coupon in usable]
    return [usable[place] for place in best_combination(pricing, kinds).chosen]


def refused_codes(options: Sequence[CouponOption], named: Sequence[str] | None) -> list[str]:
    """Return the codes that are named and cannot be used. Those of coupons that would save nothing simply stay unused."""
    fine = {
        normal(option.coupon.code) for option in options if option.obstacle is None or option.obstacle.code == NO_EFFECT
    }
    return [code for code in named or () if normal(code) not in fine]
