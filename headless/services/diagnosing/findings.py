"""What a check of an installation finds."""

from dataclasses import dataclass
from enum import StrEnum

from headless.messages import Message


class Health(StrEnum):
    """How one part is. WARN: it works, and will not in some circumstance. FAIL: it does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part, and for all but OK what to do."""

    part: Message
    health: Health
    told: Message


def fine(part: Message, told: Message) -> Finding:
    """Return that a part is as it should be."""
    return Finding(part, Health.OK, told)


def warning(part: Message, told: Message) -> Finding:
    """Return that a part works for now."""
    return Finding(part, Health.WARN, told)


def failure(part: Message, told: Message) -> Finding:
    """Return that a part does not work."""
    return Finding(part, Health.FAIL, told)
