"""Changes of a member that a write brought about."""

TEXTS = {
    "asset": "{asset} {amount}，余额 {after}",
    "tier": "{track}：{before} → {after}",
    "no_tier": "无",
    "tag.added": "打上标签「{tag}」",
    "tag.removed": "移除标签「{tag}」",
    "COUPON.USABLE": "获得优惠券「{name}」",
    "COUPON.USED": "核销优惠券「{name}」",
    "COUPON.REVOKED": "优惠券「{name}」已作废",
    "BENEFIT.GRANTED": "获赠「{name}」{amount}次",
    "BENEFIT.USED": "使用「{name}」",
    "BENEFIT.REVERSED": "撤销使用{name}",
    "BENEFIT.REVOKED": "收回「{name}」{amount}次",
}
