"""Balances: why one is what it is, and how entries changed it."""

TEXTS = {
    "never_moved": "从未有过{asset}",
    "balance": "{asset}{balance}；最近：{lines}",
    "line": "{day} {amount} ({reason})",
    "between_lines": "；",
    "expiring": "；{amount}将于{day}过期",
    "reason_of_rule": "{rule}：{reason}",
}
