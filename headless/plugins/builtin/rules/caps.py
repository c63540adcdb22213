"""Limits on how much of an order may be paid with points."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from headless.engine.member.orders.goods import goods_total
from headless.plugins import Cap, Effect, Rule, RuleContext, RuleSettings, Skip
from headless.plugins.builtin.rules.words import Quantity, References, Share, words
from headless.plugins.contract.scalars import Code

Codes = Annotated[tuple[Code, ...], Field(max_length=200)]
ITSELF = ("order.paid", "checkout.held")
"""Events that are the order; the others say what it comes to."""


class Ground(NamedTuple):
    """The money that may be paid with each kind, and why no more."""

    money: Decimal
    why: str


class SpendCap(Rule):
    """At most a share of what an order costs may be paid with points. Money is not limited."""

    id = "spend_cap"
    label, label_zh = "Cap on paying with points", "积分抵扣上限"
    on = ("order.paid", "asset.spent", "asset.held", "checkout.held")
    assets = ("$assets",)
    stage = "cap"

    class Settings(RuleSettings):
        """Which asset kinds are limited, and how. What is not set does not limit."""

        assets: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)] = Field(
            default=("points",),
            title="Asset kinds",
            description="The kinds that are bound, each by itself.",
            json_schema_extra=words("资产类型", "assetKind"),
        )
        share: Share = Field(
            default=Decimal("0.5"),
            title="Share",
            description="The share of the payable amount, from 0 to 1.",
            json_schema_extra=words("抵扣比例"),
        )
        most: Quantity | None = Field(
            default=None,
            title="Most",
            description="No more of a kind than this for one order.",
            json_schema_extra=words("单笔上限"),
        )
        least: Quantity | None = Field(
            default=None,
            title="Least",
            description="So much of a kind, or nothing.",
            json_schema_extra=words("起用数量"),
        )
        step: Quantity | None = Field(
            default=None,
            title="Step",
            description="Only multiples of this.",
            json_schema_extra=words("使用单位"),
        )
        order_least: Quantity | None = Field(
            default=None,
            title="Least order",
            description="What an order must come to, in the currency.",
            json_schema_extra=words("订单门槛"),
        )
        not_for_categories: References = Field(
            default=(),
            title="Not for categories",
            description="Lines of these categories do not count towards what may be paid with it.",
            json_schema_extra=words("不可抵扣的品类", "category"),
        )
        not_for_skus: References = Field(
            default=(),
            title="Not for articles",
            description="Lines of these articles do not count towards what may be paid with it.",
            json_schema_extra=words("不可抵扣的商品"),
        )
        not_with_coupons: bool | Codes = Field(
            default=False,
            title="Not with coupons",
            description="true: not on an order that uses coupons; a list: not with coupons of these kinds.",
            json_schema_extra=words("不可与优惠券同用", "couponKind"),
        )

        @model_validator(mode="after")
        def _fits(self) -> Self:
            if self.least is not None and self.most is not None and self.least > self.most:
                raise ValueError("least is above most")
            return self

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Cap each kind that has a worth at floor(share × payable / worth), or at its most if that is less.

        What is payable are goods: lines that sell cards do not count.
        """
        data = ctx.event.data
        payable = goods_total(data) if ctx.event.type in ITSELF else data.payable
        if payable is None:
            return ctx.skip("not for an order")
        ground = _ground(ctx, payable)
        return [_cap(ctx, asset, ground) for asset in _bound(ctx)] or ctx.skip("none of the kinds has a worth")


def _bound(ctx: RuleContext[SpendCap.Settings]) -> list[str]:
    kinds = (ctx.kinds.get(asset) for asset in ctx.settings.assets)
    return [kind.code for kind in kinds if kind is not None and kind.worth and not kind.money]


def _ground(ctx: RuleContext[SpendCap.Settings], payable: Decimal) -> Ground:
    """Return what may be paid of an order with each kind: of the lines that count, nothing if the order is too small."""
    settings = ctx.settings
    if settings.order_least is not None and payable < settings.order_least:
        return Ground(Decimal(0), f"for orders of {settings.order_least} or more")
    counting = payable
    if ctx.event.type in ITSELF and (settings.not_for_categories or settings.not_for_skus):
        counting = max(Decimal(0), min(payable, payable - _left_out(ctx)))
    if counting == payable:
        return Ground(settings.share * payable, f"{settings.share} of {payable}")
    if not counting:
        return Ground(counting, "not for these goods")
    return Ground(settings.share * counting, f"{settings.share} of {counting} for the goods that count")


def _left_out(ctx: RuleContext[SpendCap.Settings]) -> Decimal:
    """Return what the lines come to that do not count."""
    categories, skus = ctx.settings.not_for_categories, ctx.settings.not_for_skus
    items = ctx.event.data.items
    left_out = (item for item in items if item.card is None and (item.category in categories or item.sku in skus))
    return sum((item.amount for item in left_out), Decimal(0))


def _cap(ctx: RuleContext[SpendCap.Settings], asset: str, ground: Ground) -> Cap:
    settings, kind = ctx.settings, ctx.kinds[asset]
    assert kind.worth is not None
    units = Fraction(ground.money) / Fraction(kind.worth) * 10**kind.decimals // 1
    most, why = Decimal(units).scaleb(-kind.decimals), ground.why
    if settings.most is not None and settings.most < most:
        most, why = settings.most, "the most for one order"
    return Cap(
        asset, most, of="pay", least=settings.least or None, step=settings.step or None,
        not_with=settings.not_with_coupons, why=why,
    )  # fmt: skip
