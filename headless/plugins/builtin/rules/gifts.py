"""Rewards that the house pays for: a bonus on a top-up, a gift for a new tier."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from headless.plugins import Earn, Effect, Rule, RuleContext, RuleSettings, Skip
from headless.plugins.builtin.rules.words import Rate, asset_setting, words
from headless.plugins.contract.scalars import Amount, Code


class Step(RuleSettings):
    """An amount paid in, and the bonus from there on: a fixed amount, or a percentage of the amount paid in."""

    from_: Amount = Field(
        alias="from", title="From", description="The least amount paid in.", json_schema_extra=words("起充金额")
    )
    bonus: Amount | None = Field(
        default=None, title="Bonus", description="The amount given.", json_schema_extra=words("赠送金额")
    )
    percent: Rate | None = Field(
        default=None, title="Percent", description="Or so much of the amount.", json_schema_extra=words("赠送百分比")
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.bonus is None) == (self.percent is None):
            raise ValueError("give either bonus or percent")
        return self

    def of(self, amount: Decimal) -> Decimal:
        """Return the bonus on an amount."""
        return self.bonus if self.bonus is not None else amount * (self.percent or 0) / 100


class TopupBonus(Rule):
    """Members who top up a larger amount get a bonus."""

    id = "topup_bonus"
    label, label_zh = "Top-up bonus", "充值赠送"
    on = ("topup.paid",)

    class Settings(RuleSettings):
        """From which amount on how much is added."""

        asset: Code = asset_setting("balance")
        steps: Annotated[tuple[Step, ...], Field(max_length=50)] = Field(
            default=(Step(from_=Decimal(500), bonus=Decimal(50)),),
            title="Steps",
            description="The highest step that the amount reaches counts.",
            json_schema_extra=words("充值档位"),
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Earn the bonus of the highest step reached, unless the sender has named one."""
        data, asset = ctx.event.data, ctx.settings.asset
        if data.asset != asset:
            return ctx.skip(f"the top-up is of {data.asset}")
        if data.bonus is not None:
            return ctx.skip("the top-up names its own bonus")
        reached = [step for step in ctx.settings.steps if step.from_ <= data.amount]
        bonus = max(reached, key=lambda step: step.from_).of(data.amount) if reached else Decimal(0)
        if not bonus:
            return ctx.skip(f"no bonus on {data.amount}")
        return [Earn(asset, bonus, boostable=False, funding="house", why=f"bonus on {data.amount}")]


class Gift(RuleSettings):
    """An amount of an asset."""

    asset: Code = asset_setting("points")
    amount: Amount = Field(title="Amount", description="How much.", json_schema_extra=words("数量"))


class UpgradeGift(Rule):
    """Members get a gift when they reach a tier, once per tier."""

    id = "upgrade_gift"
    label, label_zh = "Upgrade gift", "升级礼"
    on = ("tier.changed",)
    assets = ("$gifts.asset",)

    class Settings(RuleSettings):
        """Which tier brings which gift."""

        track: Code | None = Field(
            default=None,
            title="Tier track",
            description="Only changes on this track count; every track's if left out.",
            json_schema_extra=words("等级体系", "tierTrack"),
        )
        gifts: Annotated[Mapping[Code, Gift], Field(max_length=200)] = Field(
            default={},
            title="Gifts, by tier",
            description='What a tier brings: {"gold": {"asset": "points", "amount": "500"}}.',
            json_schema_extra=words("各等级礼包", "tier"),
        )

    def evaluate(self, ctx: RuleContext[Settings]) -> Iterable[Effect] | Skip:
        """Earn the gift of the new tier. Tiers that were passed over give nothing."""
        data, settings = ctx.event.data, ctx.settings
        if settings.track not in (None, data.track):
            return ctx.skip(f"another track: {data.track}")
        gift = settings.gifts.get(data.to) if data.up else None
        if gift is None:
            return ctx.skip(f"no gift for {data.to}" if data.up else "not an upgrade")
        once = f"gift:{data.track}:{data.to}"
        return [Earn(gift.asset, gift.amount, once=once, keep=True, boostable=False, why=f"reached {data.to}")]
