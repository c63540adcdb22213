"""What the command line prints."""

TEXTS: dict[str, str] = {}
