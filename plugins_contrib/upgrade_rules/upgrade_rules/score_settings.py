"""The worth of each part of the composite score, and the limits of its gates."""

from decimal import Decimal

from pydantic import Field as Setting

from headless.plugins import RuleSettings
from upgrade_rules.scalars import Amount, words


class Part(RuleSettings):
    """One part of the score: the points it can give, and the value that gives all of them."""

    most: int = Setting(
        default=100,
        ge=0,
        le=1_000_000,
        title="Most points",
        description="What the part can give at most.",
        json_schema_extra=words("最高分"),
    )
    full: Amount = Setting(
        default=Decimal(1),
        gt=0,
        title="Full at",
        description="The value that gives all of it.",
        json_schema_extra=words("满分对应值"),
    )


class ScoreSettings(RuleSettings):
    """The five components: account, consumption with its four parts, activity with three. Reputation and credit are gates."""

    account: Part = Setting(
        default=Part(most=50, full=Decimal(1)),
        title="Account",
        description="A completed profile.",
        json_schema_extra=words("账户"),
    )
    spend: Part = Setting(
        default=Part(most=400, full=Decimal(20_000)),
        title="Spend",
        description="Spent within a year, after refunds.",
        json_schema_extra=words("消费金额"),
    )
    orders: Part = Setting(
        default=Part(most=200, full=Decimal(50)),
        title="Orders",
        description="Orders within a year.",
        json_schema_extra=words("消费频次"),
    )
    average: Part = Setting(
        default=Part(most=100, full=Decimal(500)),
        title="Average order",
        description="The average order of a year.",
        json_schema_extra=words("客单价"),
    )
    regularity: Part = Setting(
        default=Part(most=100, full=Decimal(12)),
        title="Months in a row with an order",
        description="Up to now.",
        json_schema_extra=words("连续消费月数"),
    )
    reviews: Part = Setting(
        default=Part(most=80, full=Decimal(20)),
        title="Reviews",
        description="Within a year, of members who have bought.",
        json_schema_extra=words("订单评价"),
    )
    shares: Part = Setting(
        default=Part(most=40, full=Decimal(10)),
        title="Photo shares",
        description="Within a year, of members who have bought.",
        json_schema_extra=words("晒单"),
    )
    checkins: Part = Setting(
        default=Part(most=30, full=Decimal(100)),
        title="Check-ins",
        description="Within a year.",
        json_schema_extra=words("签到"),
    )
    reputation_least: int = Setting(
        default=60, ge=0, title="Least reputation", json_schema_extra=words("最低信誉分"),
        description="The attribute `reputation` below which the gates close.",
    )  # fmt: skip
    credit_least: int = Setting(
        default=550, ge=0, title="Least credit", json_schema_extra=words("最低信用分"),
        description="The attribute `credit` below which the gates close. A member without one counts as not yet known: closed.",
    )  # fmt: skip
