"""TAKEN says that someone is a member. Each such answer leaves a trace, and a token cannot try out who is one."""

from collections import Counter
from collections.abc import Callable

from headless.engine.values.limits import TAKEN_A_MINUTE
from headless.errors import Refused
from headless.logs import get_logger
from headless.messages import Message
from headless.services.kernel.limiting.rate_limit import RateLimit
from headless.services.kernel.principals import Principal

log = get_logger(__name__)
SEES = "members:pii"
"""With this scope a token may look members up by what identifies them, so that TAKEN tells it nothing new."""


class TakenLookups:
    """Answers of TAKEN by token, which shares them with those that it made. Each process counts its own.

    now_us: the wall clock. counts: by what was taken.
    """

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._limit = RateLimit(lambda: now_us() / 1_000_000, TAKEN_A_MINUTE)
        self.counts: Counter[str] = Counter()

    def check(self, principal: Principal) -> None:
        """Raise Refused if a token was told too often that an identifier is taken, and may not look members up."""
        wait = 0 if principal.has(SEES) else self._limit.wait_seconds(principal.line)
        if wait:
            message = Message(
                "this token named too many identifiers of members: try again in {seconds} s", seconds=wait
            )
            raise Refused(message, code="TOO_MANY_TAKEN", data={"retryAfter": wait})

    def told(self, principal: Principal, name: str) -> None:
        """Note that a token is told that an identifier of this name is taken. What it is, is not noted."""
        self.counts[name] += 1
        if principal.token_id or principal.member_id is not None:
            self._limit.count(principal.line)
            log.info("identifier taken", merchant=principal.slug, token=principal.bearer, identifier=name)
