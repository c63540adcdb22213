"""Limits for sources that are refused again and again: they wait for the rest of a minute. Each process counts its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE_SECONDS = 60.0
SOURCES_MOST = 10_000
SHARED = 1_000
"""Beyond so many sources, further ones are counted together with others, so that none goes uncounted."""


@dataclass(slots=True)
class RateLimit:
    """Refused calls of the present minute by source.

    now: seconds of a clock that goes forward. most: how many refusals a source may have before it waits.
    """

    now: Callable[[], float]
    most: int
    _began: float = 0.0
    _counts: Counter[str] = field(default_factory=Counter)

    def wait_seconds(self, source: str) -> int:
        """Return how many seconds a source has to wait, 0 if none."""
        left = self._began + MINUTE_SECONDS - self.now()
        if left <= 0 or self._counts[self._counted(source)] < self.most:
            return 0
        return max(1, round(left))

    def count(self, source: str) -> None:
        """Count a refusal of a source."""
        if self.now() - self._began >= MINUTE_SECONDS:
            self._began = self.now()
            self._counts.clear()
        self._counts[self._counted(source)] += 1

    def forgive(self, source: str) -> None:
        """Take one refusal of a source back, if it is still counted."""
        counted = self._counted(source)
        if self._counts[counted] > 0:
            self._counts[counted] -= 1

    def _counted(self, source: str) -> str:
        if source in self._counts or len(self._counts) < SOURCES_MOST:
            return source
        # Python's hash of a text differs between processes, so that no one can choose whom to be counted with.
        return f"~{hash(source) % SHARED}"
