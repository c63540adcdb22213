"""What a member is, as SQL: joining day, birthday, attributes."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from headless.engine.conditions.leaves import Leaf, edges
from headless.engine.values.birthdays import next_birthday
from headless.models.conditions.calendar_sql import birthday_number, days_before, or_never, since_moves
from headless.models.conditions.metrics.attributes import attribute_sql
from headless.models.conditions.sql import Twin, Writer, by_events

_DAYS_IN_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP_YEAR = 2000


def _since_join(leaf: Leaf, writer: Writer) -> str:
    return writer.within("m.joined_on", days_before(leaf.spans or (), writer.today))


def _days_since_join(leaf: Leaf, writer: Writer) -> str:
    return f"{writer.place(writer.today)} - m.joined_on"


def _since_join_moves(leaf: Leaf, writer: Writer) -> str | None:
    return since_moves("m.joined_on", leaf, writer)


def _birthday(leaf: Leaf, writer: Writer) -> str:
    """Return the birthdays that pass today, as ranges of month × 100 + day."""
    passing: list[list[int]] = []
    before = None
    for month, days in enumerate(_DAYS_IN_MONTHS, start=1):
        for day in range(1, days + 1):
            passes = leaf.passes(next_birthday(month, day, writer.today) - writer.today)
            if passes and before is True:
                passing[-1][1] = month * 100 + day
            elif passes:
                passing.append([month * 100 + day, month * 100 + day])
            before = passes
    number = birthday_number("m.birthday_on", writer.dialect)
    ranges = (f"{number} BETWEEN {writer.place(first)} AND {writer.place(last)}" for first, last in passing)
    return " OR ".join(ranges) or "FALSE"


def _birthday_moves(leaf: Leaf, writer: Writer) -> str:
    """Return the day on which it changes for each day of the year, by the engine's own measure."""
    number, cases = birthday_number("m.birthday_on", writer.dialect), []
    for day in range(date(_LEAP_YEAR, 1, 1).toordinal(), date(_LEAP_YEAR + 1, 1, 1).toordinal()):
        born = date.fromordinal(day)
        flips = leaf.measure.flips(_born(day), writer.today, leaf.passes, edges(leaf))
        if flips is not None:
            cases.append(f"WHEN {born.month * 100 + born.day} THEN {flips}")
    return or_never(f"(CASE {number} {' '.join(cases)} END)")


def _born(day: int) -> Any:
    return cast(Any, SimpleNamespace(birthday_on=day))


TWINS = {
    "days_since_join": Twin(_since_join, _since_join_moves, _days_since_join),
    "birthday_in": Twin(_birthday, _birthday_moves),
    "attribute": Twin(attribute_sql, by_events),
}
