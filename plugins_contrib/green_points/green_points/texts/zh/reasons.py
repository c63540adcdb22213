"""Reasons and refusals, by their English templates."""

TEXTS = {
    "{day} is too long ago to count": "{day}过早，不再计入",
    "{action} counts {a_day} times a day": "「{action}」每天计{a_day}次",
    "{amount} {asset} are less than can be given": "{amount}{asset}不足最小发放单位",
    "there is no eco action {action!r}; there are: {known}": "环保行为「{action}」不存在，现有：{known}",
    "nothing in it is sustainable": "没有可持续商品",
    "sustainable products": "可持续消费",
    "unlinked refund": "无原单退款",
    "the refund of a known order takes back what that order earned": "退款按原订单扣回",
    "an eco reward takes from a stock, or gives a benefit or a coupon": "环保商品须设置库存、权益或优惠券",
    "there is no eco reward {code!r}": "环保商品「{code}」不存在",
    "{code} ended on {until}": "「{code}」已于{until}结束",
    "{code} was taken {had} times; each member may have {each}": "「{code}」已兑换{had}次，每人限{each}次",
}
