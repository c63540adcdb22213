"""Sources that are refused again and again are not listened to for the rest of a minute; counted in each process."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from headless.engine.values.limits import WEBHOOK_REFUSALS_A_MINUTE

SECONDS = 60.0
SOURCES_MOST = 10_000


@dataclass(slots=True)
class Refusals:
    """Refused calls of the present minute by source. now: seconds of a steady clock."""

    now: Callable[[], float]
    _began: float = 0.0
    _counts: Counter[str] = field(default_factory=Counter)

    def wait_seconds(self, source: str) -> int:
        """How long a source has to wait before it is listened to again; 0: not at all."""
        left = self._began + SECONDS - self.now()
        if left <= 0 or self._counts[source] < WEBHOOK_REFUSALS_A_MINUTE:
            return 0
        return max(1, round(left))

    def count(self, source: str) -> None:
        """Note that a source was refused."""
        if self.now() - self._began >= SECONDS:
            self._began = self.now()
            self._counts.clear()
        if source in self._counts or len(self._counts) < SOURCES_MOST:
            self._counts[source] += 1
