"""Balances: why one is what it is, and how entries changed it."""

TEXTS = {
    "never_moved": "no {asset} entries yet",
    "balance": "{balance} {asset}; latest: {lines}",
    "line": "{day} {amount} ({reason})",
    "between_lines": "; ",
    "expiring": "; {amount} of it can be used until {day}",
    "reason_of_rule": "{rule}: {reason}",
    "now": "{available} {asset}{more}; latest: {lines}",
    "pending": ", {pending} pending until {day}",
    "held": ", {held} on hold",
    "debt": ", {debt} owed after refunds",
}
