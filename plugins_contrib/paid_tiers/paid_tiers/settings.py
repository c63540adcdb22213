"""What a merchant sells: plans, what comes with them, and how they are paid."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from headless.plugins import RuleSettings, Secret
from paid_tiers.scalars import Code, Currency, Duration, Money, Text

MOST = 50
Times = Annotated[Decimal, Field(ge=1, le=100)]


class AssetGift(RuleSettings):
    """An amount of an asset."""

    asset: Code = Field(title="Asset kind", json_schema_extra={"titleZh": "资产类型", "choose": "assetKind"})
    amount: Money = Field(title="Amount", json_schema_extra={"titleZh": "数量"})


class Pack(RuleSettings):
    """What a new member gets: assets, coupons by kind and count, benefits by code and uses.

    every: given once for ever, or with each period that is paid. worth: what the merchant says it is worth, in the plan's
    currency; it counts as saved.
    """

    assets: Annotated[tuple[AssetGift, ...], Field(max_length=MOST)] = ()
    coupons: Annotated[Mapping[Code, Annotated[int, Field(ge=1, le=100)]], Field(max_length=MOST)] = {}
    benefits: Annotated[Mapping[Code, Annotated[int, Field(ge=1, le=1000)]], Field(max_length=MOST)] = {}
    every: Literal["EVER", "PERIOD"] = "EVER"
    on_trial: bool = Field(default=False, title="On a trial, too", json_schema_extra={"titleZh": "试用也赠送"})
    worth: Money = Decimal(0)


class Plan(RuleSettings):
    """A way to be a member: so much money for so long a time on a tier.

    level: a plan of a higher level is an upgrade; among those of one level the dearer one is. times: how many times as much
    orders earn while it lasts. coupon: the coupon kind whose codes open it. offered: whether it is still for sale.
    """

    code: Code = Field(title="Code", json_schema_extra={"titleZh": "方案代码"})
    name: Text = Field(default="", title="Name", json_schema_extra={"titleZh": "名称"})
    price: Money = Field(title="Price", json_schema_extra={"titleZh": "价格"})
    currency: Currency = Field(title="Currency", json_schema_extra={"titleZh": "货币"})
    period: Duration = Field(title="Period", description='"1m", "3m" or "1y".', json_schema_extra={"titleZh": "周期"})
    trial: Duration | None = Field(default=None, title="Trial", json_schema_extra={"titleZh": "试用期"})
    track: Code = Field(
        default="paid", title="Tier track", json_schema_extra={"titleZh": "等级体系", "choose": "tierTrack"}
    )
    tier: Code = Field(title="Tier", json_schema_extra={"titleZh": "等级", "choose": "tier"})
    level: Annotated[int, Field(ge=0, le=1000)] = 0
    times: Times = Field(default=Decimal(1), title="Times", json_schema_extra={"titleZh": "积分倍数"})
    welcome: Pack = Field(default=Pack(), title="Welcome pack", json_schema_extra={"titleZh": "开卡礼包"})
    coupon: Code | None = Field(default=None, title="Opened by coupons of", json_schema_extra={"titleZh": "兑换码券种"})
    offered: bool = True
    stripe_price: Text | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The tier track and the tier."""
        return self.track, self.tier


class PaidSettings(RuleSettings):
    """Everything about paid membership.

    grace: how long the tier stays when a renewal is not paid. suspended: how long after its end a membership that was to
    renew can still be taken up. ask_before: how many days before its end a renewal is asked for. provider: how members pay.
    """

    asset: Code = Field(
        default="points", title="Multiplied asset", json_schema_extra={"titleZh": "加倍资产", "choose": "assetKind"}
    )
    plans: Annotated[tuple[Plan, ...], Field(max_length=MOST)] = Field(
        default=(), title="Plans", json_schema_extra={"titleZh": "付费方案"}
    )
    grace: Duration | None = Field(default=None, title="Grace", json_schema_extra={"titleZh": "宽限期"})
    suspended: Duration = Field(default="30d", title="Suspended for", json_schema_extra={"titleZh": "暂停保留期"})
    ask_before: Annotated[int, Field(ge=1, le=60)] = Field(
        default=1,
        title="Days before the end that a renewal is asked for",
        json_schema_extra={"titleZh": "提前续费天数"},
    )
    provider: Code = Field(default="manual", title="How members pay", json_schema_extra={"titleZh": "支付方式"})
    stripe_key: Secret | None = Field(default=None, title="Stripe's secret key")
    stripe_webhook_secret: Secret | None = Field(default=None, title="Stripe's webhook signing secret")

    @model_validator(mode="after")
    def _codes_apart(self) -> Self:
        codes = [plan.code for plan in self.plans]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"two plans have the code {twice[0]!r}")
        return self

    def plan(self, code: str | None) -> Plan | None:
        """The plan with a code; None if there is none."""
        return next((plan for plan in self.plans if plan.code == code), None)

    def opened_by(self, coupon_kind: str) -> Plan | None:
        """The plan that codes of a coupon kind open."""
        return next((plan for plan in self.plans if plan.coupon == coupon_kind), None)
