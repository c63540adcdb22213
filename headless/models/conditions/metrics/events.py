"""Streaks of what a member does, as SQL."""

from headless.engine.conditions.leaves import Leaf
from headless.engine.metrics.events import Streak, lapses_on, period_of
from headless.models.conditions.calendar_sql import month_number, no_sooner, or_never, soonest
from headless.models.conditions.metrics.sums import days_of
from headless.models.conditions.sql import Twin, Writer

_LONGEST_LAPSE = 62
"""Days from a day to the end of the month after the one that it lies in."""


def _streak(leaf: Leaf, writer: Writer) -> str:
    return writer.within(_length(leaf, writer), leaf.spans or ())


def _length(leaf: Leaf, writer: Writer) -> str:
    """Return how long a streak is: the periods with an event, last first, as long as each follows the one before it."""
    period = _period(leaf)
    number = {"day": "d.day", "week": "(d.day - 1) / 7"}.get(period) or month_number("d.day", writer.dialect)
    alive = writer.place(period_of(period, writer.today) - 1)
    periods = f"SELECT DISTINCT {number} AS period {days_of(leaf, writer)} AND d.count > 0"
    # Going back one period per row keeps period + row the same until the first gap, and less ever after.
    numbered = (
        "SELECT p.period + ROW_NUMBER() OVER (ORDER BY p.period DESC) AS met, MAX(p.period) OVER () AS last "
        f"FROM ({periods}) p"
    )
    length = f"SELECT COUNT(*) FROM ({numbered}) n WHERE n.met = n.last + 1 AND n.last >= {alive}"
    return f"({length})"


def _streak_moves(leaf: Leaf, writer: Writer) -> str:
    """Return when it lapses: when the period after its last has passed. What lies ahead may lengthen it."""
    period, today = _period(leaf), writer.place(writer.today)
    lapse = {"day": "s.day + 2", "week": "((s.day - 1) / 7 + 2) * 7 + 1"}.get(period)
    if lapse is None:
        shortest = min(lapses_on(period, day) - day for day in range(writer.today - 400, writer.today + 1))
        lapse = no_sooner(f"s.day + {shortest}", f"s.day + {_LONGEST_LAPSE}", writer)
    last = f"SELECT MAX(d.day) AS day {days_of(leaf, writer)} AND d.count > 0"
    ahead = f"SELECT MIN(d.day) {days_of(leaf, writer)} AND d.day > {today}"
    lapses = f"(SELECT CASE WHEN {lapse} > {today} THEN {lapse} END FROM ({last}) s)"
    return str(soonest([or_never(lapses), or_never(f"({ahead})")], writer))


def _period(leaf: Leaf) -> str:
    assert isinstance(leaf.measure, Streak)
    return leaf.measure.period


TWINS = {
    "streak": Twin(_streak, _streak_moves, _length),
}
