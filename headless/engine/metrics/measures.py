"""How each metric is read from a member, and when its value will change though nothing happens.

A measure reads whole numbers in units of `scale` decimals, exact fractions of them, or texts and sets; None is missing.
`flips` answers the first day after today on which a test of the value could come out differently: never later than it
does.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from headless.engine.metrics.metric import Query, Subject
from headless.engine.metrics.streaks import lapses_on, streak_of
from headless.engine.values.birthdays import next_birthday

Verdict = Callable[[Any], bool]
"""Whether a value passes a test; a missing value does not."""


class Outlook(NamedTuple):
    """The answer now, and the first day on which it could be another; None if it stays as it is."""

    now: bool
    changes_on: int | None


NEVER = Outlook(False, None)
"""Not met, and not before something happens."""
ALWAYS = Outlook(True, None)
"""Met until something happens."""
Forecast = Callable[[Subject, int], Outlook]
_outlook = tuple.__new__


def met_until(day: int) -> Outlook:
    """Met now, and perhaps no longer on a day."""
    return _outlook(Outlook, (True, day))


def met_from(day: int) -> Outlook:
    """Not met now, and perhaps on a day."""
    return _outlook(Outlook, (False, day))


class Measure(Protocol):
    """How one metric, with its window and arguments, is read."""

    scale: int

    def read(self, subject: Subject, today: int, /) -> Any: ...

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None: ...


class Still:
    """A value that changes by events alone."""

    scale: int = 0

    def __init__(self, read: Callable[[Subject, int], Any], scale: int = 0) -> None:
        self.read = read
        self.scale = scale

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        return None


class Since:
    """Days since a day of the member, 0 at least."""

    scale: int = 0

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


def since_at_least(since: Since, low: int) -> Forecast:
    """A quick forecast of "at least so many days since"."""
    day_of = since.day_of

    def outlook(subject: Subject, today: int) -> Outlook:
        day = day_of(subject)
        if day is None:
            return NEVER
        return ALWAYS if today - day >= low else met_from(day + low)

    return outlook


class UntilTierEnds:
    """Days to the end of the standing on a track."""

    scale: int = 0

    def __init__(self, track: str | None) -> None:
        self._track = track

    def read(self, subject: Subject, today: int) -> int | None:
        until = subject.tier_until_day(self._track)
        return None if until is None else until - today

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        until = subject.tier_until_day(self._track)
        if until is None:
            return None
        before = verdict(until - today)
        crossings = (until - edge + 1 for edge in edges)
        found = [at for at in crossings if at > today and verdict(until - at) != before]
        # The standing itself may end at `until`, and the value with it.
        return min([*found, until]) if until > today else min(found, default=None)


class TierHeld:
    """The rank of the tier held on a track; it may end at the standing's end."""

    scale: int = 0

    def __init__(self, track: str | None) -> None:
        self._track = track

    def read(self, subject: Subject, today: int) -> int | None:
        return subject.tier_rank(self._track)

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        until = subject.tier_until_day(self._track)
        return until if until is not None and until > today else None


class UntilBirthday:
    """Days to the next birthday."""

    scale: int = 0

    def read(self, subject: Subject, today: int) -> int | None:
        born = subject.birthday_on
        return None if born is None else _next_birthday(born, today) - today

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        born = subject.birthday_on
        if born is None:
            return None
        before = verdict(self.read(subject, today))
        birthday = _next_birthday(born, today)
        crossings = (birthday - edge + 1 for edge in reversed(edges))
        found = (at for at in crossings if today < at <= birthday and verdict(birthday - at) != before)
        return next(found, birthday + 1)


class StreakLength:
    """Consecutive periods with an event."""

    scale: int = 0

    def __init__(self, key: str, period: str) -> None:
        self._key, self._period = key, period

    def read(self, subject: Subject, today: int) -> int:
        series = subject.totals.series(self._key)
        return 0 if series is None else streak_of(self._period, series.backwards(), today)

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        series = subject.totals.series(self._key)
        last = next(series.backwards(), None) if series is not None else None
        if last is None:
            return None
        lapse = lapses_on(self._period, last)
        return lapse if lapse > today and verdict(self.read(subject, today)) != verdict(0) else None


def _next_birthday(born: int, today: int) -> int:
    on = date.fromordinal(born)
    return next_birthday(on.month, on.day, today)


def attribute_of(query: Query) -> Callable[[Subject, int], Any]:
    """Reads one attribute; JSON null counts as missing."""
    name = query.arg("name") or ""
    return lambda subject, today: subject.attributes.get(name)
