"""What a member is: how long, when born, and what the merchant keeps by name."""

from collections.abc import Sequence
from datetime import date

from headless.engine.metrics.measure import Daily, DaysSince, Measure, Steady, Verdict
from headless.engine.metrics.spec import Argument, MetricSpec, Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.values.birthdays import next_birthday
from headless.engine.values.comparisons import Op
from headless.messages import Message


class UntilBirthday(Daily):
    """Days to the next birthday."""

    def read(self, subject: Subject, today: int) -> int | None:
        """Return the days from today, or None if the birthday is not known."""
        born = subject.birthday_on
        return None if born is None else _next_birthday(born, today) - today

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        born = subject.birthday_on
        if born is None:
            return None
        before = verdict(self.read(subject, today))
        birthday = _next_birthday(born, today)
        crossings = (birthday - edge + 1 for edge in reversed(edges))
        turns = (at for at in crossings if today < at <= birthday and verdict(birthday - at) != before)
        return next(turns, birthday + 1)


def _next_birthday(born: int, today: int) -> int:
    on = date.fromordinal(born)
    return next_birthday(on.month, on.day, today)


def _since_join(query: Query, terms: Terms) -> Measure:
    return DaysSince(lambda subject: subject.joined_on)


def _until_birthday(query: Query, terms: Terms) -> Measure:
    return UntilBirthday()


def _attribute(query: Query, terms: Terms) -> Measure:
    """Measure one attribute. JSON null counts as missing."""
    name = query.arg("name") or ""
    return Steady(lambda subject, today: subject.attributes.get(name))


METRICS = (
    MetricSpec(
        "days_since_join",
        "days",
        Message("Days since the member joined."),
        _since_join,
        source="profile",
        unit="days",
    ),
    MetricSpec(
        "birthday_in",
        "days",
        Message("Days to the next birthday, 0 on the day; 29 February counts on 28 February in other years."),
        _until_birthday,
        source="profile",
        scope="members:pii",
        unit="days",
    ),
    MetricSpec(
        "attribute",
        "attribute",
        Message("What the merchant keeps on the member by name: a text, a number, true or false, or a list of texts."),
        _attribute,
        source="profile",
        ops=tuple(Op),
        arguments=(Argument("name", Message("the attribute's name"), required=True),),
    ),
)
