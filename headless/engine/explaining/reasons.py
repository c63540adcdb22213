"""Reasons in the reader's language: what the core and the built-in rules write; anybody else's words stay as they are."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH: Mapping[str, str] = MappingProxyType({
    "tender": "paid an order with it",
    "topup": "money paid in",
    "topup bonus": "bonus on money paid in",
    "imported": "brought along from another system",
    "condition": "meets the tag's condition",
    "undone": "taken back by its rule",
})  # fmt: skip
_CHINESE: Mapping[str, str] = MappingProxyType({
    "tender": "支付订单",
    "topup": "充值",
    "topup bonus": "充值赠送",
    "imported": "从其他系统迁入",
    "condition": "满足标签条件",
    "undone": "规则收回",
    "expired": "已过期",
    "refund": "退款",
    "debt repaid": "偿还欠额",
    "hold released": "解除冻结",
    "unlinked refund": "无原单退款",
    "joined": "入会",
    "member day": "会员日",
    "not a member day": "不是会员日",
    "not for an order": "与订单无关",
    "not an upgrade": "不是升级",
    "nothing was spent that earns": "没有可累积的消费",
    "none of the kinds has a worth": "没有可折算的资产类型",
    "no multiplier for no tier": "没有等级，不加倍",
    "the amount is 0": "数量为0",
    "the top-up names its own bonus": "充值已自带赠送金额",
    "the refund of a known order takes back what that order earned": "已知订单的退款按原订单扣回",
})  # fmt: skip
_CHINESE_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"no bonus on (.+)"), r"充值\1没有赠送"),
    (re.compile(r"bonus on (.+)"), r"充值\1赠送"),
    (re.compile(r"on ([0-9.]+)"), r"消费\1"),
    (re.compile(r"reached (.+)"), r"升级到\1"),
    (re.compile(r"no gift for (.+)"), r"\1没有礼包"),
    (re.compile(r"no multiplier for (.+)"), r"\1不加倍"),
    (re.compile(r"another track: (.+)"), r"另一个等级体系：\1"),
    (re.compile(r"the top-up is of (.+)"), r"充值的是\1"),
    (re.compile(r"tier (.+)"), r"等级\1"),
    (re.compile(r"([0-9.]+) of ([0-9.]+)"), r"\2的\1"),
    (re.compile(r"(.+) earns nothing"), r"\1没有奖励"),
)


def reason_text(reason: str, lang: str = "en") -> str:
    """A reason in a language; an unknown language is answered in English."""
    if lang != "zh":
        return _ENGLISH.get(reason, reason)
    found = _CHINESE.get(reason)
    if found is not None:
        return found
    for pattern, replacement in _CHINESE_PATTERNS:
        if pattern.fullmatch(reason):
            return pattern.sub(replacement, reason)
    return reason
