"""Reasons, by their English templates."""

TEXTS = {
    "the refund of a known order takes back what that order earned": "退款按原订单扣回",
    "no {attribute} is known": "未登记{attribute}",
    "{attribute} {credit} is below every step": "{attribute}为{credit}，低于所有档位",
    "{attribute} {credit}": "{attribute}为{credit}",
    "no miles": "没有里程",
    "{miles} miles within a year, at least {miles2}": "近1年飞行{miles}里程，已满{miles2}",
    "{flights} flights within a year, at least {flights2}": "近1年飞行{flights}航段，已满{flights2}",
    "the score is {score}, at least {least}": "综合评分{score}，已满{least}",
}
