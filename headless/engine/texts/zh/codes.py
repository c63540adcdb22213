"""Why an event was refused, in one word: by its code. English shows the code."""

TEXTS = {
    "CAP_EXCEEDED": "超出抵扣上限",
    "INSUFFICIENT_BALANCE": "余额不足",
    "MEMBER_FROZEN": "会员已冻结",
    "MEMBER_ERASED": "会员已注销",
    "COUPON_USED": "优惠券已核销",
    "COUPON_EXPIRED": "优惠券已过期",
    "MINIMUM_NOT_REACHED": "未达使用门槛",
    "NOT_ELIGIBLE": "不满足条件",
    "QUOTA_USED": "次数已用完",
    "EXHAUSTED": "库存不足",
    "RULE_FAILED": "规则执行失败",
    "UNKNOWN_COUPON": "优惠券不存在",
}
