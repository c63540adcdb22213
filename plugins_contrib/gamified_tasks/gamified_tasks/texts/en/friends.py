"""Goals that ask for friends."""

TEXTS = {"missing": "bring new members who order: {count} more"}
