"""Quotes: what limits the use of an asset for an order, and what a coupon saves."""

TEXTS = {
    "pay.BALANCE": "可用{have}",
    "pay.RULE": "{rule}：本单最多可用{most}",
    "pay.ORDER": "本单用{most}即可付清",
    "pay.FROZEN": "账户已冻结",
    "pay.RULE_FAILED": "暂时无法判断{rule}，请稍后再试",
    "coupon.saves": "可省{amount}",
    "coupon.delivery": "免运费",
    "coupon.gift": "赠送{gift}",
}
