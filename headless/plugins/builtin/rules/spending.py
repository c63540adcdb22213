"""Points and growth value for spending."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from headless.plugins import Earn, Effect, Reclaim, Rule, RuleContext, RuleSettings, Skip, earning_base
from headless.plugins.builtin.rules.words import Rate, RateByCode, References, asset_setting, words
from headless.plugins.contract.scalars import Code

NOTHING = Decimal(0)
Share = tuple[Decimal, tuple[str, ...]]


class SpendSettings(RuleSettings):
    """How much is given for what is spent."""

    asset: Code = asset_setting("points")
    per: Rate = Field(
        default=Decimal(1),
        title="Per unit of currency",
        description="How much one unit of the currency earns.",
        json_schema_extra=words("每消费1元（本位币）获得"),
    )
    per_category: RateByCode = Field(
        default={},
        title="Per unit of currency, by category",
        description="Another rate for items of these categories; 0 gives nothing.",
        json_schema_extra=words("按品类每消费1元（本位币）获得", "category"),
    )
    exclude_skus: References = Field(
        default=(),
        title="Articles that earn nothing",
        description="Lines of these articles earn nothing.",
        json_schema_extra=words("不积分的商品"),
    )
    exclude_categories: References = Field(
        default=(),
        title="Categories that earn nothing",
        description="Lines of these categories earn nothing.",
        json_schema_extra=words("不积分的品类", "category"),
    )
    exclude_discounted: bool = Field(
        default=False,
        title="Discounted lines earn nothing",
        description="Articles that an order sells below the plain price that it names (`list`) earn nothing.",
        json_schema_extra=words("折扣商品不积分"),
    )


def _excluded(items: Sequence[Any], settings: SpendSettings) -> frozenset[str]:
    """Return the articles that earn nothing. An article that stands on several lines is excluded on all of them or on none."""
    excluded = {item.sku for item in items if item.category in settings.exclude_categories}
    excluded |= {item.sku for item in items if item.sku in settings.exclude_skus}
    if settings.exclude_discounted:
        off: dict[str, Decimal] = {}
        for item in items:
            if item.list_price is not None:
                off[item.sku] = off.get(item.sku, Decimal(0)) + item.list_price - item.amount
        excluded |= {sku for sku, amount in off.items() if amount > 0}
    return frozenset(excluded)


def shares(base: Decimal, items: Sequence[Any], settings: SpendSettings) -> list[Share]:
    """Split a base by rate. Return each amount with the skus it is earned on (none means the whole order).

    What is excluded has the rate 0, so that refunds of it take nothing back and refunds of the rest take their exact share.
    If the items and the base differ, by freight, discounts or tenders, each item counts in proportion. If what one rate
    applies to comes to less than nothing, as in an exchange, it is set off against the rest.
    """
    excluded = _excluded(items, settings)
    if not settings.per_category and not excluded:
        return [(base * settings.per, ())]
    sums: dict[Decimal, tuple[Decimal, tuple[str, ...]]] = {}
    for item in items:
        if getattr(item, "earns", None) is False:
            continue
        rate = NOTHING if item.sku in excluded else settings.per_category.get(item.category or "", settings.per)
        amount, skus = sums.get(rate, (Decimal(0), ()))
        sums[rate] = amount + item.amount, (*skus, item.sku)
    total = sum((amount for amount, _ in sums.values()), Decimal(0))
    if not total:
        return [(base * settings.per, ())]
    # one division, last: it is exact wherever the share is
    split = [(rate * amount * base / total, skus) for rate, (amount, skus) in sums.items() if rate and amount]
    return _set_off(split) if any(share < 0 for share, _ in split) else split


def _set_off(split: Sequence[Share]) -> list[Share]:
    """Return one share of all lines, or nothing if they come to less than nothing."""
    amount = sum((share for share, _ in split), Decimal(0))
    return [(amount, tuple(sku for _, skus in split for sku in skus))] if amount > 0 else []


class PerSpend(Rule):
    """Earn on what is spent. An unlinked refund takes back what such an order would earn now."""

    on = ("order.paid", "order.refunded")

    def evaluate(self, ctx: RuleContext[SpendSettings]) -> Iterable[Effect] | Skip:
        """Earn on an order, or reclaim on a refund whose order is not known."""
        if ctx.origin is not None:
            return ctx.skip("the refund of a known order takes back what that order earned")
        base, asset = earning_base(ctx), ctx.settings.asset
        earning = [share for share in shares(base, ctx.event.data.items, ctx.settings) if share[0]]
        if not earning:
            return ctx.skip("nothing was spent that earns")
        if ctx.event.type == "order.refunded":
            return [Reclaim(asset, amount, why="unlinked refund") for amount, _ in earning]
        return [Earn(asset, amount, lines=skus, why=f"on {base}") for amount, skus in earning]


class PointsPerSpend(PerSpend):
    """Members earn points for every unit of currency they spend."""

    id = "points_per_spend"
    label, label_zh = "Points per spend", "消费积分"
    Settings = SpendSettings


class GrowthPerSpend(PerSpend):
    """Members earn growth value for every unit of currency they spend."""

    id = "growth_per_spend"
    label, label_zh = "Growth value per spend", "消费成长值"

    class Settings(SpendSettings):
        """The same for growth value."""

        asset: Code = asset_setting("growth")
