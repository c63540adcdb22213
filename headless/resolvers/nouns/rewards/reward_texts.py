"""Changes of coupons and benefits, in words."""

from headless.engine.member.records import Change
from headless.engine.texts.names import Named, name_in
from headless.engine.texts.texts import Count, Texts
from headless.resolvers.reading.context import ReadContext

_TEXTS = Texts("changes")


def reward_text(ctx: ReadContext, change: Change) -> str:
    """Say one change in the reader's language."""
    offers = ctx.program.coupon_kinds if change.kind == "COUPON" else ctx.program.benefits
    offer: Named | None = offers.get(change.code)
    template = _TEXTS.find(ctx.lang, f"{change.kind}.{change.after}", "{name}")
    return template.format(
        name=name_in(ctx.lang, offer) if offer is not None else change.code, amount=Count(change.amount)
    )
