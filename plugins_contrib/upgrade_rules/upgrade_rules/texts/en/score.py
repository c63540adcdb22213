"""The composite score and its gates."""

TEXTS = {
    "reputation": "reputation",
    "credit": "credit",
    "unknown": "{name} is not known; at least {least} is needed",
    "too_low": "{name} is {value}; at least {least} is needed",
}
