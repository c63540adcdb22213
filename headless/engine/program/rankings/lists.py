"""The lists of a ranking: one for each window of the calendar, or a single one."""

from typing import NamedTuple, Self

from headless.engine.program.active_declarations import Active
from headless.engine.program.schedules import next_window_start, window_start
from headless.engine.values.calendar import Window, parse_window

SINGLE = 0
"""The period of a list that is not of one window of the calendar."""


class PlaceKey(NamedTuple):
    """What is asked of a list: a member's rank, or its `first` places.

    code: the list's, see `code_of`. period: the first local day of its window.
    """

    code: str
    period: int
    first: int = 0

    def __str__(self) -> str:
        return f"{self.code} {self.period} {self.first}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the key that was kept as a text."""
        code, period, first = text.rsplit(" ", 2)
        return cls(code, int(period), int(first))


def window_of(ranking: Active) -> Window | None:
    """Return the window that a ranking counts. Raise Invalid if its settings name none."""
    text = ranking.declared.window
    named = getattr(ranking.settings, text[1:]) if isinstance(text, str) and text.startswith("$") else text
    return None if named is None else parse_window(named)


def code_of(ranking: Active) -> str:
    """Return the code under which a ranking's places are kept. With another window it is another list."""
    return f"{ranking.name}/{window_of(ranking) or 'ever'}"


def period_of(window: Window | None, day: int) -> int:
    """Return the first day of the window of the calendar that a day lies in, or SINGLE."""
    if window is None or window.period is None:
        return SINGLE
    return window_start(str(window), day)


def period_before(window: Window | None, day: int) -> int | None:
    """Return the first day of the window before the one that a day lies in, None if there are no windows."""
    period = period_of(window, day)
    return None if period == SINGLE else period_of(window, period - 1)


def last_day_of(window: Window | None, period: int, today: int) -> int:
    """Return the day on which a list is read: its last, or today if it goes on."""
    return today if window is None or period == SINGLE else min(today, next_window_start(str(window), period) - 1)
