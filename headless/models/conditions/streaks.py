"""Tests of streaks, as SQL: the periods with an event, last first, as long as each follows the one before it."""

from headless.engine.conditions.leaves import Leaf
from headless.engine.metrics.streaks import period_of
from headless.engine.metrics.total_keys import key_of
from headless.models.conditions.calendar_sql import month_number
from headless.models.conditions.sql import Writer, own


def streak_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the length of a streak."""
    query = leaf.test.query
    period = query.arg("period") or "day"
    number = {"day": "d.day", "week": "(d.day - 1) / 7"}.get(period) or month_number("d.day", writer.dialect)
    alive = writer.place(period_of(period, writer.today) - 1)
    periods = (
        f"SELECT DISTINCT {number} AS period FROM daily_total d "
        f"WHERE {own('d')} AND d.key = {writer.place(key_of(query) or '')} AND d.day > 0 AND d.count > 0"
    )
    # Going back one period per row keeps period + row the same until the first gap, and less ever after.
    numbered = (
        "SELECT p.period + ROW_NUMBER() OVER (ORDER BY p.period DESC) AS met, MAX(p.period) OVER () AS last "
        f"FROM ({periods}) p"
    )
    length = f"SELECT COUNT(*) FROM ({numbered}) n WHERE n.met = n.last + 1 AND n.last >= {alive}"
    return writer.within(f"({length})", leaf.spans or ())
