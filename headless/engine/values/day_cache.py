"""Answers that hang on a day alone, worked out once for each day."""

from collections.abc import Callable

_CACHED_DAYS = 20_000


class Remembered(dict[int, int]):
    """What a function says of each day that it was asked about; `found[day]` asks it where it was not."""

    def __init__(self, of: Callable[[int], int]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, day: int) -> int:
        if len(self) >= _CACHED_DAYS:
            self.clear()
        found = self[day] = self._of(day)
        return found
