"""What happened to coupons and benefits, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from headless.engine.member.records import Change
from headless.resolvers.reading.context import ReadContext

_TOLD: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType({
    ("COUPON", "USABLE"): ("coupon {name} given", "获得优惠券{name}"),
    ("COUPON", "USED"): ("coupon {name} used", "使用优惠券{name}"),
    ("COUPON", "REVOKED"): ("coupon {name} taken back", "优惠券{name}被收回"),
    ("BENEFIT", "GRANTED"): ("{name} granted {amount} times", "获赠{name}{amount}次"),
    ("BENEFIT", "USED"): ("{name} used", "使用{name}"),
    ("BENEFIT", "REVOKED"): ("{name} taken back, {amount} times", "收回{name}{amount}次"),
})  # fmt: skip


def reward_text(ctx: ReadContext, change: Change) -> str:
    """One change in the reader's language."""
    offers = ctx.program.coupon_kinds if change.kind == "COUPON" else ctx.program.benefits
    offer = offers.get(change.code)
    pattern = _TOLD.get((change.kind, str(change.after)), ("{name}", "{name}"))[ctx.lang == "zh"]
    return pattern.format(name=offer.name if offer is not None else change.code, amount=change.amount)
