"""Quotes: what limits the use of an asset for an order, and what a coupon saves."""

TEXTS = {
    "pay.BALANCE": "you have {have}",
    "pay.RULE": "{rule}: up to {most} for this order",
    "pay.ORDER": "{most} is all that this order needs",
    "pay.FROZEN": "your account is frozen",
    "pay.RULE_FAILED": "{rule} cannot be checked now; try again later",
    "coupon.saves": "saves {amount}",
    "coupon.delivery": "free delivery",
    "coupon.gift": "with {gift}",
}
