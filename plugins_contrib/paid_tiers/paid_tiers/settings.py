"""All settings of paid membership."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from headless.plugins import Code, Money, RuleSettings, Secret, Told, currency_decimals
from paid_tiers.money import written
from paid_tiers.packs import Pack
from paid_tiers.scalars import Currency, Duration, Names, Text
from paid_tiers.texts import TEXTS
from paid_tiers.words import setting

PLANS_MOST = 50
Times = Annotated[Decimal, Field(ge=1, le=100)]
Level = Annotated[int, Field(ge=0, le=1000)]
Days = Annotated[int, Field(ge=1, le=60)]


class Plan(RuleSettings):
    """A way to be a member: so much money for so long a time on a tier."""

    code: Code = setting(..., "Code", "套餐编码", "How events and front ends call it.")
    name: Text = setting("", "Name", "名称", "How members know it; the code if empty.")
    names: Names = setting(
        {},
        "Names by language",
        "各语言名称",
        'How members know it in a language: {"zh": "年卡"}; the name if left out.',
    )
    price: Money = setting(..., "Price", "价格", "For one period.")
    currency: Currency = setting(..., "Currency", "币种", "Its ISO code, such as CNY.")
    period: Duration = setting(..., "Period", "周期", 'How long a payment lasts: "1m", "3m" or "1y".')
    trial: Duration | None = setting(
        None, "Trial", "试用期", 'How long it may be tried, such as "30d"; once per person.'
    )
    track: Code = setting("paid", "Tier track", "等级体系", "A track of the kind PAID.", "tierTrack")
    tier: Code = setting(..., "Tier", "等级", "The tier that the member has while it lasts.", "tier")
    level: Level = setting(0, "Level", "套餐级别", "A higher level is an upgrade; among equals, a higher price.")
    times: Times = setting(Decimal(1), "Times", "积分倍数", "How many times as much orders earn while it lasts.")
    welcome: Pack = setting(Pack(), "Welcome pack", "开卡礼包", "What a new member gets.")
    coupon: Code | None = setting(
        None, "Opened by", "兑换码券种", "The coupon kind whose codes open it for a period.", "couponKind"
    )
    offered: bool = setting(
        True, "For sale", "在售", "If not, members who have it keep it, codes still open it, and no one else gets it."
    )
    stripe_price: Text | None = setting(None, "Stripe price", "Stripe 价格", "The id of a recurring price of Stripe's.")

    @model_validator(mode="after")
    def _in_its_currency(self) -> Self:
        for amount in (self.price, self.welcome.worth):
            if amount != written(amount, self.currency):
                raise ValueError(
                    TEXTS.told(
                        "{amount} has more than the {currency} decimals of {currency2}",
                        amount=amount,
                        currency=currency_decimals(self.currency),
                        currency2=self.currency,
                    )
                )
        return self

    @property
    def called(self) -> Told:
        """How members know it, in every language."""
        return Told.of(self.name or self.code, {str(lang): name for lang, name in self.names.items()})

    @property
    def place(self) -> tuple[str, str]:
        """The tier track and the tier."""
        return self.track, self.tier


class PaidSettings(RuleSettings):
    """The plans, and what happens around their ends."""

    asset: Code = setting("points", "Multiplied asset", "加倍资产", "What `times` multiplies.", "assetKind")
    plans: Annotated[tuple[Plan, ...], Field(max_length=PLANS_MOST)] = setting(
        (), "Plans", "会员套餐", "What members can buy."
    )
    grace: Duration | None = setting(
        None, "Grace", "宽限期", 'How long the tier stays when a renewal is late, such as "7d"; not at all if left out.'
    )
    suspended: Duration = setting("30d", "Suspended for", "逾期保留期", "How long after that it is not yet given up.")
    ask_before: Days = setting(1, "Renewal asked for", "提前几天扣款提醒", "How many days before its end.")
    provider: Code = setting("manual", "How members pay", "支付方式", "manual, stripe, or another that is installed.")
    stripe_key: Secret | None = setting(None, "Stripe key", "Stripe 密钥", "The secret key of Stripe's API.")
    stripe_webhook_secret: Secret | None = setting(
        None, "Stripe webhook secret", "Stripe 签名密钥", "The signing secret of the webhook's endpoint."
    )

    @model_validator(mode="after")
    def _codes_apart(self) -> Self:
        codes = [plan.code for plan in self.plans]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(TEXTS.told("two plans have the code {twice!r}", twice=twice[0]))
        return self

    def plan(self, code: str | None) -> Plan | None:
        """Return the plan with a code, or None."""
        return next((plan for plan in self.plans if plan.code == code), None)

    def opened_by(self, coupon_kind: str) -> Plan | None:
        """Return the plan that codes of a coupon kind open."""
        return next((plan for plan in self.plans if plan.coupon == coupon_kind), None)
