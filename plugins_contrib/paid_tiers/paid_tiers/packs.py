"""Welcome packs for new members."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from headless.plugins import Code, Money, RuleSettings
from paid_tiers.scalars import Amount
from paid_tiers.words import setting

MOST = 20
Spent = Literal["KEPT", "OWED"]
Count = Annotated[int, Field(ge=1, le=100)]
Counts = Annotated[Mapping[Code, Count], Field(max_length=MOST)]


class AssetGift(RuleSettings):
    """An amount of an asset."""

    asset: Code = setting(..., "Asset kind", "资产类型", "What is given.", "assetKind")
    amount: Amount = setting(..., "Amount", "数量", "How much of it.")


class Pack(RuleSettings):
    """Assets, coupons and uses of benefits."""

    assets: Annotated[tuple[AssetGift, ...], Field(max_length=MOST)] = setting((), "Assets", "资产", "Amounts to give.")
    coupons: Counts = setting({}, "Coupons", "优惠券", 'How many of which kind: {"fresh_food": 2}.', "couponKind")
    benefits: Counts = setting({}, "Benefits", "权益", 'How many uses of which: {"free_returns": 3}.', "benefit")
    every: Literal["EVER", "PERIOD"] = setting("EVER", "Given", "发放", "Once only, or with each period.")
    spent: Spent = setting(
        "KEPT",
        "What was spent when the fee is given back",
        "退费时已使用部分",
        "The unused assets, coupons and uses go back. KEPT leaves what was spent; OWED makes spent assets a debt.",
    )
    on_trial: bool = setting(False, "On a trial, too", "试用也赠送", "If not, it comes with the first payment or code.")
    worth: Money = setting(Decimal(0), "Worth", "价值", "What it is worth in the plan's currency; it counts as saved.")
