"""Local days (`date.toordinal()`), as SQL: their calendar parts, their instants, and days that are waited for."""

from collections.abc import Iterable
from datetime import date

from headless.engine.conditions.leaves import Leaf, edges
from headless.engine.values.comparisons import Span
from headless.engine.values.zones import DAY_US
from headless.models.conditions.sql import Dialect, Writer

FAR_DAY = 4_000_000
"""A day beyond every calendar: never."""
EPOCH_DAY = date(1970, 1, 1).toordinal()
_WINTER_AND_SUMMER_DAYS = 800
# SQLite counts Julian days, PostgreSQL adds days to a date; both calendars are the proleptic Gregorian one.
_SQLITE = "CAST(strftime('{part}', {day} + 1721424.5) AS INTEGER)"
_POSTGRES = "EXTRACT({part} FROM DATE '0001-01-01' + ({day} - 1))::integer"
_SQLITE_PARTS = {"YEAR": "%Y", "MONTH": "%m", "DAY": "%d"}


def birthday_number(day: str, dialect: Dialect) -> str:
    """Return month × 100 + day of the month."""
    return f"({_part('MONTH', day, dialect)} * 100 + {_part('DAY', day, dialect)})"


def month_number(day: str, dialect: Dialect) -> str:
    """Return year × 12 + month, from 0: the number of a month as streaks count them."""
    return f"({_part('YEAR', day, dialect)} * 12 + {_part('MONTH', day, dialect)} - 1)"


def start_sql(day: str, writer: Writer) -> str:
    """Return an instant at or before the start of a local day, at most a change of the clocks before it."""
    zone, today = writer.program.zone, writer.today
    shift = min(zone.start_of(at) - (at - EPOCH_DAY) * DAY_US for at in range(today, today + _WINTER_AND_SUMMER_DAYS))
    return f"(({day})::bigint - {EPOCH_DAY}) * {DAY_US} + {writer.place(shift)}"


def soonest(days: Iterable[str], writer: Writer) -> str | None:
    """Return the first of several days, or None if there are none."""
    known = list(dict.fromkeys(days))
    if len(known) < 2:
        return known[0] if known else None
    return f"{'MIN' if writer.dialect == 'sqlite' else 'LEAST'}({', '.join(known)})"


def or_never(day: str) -> str:
    """Return the day, or `FAR_DAY` if it is null."""
    return f"COALESCE({day}, {FAR_DAY})"


def no_sooner(day: str, until: str, writer: Writer) -> str:
    """Return a day that is known only not to come too late: tomorrow at the soonest, until its latest has passed."""
    today = writer.place(writer.today)
    return f"CASE WHEN {day} > {today} THEN {day} WHEN {until} > {today} THEN {today} + 1 ELSE {today} END"


def days_before(spans: tuple[Span, ...], today: int) -> tuple[Span, ...]:
    """Return the days that lie so many days before today. A day still to come lies 0 days before."""
    return tuple(
        (None if high is None else today - high + 1, None if low is None or low <= 0 else today - low + 1)
        for low, high in reversed(spans)
        if high is None or high > 0
    )


def since_moves(day: str, leaf: Leaf, writer: Writer) -> str | None:
    """Return when the days since a day reach what a test asks for."""
    today = writer.place(writer.today)
    crossings = [writer.place(edge) for edge in edges(leaf) if 0 < edge < FAR_DAY]
    if not crossings:
        return None
    cases = " ".join(f"WHEN s.day + {edge} > {today} THEN s.day + {edge}" for edge in crossings)
    return or_never(f"(SELECT CASE {cases} END FROM (SELECT {day} AS day) s)")


def _part(part: str, day: str, dialect: Dialect) -> str:
    if dialect == "sqlite":
        return _SQLITE.format(part=_SQLITE_PARTS[part], day=day)
    return _POSTGRES.format(part=part, day=day)
