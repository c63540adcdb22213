"""Green points for buying what is sustainable."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from green_points.preference import GreenSettings, barrier
from green_points.scalars import Amount, words
from green_points.texts import TEXTS
from headless.plugins import Earn, Effect, Reclaim, Reference, Rule, RuleContext, Skip, earning_base

References = Annotated[tuple[Reference, ...], Field(max_length=500)]


class ProductSettings(GreenSettings):
    """What counts as sustainable, by category, brand or sku, and what a unit of the currency spent on it earns."""

    per: Amount = Field(
        default=Decimal(1),
        title="Per unit of currency",
        description="Earned for each unit of the currency that is spent on them.",
        json_schema_extra=words("每消费1元（本位币）获得"),
    )
    categories: References = Field(
        default=("sustainable",),
        title="Categories",
        description="Items of these categories are sustainable.",
        json_schema_extra=words("可持续品类", "category"),
    )
    brands: References = Field(
        default=(), title="Brands", description="Items of these brands are, too.", json_schema_extra=words("可持续品牌")
    )
    skus: References = Field(
        default=(), title="Products", description="And items of these SKUs.", json_schema_extra=words("可持续商品")
    )

    def counts(self, item: Any) -> bool:
        """Return True if an item of an order is sustainable."""
        return item.category in self.categories or item.brand in self.brands or item.sku in self.skus


class SustainableProducts(Rule):
    """Sustainable products earn green points in addition to what they earn anyway."""

    id = "sustainable_products"
    label, label_zh = "Sustainable products", "可持续消费奖励"
    on = ("order.paid", "order.refunded")
    Settings = ProductSettings

    def evaluate(self, ctx: RuleContext[ProductSettings]) -> Iterable[Effect] | Skip:
        """Earn on the sustainable items of an order, or reclaim on those of a refund whose order is not known."""
        settings, data = ctx.settings, ctx.event.data
        why = barrier(ctx)
        if why is not None or ctx.origin is not None:
            return ctx.skip(why or TEXTS.told("the refund of a known order takes back what that order earned"))
        sustainable = [item for item in data.items if settings.counts(item)]
        amount = settings.per * _share(sum((item.amount for item in sustainable), Decimal(0)), ctx)
        if amount <= 0:
            return ctx.skip(TEXTS.told("nothing in it is sustainable"))
        if ctx.event.type == "order.refunded":
            return [Reclaim(settings.asset, amount, why=TEXTS.told("unlinked refund"))]
        skus = tuple(item.sku for item in sustainable)
        return [Earn(settings.asset, amount, lines=skus, boostable=False, why=TEXTS.told("sustainable products"))]


def _share(amount: Decimal, ctx: RuleContext[ProductSettings]) -> Decimal:
    """Return the money that earns of an amount of items.

    What was paid with points or taken off earns nothing.
    """
    total = sum((item.amount for item in ctx.event.data.items), Decimal(0))
    return amount * min(earning_base(ctx), total) / total if total else Decimal(0)
