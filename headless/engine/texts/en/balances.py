"""Balances: why one is what it is, and how entries changed it."""

TEXTS = {
    "never_moved": "no {asset} entries yet",
    "balance": "{balance} {asset}; latest: {lines}",
    "line": "{day} {amount} ({reason})",
    "between_lines": "; ",
    "expiring": "; {amount} will expire on {day}",
    "reason_of_rule": "{rule}: {reason}",
}
