"""What a member does: events of a type, streaks of them, referrals, and uses of benefits.

A streak is made of consecutive days, weeks (from Monday) or months with an event.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from headless.engine.metrics.measure import Leaving, Measure, Verdict
from headless.engine.metrics.orders import ORDER
from headless.engine.metrics.spec import ANY_WINDOW, Argument, MetricSpec, Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.metrics.sums import counted
from headless.messages import Message

REFERRAL, VOIDED = "referral.joined", "referral.voided"
"""A referral, and the news that it came to nothing, which takes it off its day again."""


USES = "uses:"
"""What the keys begin with that count uses of benefits."""


class Streak(Measure):
    """Consecutive periods with an event."""

    rolls = True

    def __init__(self, key: str, period: str) -> None:
        self.key, self.period = key, period

    def read(self, subject: Subject, today: int) -> int:
        """Return how many periods there are up to the last."""
        series = subject.totals.series(self.key)
        return 0 if series is None else streak_of(self.period, series.backwards(), today)

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        series = subject.totals.series(self.key)
        last = next(series.backwards(), None) if series is not None else None
        if last is None:
            return None
        lapse = lapses_on(self.period, last)
        return lapse if lapse > today and verdict(self.read(subject, today)) != verdict(0) else None

    def leaving(self, subject: Subject, today: int, value: Any, verdict: Verdict) -> Leaving | None:
        series = subject.totals.series(self.key)
        last = next(series.backwards(), None) if value and series is not None else None
        if last is None or (verdict(value) and verdict(0)):
            return None
        return Leaving(lapses_on(self.period, last), value)


def event_key(type_: str) -> str:
    """Return the key that counts the events of a type."""
    return f"event:{type_}"


def uses_key(code: str | None) -> str:
    """Return the key that counts the uses of a benefit, or of all of them."""
    return f"{USES}{code or ''}"


def period_of(period: str, day: int) -> int:
    """Return the number of the period that a day lies in. The next period has the next number."""
    if period == "day":
        return day
    if period == "week":
        return (day - 1) // 7
    on = date.fromordinal(day)
    return on.year * 12 + on.month - 1


def streak_of(period: str, days_backwards: Iterable[int], today: int) -> int:
    """Return the streak that ends with the last day, or 0 if the period after the last has ended without an event."""
    length, expected = 0, None
    for day in days_backwards:
        number = period_of(period, day)
        if expected is None:
            if number + 1 < period_of(period, today):
                return 0
            expected = number
        elif number == expected + 1:
            continue
        if number != expected:
            break
        length, expected = length + 1, number - 1
    return length


def lapses_on(period: str, last_day: int) -> int:
    """Return the first day on which a streak that ends with `last_day` is dead."""
    return _start_of(period, period_of(period, last_day) + 2)


def _start_of(period: str, number: int) -> int:
    """Return the first day of a period."""
    if period == "day":
        return number
    if period == "week":
        return number * 7 + 1
    return date(number // 12, number % 12 + 1, 1).toordinal()


def _key_of_type(query: Query) -> str:
    return event_key(query.arg("type") or "")


def _key_of_streak(query: Query) -> str:
    # As elsewhere, an order that was wholly refunded is none.
    return ORDER if query.arg("type") == "order.paid" else _key_of_type(query)


def _key_of_referrals(query: Query) -> str:
    return event_key(REFERRAL)


def _key_of_uses(query: Query) -> str:
    return uses_key(query.arg("benefit"))


def _streak(query: Query, terms: Terms) -> Streak:
    return Streak(_key_of_streak(query), query.arg("period") or "day")


def _periods(query: Query, terms: Terms) -> str:
    return f"{query.arg('period')}s"


METRICS = (
    MetricSpec(
        "events",
        "count",
        Message("Events of a type."),
        counted,
        key=_key_of_type,
        scope="events:read",
        unit="events",
        windows=ANY_WINDOW,
        arguments=(Argument("type", Message("the event type"), required=True),),
    ),
    MetricSpec(
        "streak",
        "count",
        Message(
            "Consecutive periods with an event, up to the last; 0 once the period after it has ended without one. "
            "Orders that were wholly refunded are left out."
        ),
        _streak,
        key=_key_of_streak,
        every_day=True,
        scope="events:read",
        unit="periods",
        counted_in=_periods,
        arguments=(
            Argument("type", Message("the event type"), default="checkin"),
            Argument(
                "period", Message("what must follow one another"), default="day", choices=("day", "week", "month")
            ),
        ),
    ),
    MetricSpec(
        "referrals",
        "count",
        Message("Members who joined on this member's referral. Referrals that came to nothing are left out."),
        counted,
        key=_key_of_referrals,
        unit="referrals",
        windows=ANY_WINDOW,
    ),
    MetricSpec(
        "benefit_uses",
        "count",
        Message("How often benefits were used. Uses that were reversed are left out."),
        counted,
        key=_key_of_uses,
        scope="benefits:read",
        unit="uses",
        windows=ANY_WINDOW,
        arguments=(Argument("benefit", Message("the benefit's code")),),
    ),
)
