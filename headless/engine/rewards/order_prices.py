"""What a paid order should come to: its plain prices, less the member's prices and its coupons, worked out by us."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from headless.engine.evaluation.benefits import opening_for
from headless.engine.evaluation.judge import Judge
from headless.engine.member.coupons import Coupon
from headless.engine.member.state import MemberState
from headless.engine.pricing.baskets import Basket
from headless.engine.pricing.for_members import priced_for_member
from headless.engine.pricing.savings import Priced
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of

COUPON_UNUSED, ORDER_DIFFERS, COUPONS_SAVED = "coupon_unused", "order_differs", "coupons_saved"


class OrderPrice(NamedTuple):
    """An order as it should be after its coupons, and which of them it uses: those that have an effect."""

    priced: Priced
    used: Sequence[Coupon]
    unused: Sequence[Coupon]


def price_benefits(judge: Judge, state: MemberState, now: int) -> list[Benefit]:
    """Return the benefits that make prices for a member at an instant, oldest first."""
    today = state.program.zone.day_of(now)
    return [
        benefit
        for benefit in state.program.price_benefits
        if benefit.fault is None and judge.met(benefit.condition, state, today) and _is_open(judge, benefit, state, now)
    ]


def _is_open(judge: Judge, benefit: Benefit, state: MemberState, now: int) -> bool:
    opening = opening_for(judge, benefit, state, now)
    return opening is not None and opening.holds(now)


def order_price(program: Program, basket: Basket, benefits: Sequence[Benefit], coupons: Sequence[Coupon]) -> OrderPrice:
    """Return what an order should come to. Its lines are at their plain prices, those that sell cards at what they say."""
    plain = basket._replace(lines=[line if line.card else line._replace(amount=line.listed) for line in basket.lines])
    priced = priced_for_member(plain, benefits).pricing.apply(
        [program.coupon_kind_by_id[coupon.kind_id] for coupon in coupons]
    )
    effects = [saving.has_effect for saving in priced.savings]
    used = [coupon for coupon, has_effect in zip(coupons, effects, strict=True) if has_effect]
    unused = [coupon for coupon, has_effect in zip(coupons, effects, strict=True) if not has_effect]
    return OrderPrice(priced, used, unused)


def price_notes(program: Program, price: OrderPrice, total: int) -> list[dict[str, Any]]:
    """Return what the answer says of an order's coupons, and of a total that is not what it should be."""
    notes: list[dict[str, Any]] = []
    decimals, kinds = program.decimals, program.coupon_kind_by_id
    if price.used:
        saved = sum(saving.amount for saving in price.priced.savings)
        notes.append({"c": COUPONS_SAVED, "k": {"saved": text_of(saved, decimals)}})
    if price.unused:
        codes = sorted({kinds[coupon.kind_id].code for coupon in price.unused})
        notes.append({"c": COUPON_UNUSED, "k": {"coupons": ", ".join(codes)}})
    if price.priced.total != total:
        expected = {"expected": text_of(price.priced.total, decimals), "total": text_of(total, decimals)}
        notes.append({"c": ORDER_DIFFERS, "k": expected})
    return notes
