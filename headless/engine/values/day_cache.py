"""Answers that depend on a day alone, computed once a day."""

from collections.abc import Callable

_CACHED_DAYS = 20_000


class DayCache(dict[int, int]):
    """The answers of a function by day. A day that is not there yet is computed when it is looked up."""

    def __init__(self, of: Callable[[int], int]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, day: int) -> int:
        if len(self) >= _CACHED_DAYS:
            self.clear()
        answer = self[day] = self._of(day)
        return answer
