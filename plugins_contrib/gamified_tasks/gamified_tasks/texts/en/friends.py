"""Goals that ask for friends or top-ups."""

TEXTS = {"missing": "bring new members who order: {count} more", "missing_topups": "top-ups to make: {count} more"}
