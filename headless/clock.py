"""Clocks: instants are microseconds since 1970 UTC."""

import time
from typing import Protocol


class Clock(Protocol):
    """A source of the time. It is passed in, so that no function reads the machine's clock."""

    def now_us(self) -> int:
        """Return the present instant, in microseconds since 1970 UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_us(self) -> int:
        """Return the present instant, in microseconds since 1970 UTC."""
        return time.time_ns() // 1_000


class FixedClock:
    """A clock that stands still until it is moved. It never goes back."""

    def __init__(self, now_us: int) -> None:
        self._now_us = now_us

    def now_us(self) -> int:
        """Return the instant it was set to, in microseconds since 1970 UTC."""
        return self._now_us

    def set(self, now_us: int) -> None:
        """Move to a later instant.

        Raises:
            ValueError: the instant lies before the present one.
        """
        if now_us < self._now_us:
            raise ValueError(f"the clock stands at {self._now_us} and never goes back to {now_us}")
        self._now_us = now_us

    def advance(self, by_us: int) -> None:
        """Move forward by so many microseconds.

        Raises:
            ValueError: the number is negative.
        """
        self.set(self._now_us + by_us)
