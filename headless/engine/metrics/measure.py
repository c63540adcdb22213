"""How a metric is read from a member, and when its value will change although nothing happens."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from headless.engine.metrics.subject import Subject

Verdict = Callable[[Any], bool]
"""Says if a value passes a test. It is not asked about a missing one."""


class Outlook(NamedTuple):
    """The answer now, and the first day on which it could be another. None: it stays as it is."""

    now: bool
    changes_on: int | None


class Leaving(NamedTuple):
    """What a value loses on a day although nothing happens, in the units of its measure."""

    day: int
    loss: int | Fraction


NEVER = Outlook(False, None)
"""Not met, and not before something happens."""
ALWAYS = Outlook(True, None)
"""Met until something happens."""
Forecast = Callable[[Subject, int], Outlook]
_outlook = tuple.__new__


def met_until(day: int) -> Outlook:
    """Return the outlook of what is met now, and perhaps no longer on a day."""
    return _outlook(Outlook, (True, day))


def met_from(day: int) -> Outlook:
    """Return the outlook of what is not met now, and perhaps on a day."""
    return _outlook(Outlook, (False, day))


class Measure(ABC):
    """How one metric, with its window and arguments, is read.

    read: the value on a local day, as a whole number in units of `scale` decimals, an exact fraction of them, a text or a
    set; None if it is missing. rolls: the days that it counts leave it one by one.
    """

    read: Callable[[Subject, int], Any]
    scale: int = 0
    rolls: bool = False

    @abstractmethod
    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        """Return the first day after today on which a test of the value could come out differently.

        It is never later than the day on which it does. `edges`: the whole numbers at which the verdict may change.
        """

    def moves(self, subject: Subject, today: int) -> int | None:
        """Return the first day after today on which the value itself could differ."""
        value = self.read(subject, today)
        return self.flips(subject, today, lambda later: bool(later == value), ())

    def leaving(self, subject: Subject, today: int, value: Any, verdict: Verdict) -> Leaving | None:
        """Return what today's value loses next by the passing of time, or None if it loses nothing.

        If the verdict holds now, return the loss that ends it.
        """
        return None

    def at_least(self, least: Fraction, slow: Forecast) -> Forecast | None:
        """Return a quick forecast of "at least", if there is one. `slow` answers what it cannot."""
        return None


class Steady(Measure):
    """A value that changes by events alone."""

    def __init__(self, read: Callable[[Subject, int], Any], scale: int = 0) -> None:
        self.read, self.scale = read, scale

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        return None

    def moves(self, subject: Subject, today: int) -> int | None:
        return None


class Daily(Measure):
    """A number of days, which is another one tomorrow."""

    def moves(self, subject: Subject, today: int) -> int | None:
        return None if self.read(subject, today) is None else today + 1


class DaysSince(Daily):
    """Days since a day of the member, 0 at least."""

    def __init__(self, day_of: Callable[[Subject], int | None]) -> None:
        self.day_of = day_of

    def read(self, subject: Subject, today: int) -> int | None:
        day = self.day_of(subject)
        return None if day is None else max(0, today - day)

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        day = self.day_of(subject)
        if day is None:
            return None
        before = verdict(self.read(subject, today))
        crossings = (day + edge for edge in edges)
        return next((at for at in crossings if at > today and verdict(self.read(subject, at)) != before), None)

    def at_least(self, least: Fraction, slow: Forecast) -> Forecast | None:
        low, day_of = int(-(-least // 1)), self.day_of
        if low <= 0:
            return None

        def outlook(subject: Subject, today: int) -> Outlook:
            day = day_of(subject)
            if day is None:
                return NEVER
            return ALWAYS if today - day >= low else met_from(day + low)

        return outlook
