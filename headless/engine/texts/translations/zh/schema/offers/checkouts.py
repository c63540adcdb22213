"""The checkout, in Chinese."""

TEXTS = {
    "All that one order is to be paid with. Its payment, under its number, captures it.": (
        "一笔订单要使用的全部资产和优惠券。该订单号支付时扣减。"
    ),
    "An order that is not placed after all.": "最终未下的订单。",
    "Give back all that is kept for an order.": "退回为订单锁定的全部内容。",
    "How much of which assets.": "使用哪些资产、各多少。",
    "Keep assets and coupons for an order under its number: `order.paid` with that number captures them.": (
        "按订单号锁定资产和优惠券：该订单号的`order.paid`会扣减。"
    ),
    "The codes of the coupons.": "优惠券券码。",
    "The coupons that are kept; with coupons:read.": "锁定的优惠券；需要coupons:read。",
    "The order's number.": "订单号。",
    "The order, before member prices, coupons and tenders; with its number.": (
        "订单，未计会员价、优惠券和资产支付；须带订单号。"
    ),
    "The result of a release.": "取消锁定的结果。",
    "What is held of assets; with assets:read.": "冻结的资产；需要assets:read。",
    "What is kept for an order. What was kept for it before is replaced.": "为订单锁定的内容。此前为该订单锁定的会被替换。",
    "What is left to pay, without freight.": "仍需支付的金额，不含运费。",
    "When all goes back by itself.": "自动退回的时间。",
    "When all goes back by itself; left out: as the asset kinds say, or after 7 days.": (
        "自动退回的时间；不填则按资产类型的设置，或7天后。"
    ),
}
