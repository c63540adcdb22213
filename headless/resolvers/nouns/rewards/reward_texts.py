"""Changes of coupons and benefits, in words."""

from headless.engine.member.records import Change
from headless.engine.texts.texts import Count, Texts
from headless.resolvers.reading.context import ReadContext

_TEXTS = Texts("changes")


def reward_text(ctx: ReadContext, change: Change) -> str:
    """Say one change in the reader's language."""
    name = ctx.names.coupon(change.code) if change.kind == "COUPON" else ctx.names.benefit(change.code)
    template = _TEXTS.find(ctx.lang, f"{change.kind}.{change.after}", "{name}")
    return template.format(name=name, amount=Count(change.amount))
