"""Which events hold their identity and their business key, in SQL."""

from headless.engine.member.records import EventStatus

TAKEN = f"status < {EventStatus.REFUSED:d}"
"""The condition on events that hold their keys: neither refused nor failed."""
