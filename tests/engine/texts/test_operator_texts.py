"""The trade's terms in Chinese: labels, reasons and refusals as an operator reads them."""

from decimal import Decimal
from typing import Any

import pytest

from headless.engine.texts.formats import money_text, priced
from headless.engine.texts.names import Codes
from headless.engine.texts.reasons import reason_text
from headless.engine.texts.wording import worded
from headless.messages import Called, Message, Money
from headless.plugins.loading.registry import Registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(None)


@pytest.mark.parametrize(
    ("type_", "label"),
    [
        ("asset.matured", "待入账转可用"), ("asset.granted", "积分/余额发放"), ("asset.spent", "积分/余额使用"),
        ("asset.expired", "积分/余额过期"), ("hold.settled", "冻结扣减/释放"), ("entry.reversed", "流水冲正"),
        ("tier.reviewed", "等级评估"), ("subscription.code_redeemed", "使用兑换码开通"),
        ("subscription.suspended", "付费会员已停用（逾期未续费）"), ("subscription.paid", "会员费支付"),
        ("subscription.cancelled", "关闭自动续费"), ("subscription.plan_changed", "变更套餐"),
        ("subscription.saved", "会员已省金额"), ("checkin", "签到"), ("profile.completed", "完善资料"),
    ],
)  # fmt: skip
def test_event_types_are_called_as_the_trade_does(registry: Registry, type_: str, label: str) -> None:
    assert label == registry.event_types[type_].label_zh


@pytest.mark.parametrize(
    ("plugin", "rule", "label"),
    [
        ("builtin", "tier_multiplier", "等级积分倍率"), ("builtin", "upgrade_gift", "升级礼"),
        ("builtin", "topup_bonus", "充值赠送"), ("builtin", "member_day", "会员日多倍积分"),
        ("gamified_tasks", "referral", "邀请有礼"), ("gamified_tasks", "limited_grab", "限量抢兑"),
        ("paid_tiers", "welcome", "开卡礼包"),
    ],
)  # fmt: skip
def test_rules_are_called_as_the_trade_does(registry: Registry, plugin: str, rule: str, label: str) -> None:
    assert label == registry.rules[plugin, rule].label_zh


@pytest.mark.parametrize(
    ("plugin", "rule", "titles"),
    [
        ("builtin", "points_per_spend", ["每消费1元（本位币）获得"]),
        ("gamified_tasks", "category_medals", ["可收回"]),
        ("gamified_tasks", "order_streak", ["相邻订单最长间隔"]),
        ("paid_tiers", "membership", ["会员套餐", "套餐编码", "套餐级别", "币种", "逾期保留期", "提前几天扣款提醒"]),
    ],
)
def test_settings_are_titled_as_the_trade_does(registry: Registry, plugin: str, rule: str, titles: list[str]) -> None:
    shown = set(titles_in(registry.rules[plugin, rule].schema))

    assert [] == [title for title in titles if title not in shown]


def titles_in(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["titleZh"]] if isinstance(schema.get("titleZh"), str) else []
        return own + [title for part in schema.values() for title in titles_in(part)]
    return [title for part in schema for title in titles_in(part)] if isinstance(schema, list | tuple) else []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("tender", "订单抵扣"), ("refund", "退款扣回"), ("expired", "过期作废"), ("debt repaid", "抵扣欠分"),
        ("undone", "规则撤回"),
        ("bonus on 500", "充¥500.00赠送"), ("0.5 of 199.00", "订单¥199.00的50%"), ("on 199.00", "消费¥199.00"),
    ],
)  # fmt: skip
def test_reasons_say_money_and_shares(reason: str, told: str) -> None:
    assert told == reason_text(reason, Codes("zh", "CNY"))


def test_money_has_its_symbol_and_its_thousands_apart() -> None:
    assert ("¥14,101.00", "-¥1,234.50") == (money_text("14101", "CNY", "zh"), money_text("-1234.5", "CNY", "zh"))
    assert {"en": "99.00", "zh": "¥99.00"} == priced(Decimal("99.00"), "CNY").texts


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (Message("{value} has more than 0 decimals: round it first", value=Decimal("1.5")), "数量须为整数，实际为1.5"),
        (
            Message(
                "there is no member with {lookup}; create it first",
                lookup=Message("{named} {value!r}", named="externalId", value="M9"),
            ),
            "会员不存在（外部编号「M9」），请先注册",
        ),
        (
            Message("{need} {kind} are needed, {have} can be spent", need=Decimal(999999), have=Decimal(7419),
                    kind=Called("points", "Points", {"zh": "积分"})),
            "积分不足：需999,999，可用7,419",
        ),
        (
            Message("{kind} is for orders of {need} or more; this one came to {have} before its coupons",
                    kind=Called("m199", "满199减20", {}), need=Money("199.00", "CNY"), have=Money("80.00", "CNY")),
            "「满199减20」满¥199.00可用，当前¥80.00",
        ),
    ],
)  # fmt: skip
def test_refusals_name_no_codes(message: Message, told: str) -> None:
    assert told == worded(message, "zh")
