"""Return, in SQL, when a condition may change by the passing of time: never later than `engine.conditions.forecasts` says."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.conditions.leaves import Leaf, edges, leaf_of
from headless.engine.metrics.streaks import lapses_on
from headless.engine.metrics.total_keys import key_of
from headless.engine.values.calendar import Window
from headless.models.conditions.calendar_sql import birthday_number
from headless.models.conditions.sql import Writer, own
from headless.models.conditions.totals import sum_column, sum_spans

FAR_DAY = 4_000_000
"""A day beyond every calendar: never."""
_MOST = 2**63 - 1
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_US = 86_400_000_000
_COUNTED_DAYS = 1_500
_LEAP_YEAR = 2000
_WINTER_AND_SUMMER_DAYS = 800


def moves_sql(condition: Condition, writer: Writer) -> str | None:
    """The first local day after today on which the condition of `member m` could come out differently, None if it never does for
    anybody; `FAR_DAY` for never, or for not before the `due_at` that is stored."""
    tests = (leaf_of(test, writer.program) for test in tests_of(condition))
    return soonest((found for leaf in tests if (found := _moves(leaf, writer)) is not None), writer)


def soonest(days: Iterable[str], writer: Writer) -> str | None:
    """The first of several days; None if there are none."""
    known = list(dict.fromkeys(days))
    if len(known) < 2:
        return known[0] if known else None
    return f"{'MIN' if writer.dialect == 'sqlite' else 'LEAST'}({', '.join(known)})"


def start_sql(day: str, writer: Writer) -> str:
    """An instant at or before the start of a local day, at most a change of the clocks before it."""
    zone, today = writer.program.zone, writer.today
    shift = min(zone.start_of(at) - (at - _EPOCH_DAY) * _DAY_US for at in range(today, today + _WINTER_AND_SUMMER_DAYS))
    return f"(({day})::bigint - {_EPOCH_DAY}) * {_DAY_US} + {writer.place(shift)}"


def _moves(leaf: Leaf, writer: Writer) -> str | None:
    test = leaf.test
    if test.metric == "birthday_in":
        return _birthday(leaf, writer)
    if test.metric == "tier_ends_in":
        return _tier_ends(leaf, writer)
    if test.metric == "days_since_join":
        return _since("m.joined_on", leaf, writer)
    if test.metric == "days_since_order":
        return _since(f"(SELECT MAX(d.day) {_rows(leaf, writer)} AND d.count > 0)", leaf, writer)
    if test.metric == "streak":
        return _streak(leaf, writer)
    return None if test.window is None or test.query.spec.stored else _window(leaf, test.window, writer)


def _rows(leaf: Leaf, writer: Writer) -> str:
    return (
        f"FROM daily_total d WHERE {own('d')} AND d.key = {writer.place(key_of(leaf.test.query) or '')} AND d.day > 0"
    )


def _or_never(day: str) -> str:
    return f"COALESCE({day}, {FAR_DAY})"


def _since(day: str, leaf: Leaf, writer: Writer) -> str | None:
    """So many days after the day at which it counts: once each."""
    today = writer.place(writer.today)
    crossings = [writer.place(edge) for edge in edges(leaf) if 0 < edge < FAR_DAY]
    if not crossings:
        return None
    cases = " ".join(f"WHEN s.day + {edge} > {today} THEN s.day + {edge}" for edge in crossings)
    return _or_never(f"(SELECT CASE {cases} END FROM (SELECT {day} AS day) s)")


def _streak(leaf: Leaf, writer: Writer) -> str:
    """It lapses when the period after its last has passed; what lies ahead may lengthen it."""
    period, today = leaf.test.query.arg("period") or "day", writer.place(writer.today)
    lapse = {"day": "s.day + 2", "week": "((s.day - 1) / 7 + 2) * 7 + 1"}.get(period)
    if lapse is None:
        shortest = min(lapses_on(period, day) - day for day in range(writer.today - 400, writer.today + 1))
        lapse = _no_sooner(f"s.day + {shortest}", "s.day + 62", writer)
    last = f"SELECT MAX(d.day) AS day {_rows(leaf, writer)} AND d.count > 0"
    ahead = f"SELECT MIN(d.day) {_rows(leaf, writer)} AND d.day > {today}"
    lapses = f"(SELECT CASE WHEN {lapse} > {today} THEN {lapse} END FROM ({last}) s)"
    return str(soonest([_or_never(lapses), _or_never(f"({ahead})")], writer))


def _no_sooner(day: str, until: str, writer: Writer) -> str:
    """A day that is known only not to come too late: tomorrow at the soonest, as long as its latest has not passed."""
    today = writer.place(writer.today)
    return f"CASE WHEN {day} > {today} THEN {day} WHEN {until} > {today} THEN {today} + 1 ELSE {today} END"


def _window(leaf: Leaf, window: Window, writer: Writer) -> str:
    """The days of a window leave it one by one, oldest first: the first without which the sum passes otherwise; what lies
    ahead enters."""
    today, first = writer.place(writer.today), writer.place(max(1, window.first_day(writer.today)))
    rows = f"{_rows(leaf, writer)} AND d.day >= {first}"
    leaves = _leaves("d.day", window, writer)
    soon = f"CASE WHEN d.day > {today} THEN d.day ELSE {leaves} END"
    if leaf.test.metric == "average_order":
        return _or_never(f"(SELECT MIN({soon}) {rows})")
    value, spans = f"CASE WHEN d.day > {today} THEN 0 ELSE {sum_column(leaf)} END", sum_spans(leaf)
    columns = f"{value} AS value, SUM({value}) OVER (ORDER BY d.day DESC) AS kept, SUM({value}) OVER () AS total"
    differs = f"({writer.within('r.kept - r.value', spans)}) <> ({writer.within('r.total', spans)})"
    exact = f"SELECT MIN(CASE WHEN r.day > {today} OR ({differs}) THEN r.soon END) "
    exact += f"FROM (SELECT d.day, {soon} AS soon, {columns} {rows}) r"
    # To number the rows costs ten times what it takes to see that it need not be done.
    oldest, last = writer.once(f"SELECT MIN(d.day) {rows}"), writer.once(f"SELECT MAX(d.day) {rows}")
    soonest_day = f"(SELECT {leaves} FROM (SELECT {oldest} AS day) d)"
    enough = f"m.due_at <= {start_sql(soonest_day, writer)}"
    if len(spans) == 1 and spans[0][0] is not None and spans[0][1] is None and 0 < spans[0][0] <= _MOST:
        column, low = sum_column(leaf), writer.place(spans[0][0])
        enough += f" OR (SELECT SUM(CASE WHEN {column} > 0 THEN {column} ELSE 0 END) {rows}) < {low}"
    needless = f"{oldest} IS NULL OR ({last} <= {today} AND ({enough}))"
    return _or_never(f"(CASE WHEN {needless} THEN NULL ELSE ({exact}) END)")


def _leaves(day: str, window: Window, writer: Writer) -> str:
    """When a day leaves the window; where months differ in length, by the shortest."""
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


def _tier_ends(leaf: Leaf, writer: Writer) -> str | None:
    """The days to an end pass."""
    track = writer.program.track(leaf.test.query.arg("track"))
    if track is None:
        return None
    # 1 is the end itself.
    crossings = sorted({1, *(edge for edge in edges(leaf) if abs(edge) < FAR_DAY)})
    today, tomorrow = writer.place(writer.today), writer.place(writer.today + 1)
    # No offset is more than a day: the local day of the end is this one or a later one.
    ends = f"SELECT s.until_at / {_DAY_US} + {_EPOCH_DAY - 1} AS day FROM member_tier s WHERE {own('s')}"
    ends += f" AND s.track_id = {writer.place(track.id)} AND s.tier_id IS NOT NULL AND s.until_at IS NOT NULL"
    soon = [f"e.day - {writer.place(edge)} + 1" for edge in reversed(crossings)]
    cases = " ".join(f"WHEN {each} > {tomorrow} THEN {each} WHEN {each} + 2 > {today} THEN {tomorrow}" for each in soon)
    return _or_never(f"(SELECT CASE {cases} END FROM ({ends}) e)")


def _birthday(leaf: Leaf, writer: Writer) -> str:
    """The day on which it changes for each day of the year, by the engine's own measure."""
    number, cases = birthday_number("m.birthday_on", writer.dialect), []
    for day in range(date(_LEAP_YEAR, 1, 1).toordinal(), date(_LEAP_YEAR + 1, 1, 1).toordinal()):
        born = date.fromordinal(day)
        flips = leaf.measure.flips(_born(day), writer.today, leaf.passes, edges(leaf))
        if flips is not None:
            cases.append(f"WHEN {born.month * 100 + born.day} THEN {flips}")
    return _or_never(f"(CASE {number} {' '.join(cases)} END)")


def _born(day: int) -> Any:
    return cast(Any, SimpleNamespace(birthday_on=day))
