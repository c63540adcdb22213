"""Codes for the till cannot be guessed: a token that names many wrong ones has to wait, and each of them is logged."""

from collections.abc import Callable
from dataclasses import dataclass, field

from headless.engine.values.limits import WRONG_CODES_A_MINUTE
from headless.errors import Refused
from headless.logs import get_logger
from headless.messages import Message
from headless.services.kernel.limiting.rate_limit import RateLimit
from headless.services.kernel.principals import Principal

log = get_logger(__name__)


class CodeGuesses:
    """Wrong codes by token, which shares them with those that it made. Each process counts its own. now_us: the wall clock."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._limit = RateLimit(lambda: now_us() / 1_000_000, WRONG_CODES_A_MINUTE)

    def begin(self, principal: Principal) -> "Guess":
        """Count a code as wrong until its member is found. Raise Refused if the token named too many wrong ones."""
        line = principal.line
        wait = self._limit.wait_seconds(line)
        if wait:
            message = Message(
                "this token named too many wrong codes of members: try again in {seconds} s", seconds=wait
            )
            raise Refused(message, code="TOO_MANY_WRONG_CODES", data={"retryAfter": wait})
        self._limit.count(line)
        return Guess(self._limit, principal.slug, principal.bearer, line)


@dataclass(slots=True, eq=False)
class Guess:
    """One code that a token names."""

    limit: RateLimit = field(repr=False)
    merchant: str
    token: str
    line: str
    is_open: bool = True

    def right(self) -> None:
        """Note that there is a member who shows this code."""
        if self.is_open:
            self.is_open = False
            self.limit.forgive(self.line)

    def wrong(self) -> None:
        """Note that no member shows this code."""
        if self.is_open:
            self.is_open = False
            wait = self.limit.wait_seconds(self.line)
            log.warning("wrong member code", merchant=self.merchant, token=self.token, wait_seconds=wait)
