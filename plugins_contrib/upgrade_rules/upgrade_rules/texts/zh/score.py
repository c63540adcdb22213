"""The composite score and its gates."""

TEXTS = {
    "reputation": "信誉分",
    "credit": "信用分",
    "unknown": "{name}未知，需不低于{least}",
    "too_low": "{name}为{value}，需不低于{least}",
}
