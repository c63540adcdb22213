"""Sums of daily totals, as SQL. A sum over the whole life stands on day 0. Windows sum the days inside them."""

from collections.abc import Mapping
from types import MappingProxyType

from headless.engine.conditions.leaves import Leaf
from headless.engine.metrics.sums import AMOUNT, COUNT, LESS, NET, Addend, Sum
from headless.engine.values.calendar import Window
from headless.engine.values.comparisons import Span, spans_of
from headless.models.conditions.calendar_sql import or_never, start_sql
from headless.models.conditions.sql import MOST, Twin, Writer, own

_COLUMNS: Mapping[Addend, str] = MappingProxyType(
    {COUNT: "d.count", AMOUNT: "d.amount", LESS: "d.less", NET: "d.amount - d.less"}
)
_COUNTED_DAYS = 1_500


def totals_of(leaf: Leaf, writer: Writer) -> str:
    """Return the FROM clause of all totals, `daily_total d`, that the metric is computed from."""
    return f"FROM daily_total d WHERE {own('d')} AND d.key = {writer.place(leaf.test.query.key or '')}"


def days_of(leaf: Leaf, writer: Writer) -> str:
    """Return the FROM clause of the totals of single days."""
    return f"{totals_of(leaf, writer)} AND d.day > 0"


def summed_rows(leaf: Leaf, writer: Writer) -> str:
    """Return the FROM clause of the totals that are added up."""
    rows = totals_of(leaf, writer)
    if leaf.test.window is None:
        return f"{rows} AND d.day = 0"
    first = max(1, leaf.test.window.first_day(writer.today))
    return f"{rows} AND d.day BETWEEN {writer.place(first)} AND {writer.place(writer.today)}"


def leaves_sql(day: str, window: Window, writer: Writer) -> str:
    """Return when a day leaves the window, by the shortest months where they differ in length."""
    if window.rolling is None:
        return writer.place(window.leaves_on(writer.today))
    if window.days is not None:
        return f"{day} + {writer.place(window.days)}"
    first = window.first_day(writer.today)
    if writer.today - first > _COUNTED_DAYS:
        shortest = 30 * (window.months or 1)
    else:
        shortest = min(window.leaves_on(at) - at for at in range(max(1, first), writer.today + 1))
    soon, tomorrow = f"{day} + {writer.place(shortest)}", writer.place(writer.today + 1)
    return f"CASE WHEN {soon} > {tomorrow} THEN {soon} ELSE {tomorrow} END"


def _test(leaf: Leaf, writer: Writer) -> str:
    """Return the test of a sum. It never holds for an asset kind that the merchant does not have."""
    measure = leaf.measure
    if not isinstance(measure, Sum):
        return "FALSE"
    return writer.within(_sum(leaf, writer), _spans(leaf, measure))


def _sum(leaf: Leaf, writer: Writer) -> str:
    """Return the sum itself. A rate grows with it."""
    measure = leaf.measure
    if not isinstance(measure, Sum):
        return "NULL"
    column = _COLUMNS[measure.addend]
    value = f"SUM({column})::bigint" if leaf.test.window else column
    return f"COALESCE({writer.once(f'SELECT {value} {summed_rows(leaf, writer)}')}, 0)"


def _moves(leaf: Leaf, writer: Writer) -> str | None:
    """Return the first day without which the sum passes otherwise.

    The days of a window leave it one by one, oldest first; what lies ahead enters.
    """
    window, measure = leaf.test.window, leaf.measure
    if window is None or not isinstance(measure, Sum):
        return None
    first = writer.place(max(1, window.first_day(writer.today)))
    rows = f"{days_of(leaf, writer)} AND d.day >= {first}"
    leaves, spans = leaves_sql("d.day", window, writer), _spans(leaf, measure)
    exact = _exact(_COLUMNS[measure.addend], spans, leaves, rows, writer)
    # To number the rows costs ten times what it takes to see that it need not be done.
    needless = _needless(_COLUMNS[measure.addend], spans, leaves, rows, writer)
    return or_never(f"(CASE WHEN {needless} THEN NULL ELSE ({exact}) END)")


def _exact(column: str, spans: tuple[Span, ...], leaves: str, rows: str, writer: Writer) -> str:
    """Return the query of the first day, in the order in which days leave."""
    today = writer.place(writer.today)
    soon = f"CASE WHEN d.day > {today} THEN d.day ELSE {leaves} END"
    value = f"CASE WHEN d.day > {today} THEN 0 ELSE {column} END"
    columns = f"{value} AS value, SUM({value}) OVER (ORDER BY d.day DESC) AS kept, SUM({value}) OVER () AS total"
    differs = f"({writer.within('r.kept - r.value', spans)}) <> ({writer.within('r.total', spans)})"
    first = f"SELECT MIN(CASE WHEN r.day > {today} OR ({differs}) THEN r.soon END)"
    return f"{first} FROM (SELECT d.day, {soon} AS soon, {columns} {rows}) r"


def _needless(column: str, spans: tuple[Span, ...], leaves: str, rows: str, writer: Writer) -> str:
    """Return when no day need be looked for: the member is looked at before any leaves, or too little is there."""
    oldest, last = writer.once(f"SELECT MIN(d.day) {rows}"), writer.once(f"SELECT MAX(d.day) {rows}")
    soonest_day = f"(SELECT {leaves} FROM (SELECT {oldest} AS day) d)"
    enough = f"m.due_at <= {start_sql(soonest_day, writer)}"
    if len(spans) == 1 and spans[0][0] is not None and spans[0][1] is None and 0 < spans[0][0] <= MOST:
        low = writer.place(spans[0][0])
        enough += f" OR (SELECT SUM(CASE WHEN {column} > 0 THEN {column} ELSE 0 END) {rows}) < {low}"
    return f"{oldest} IS NULL OR ({last} <= {writer.place(writer.today)} AND ({enough}))"


def _spans(leaf: Leaf, measure: Sum) -> tuple[Span, ...]:
    """Return the sums that pass. A rate is turned into the sum that it needs, which is exact."""
    if leaf.spans is not None:
        return leaf.spans
    return spans_of(leaf.test.op, tuple(threshold / measure.share for threshold in leaf.thresholds))


SUM = Twin(_test, _moves, _sum)
"""The twin of every metric that is a `Sum`, and has no twin of its own."""
