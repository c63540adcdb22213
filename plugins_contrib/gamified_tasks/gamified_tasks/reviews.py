"""Reviews and photo-shares of orders: not too short, never the same text twice, and what they bring."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from gamified_tasks.events import GIVEN_BACK
from gamified_tasks.scalars import Amount, Spent, spent_setting, words
from gamified_tasks.texts import TEXTS
from headless.plugins import Code, Earn, Effect, Events, Refuse, Rule, RuleContext, RuleSettings, Skip, Told, Undo

REVIEW, SHARE = "review.posted", "share.posted"
Number = Annotated[int, Field(ge=0, le=10_000)]


class ReviewGateSettings(RuleSettings):
    """What a review must be like."""

    least: Number = Field(
        default=5,
        title="Least characters of a review",
        description="Shorter texts are refused.",
        json_schema_extra=words("评价最少字数"),
    )
    most_a_day: Number = Field(
        default=5,
        title="Most a day",
        description="Reviews and shares, each; 0: any number.",
        json_schema_extra=words("每日上限"),
    )


class ReviewGate(Rule):
    """Refuses reviews and shares that have no order, are too short, or were written before."""

    id = "review_gate"
    label, label_zh = "Reviews without spam", "评价防刷"
    on = (REVIEW, SHARE)
    stage = "gate"
    assets = ()
    needs = {REVIEW: Events(REVIEW, last=200), SHARE: Events(SHARE, last=200)}
    Settings = ReviewGateSettings

    def evaluate(self, ctx: RuleContext[ReviewGateSettings]) -> Iterable[Effect] | Skip:
        """Refuse what looks like spam."""
        refusal = _barrier(ctx, ctx.facts[ctx.event.type])
        return [Refuse(*refusal)] if refusal is not None else ctx.skip(TEXTS.told("nothing stands against it"))


def _barrier(ctx: RuleContext[ReviewGateSettings], earlier: Iterable[Any]) -> tuple[str, Told] | None:
    data, settings, earlier = ctx.event.data, ctx.settings, list(earlier)
    if data.order_id is None:
        return "ORDER_MISSING", TEXTS.told("say which order this is about: orderId")
    if ctx.origin is None:
        return "UNKNOWN_ORDER", TEXTS.told("the member has no order {order}", order=data.order_id)
    if any(post.data.order_id == data.order_id for post in earlier):
        return "ALREADY_POSTED", TEXTS.told("there is one of order {order} already", order=data.order_id)
    if ctx.event.type == REVIEW and data.text.length < settings.least:
        counted = {"count": data.text.length, "least": settings.least}
        return "TOO_SHORT", TEXTS.told("the text has {count} characters; write at least {least}", **counted)
    if _digests(data) & {digest for post in earlier for digest in _digests(post.data)}:
        return "DUPLICATE_TEXT", TEXTS.told("the same was posted before; write something of this order")
    today = sum(post.local_date == ctx.event.local_date for post in earlier)
    if settings.most_a_day and today >= settings.most_a_day:
        return "TOO_MANY", TEXTS.told("{most} a day are enough; come back tomorrow", most=settings.most_a_day)
    return None


def _digests(data: Any) -> set[str]:
    return {personal.digest for personal in (data.text, data.media) if personal is not None}


class ReviewPointsSettings(RuleSettings):
    """What a review and a share bring."""

    asset: Code = Field(
        default="points",
        title="Asset kind",
        description="What is earned.",
        json_schema_extra=words("资产类型", "assetKind"),
    )
    review: Amount = Field(
        default=Decimal(10), title="For a review", description="Once per order.", json_schema_extra=words("评价奖励")
    )
    share: Amount = Field(
        default=Decimal(10), title="For a share", description="Once per order.", json_schema_extra=words("晒单奖励")
    )
    spent: Spent = spent_setting()


class ReviewPoints(Rule):
    """Members earn for a review and for a share, each once per order. A full refund of the order takes it back."""

    id = "review_points"
    label, label_zh = "Points for reviews", "评价晒单奖励"
    on = (REVIEW, SHARE, *GIVEN_BACK)
    needs = {REVIEW: Events(REVIEW, last=200), SHARE: Events(SHARE, last=200)}
    Settings = ReviewPointsSettings

    def evaluate(self, ctx: RuleContext[ReviewPointsSettings]) -> Iterable[Effect] | Skip:
        """Earn once per order, unless it was refunded."""
        if ctx.event.type in GIVEN_BACK:
            return _taken_back(ctx)
        order, settings = ctx.origin, ctx.settings
        amount = settings.review if ctx.event.type == REVIEW else settings.share
        if order is None or order.refunded >= 1:
            return ctx.skip(
                TEXTS.told("it is about no order") if order is None else TEXTS.told("its order was given back")
            )
        if not amount:
            return ctx.skip(TEXTS.told("it brings nothing"))
        once = f"{ctx.event.type}/{order.id}"
        return [
            Earn(
                settings.asset,
                amount,
                boostable=False,
                once=once,
                why=TEXTS.told("on order {order_id}", order_id=order.data.order_id),
            )
        ]


def _taken_back(ctx: RuleContext[ReviewPointsSettings]) -> list[Effect] | Skip:
    order = ctx.origin
    if order is None or order.refunded < 1:
        return ctx.skip(TEXTS.told("no order was wholly refunded"))
    posts = [
        post for type_ in (REVIEW, SHARE) for post in ctx.facts[type_] if post.data.order_id == order.data.order_id
    ]
    owed = ctx.settings.spent == "OWED"
    return [Undo(post.id, owed=owed, why=TEXTS.told("its order was refunded")) for post in posts] or ctx.skip(
        TEXTS.told("nothing was posted of the order")
    )
