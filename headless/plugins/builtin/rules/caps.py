"""A limit on how much of an order may be paid with points."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from headless.plugins import Cap, Effect, Rule, RuleContext, RuleSettings, Skip
from headless.plugins.builtin.rules.words import Share, words
from headless.plugins.contract.scalars import Code


class SpendCap(Rule):
    """At most a share of what an order costs may be paid with points. Money is not limited."""

    id = "spend_cap"
    label, label_zh = "Cap on paying with points", "积分抵扣上限"
    on = ("order.paid", "asset.spent", "asset.held", "checkout.held")
    assets = ("$assets",)
    stage = "cap"

    class Settings(RuleSettings):
        """Which asset kinds are limited, and to what share."""

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

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Cap each kind that has a worth at floor(share × payable / worth)."""
        data, share = ctx.event.data, ctx.settings.share
        payable = data.total if ctx.event.type in ("order.paid", "checkout.held") else data.payable
        if payable is None:
            return ctx.skip("not for an order")
        why = f"{share} of {payable}"
        caps = [Cap(asset, _most(ctx, asset, share * payable), of="pay", why=why) for asset in _bound(ctx)]
        return caps or ctx.skip("none of the kinds has a worth")


def _bound(ctx: RuleContext[SpendCap.Settings]) -> list[str]:
    kinds = (ctx.kinds.get(asset) for asset in ctx.settings.assets)
    return [kind.code for kind in kinds if kind is not None and kind.worth and not kind.money]


def _most(ctx: RuleContext[SpendCap.Settings], asset: str, money: Decimal) -> Decimal:
    kind = ctx.kinds[asset]
    assert kind.worth is not None
    units = Fraction(money) / Fraction(kind.worth) * 10**kind.decimals // 1
    return Decimal(units).scaleb(-kind.decimals)
