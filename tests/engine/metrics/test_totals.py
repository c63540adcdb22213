"""Daily totals sum over any window, whatever the order in which days come in."""

from hypothesis import given
from hypothesis import strategies as st

from headless.engine.metrics.totals import LIFETIME, NOTHING, Total, Totals

days = st.integers(1, 40)
additions = st.lists(st.tuples(days, st.integers(-1, 2), st.integers(-50, 50), st.integers(0, 50)), max_size=40)


def summed(rows: list[tuple[int, int, int, int]], first: int = 1, last: int = 99) -> Total:
    """The slow, plain sum."""
    kept = [row for row in rows if first <= row[0] <= last]
    return Total(*(sum(row[at] for row in kept) for at in (1, 2, 3)))


@given(rows=additions, first=days, last=days)
def test_a_window_is_the_sum_of_its_days(rows: list[tuple[int, int, int, int]], first: int, last: int) -> None:
    totals = Totals()
    for on, *what in rows:
        totals.add("order", on, *what)

    assert summed(rows, first, last) == totals.between("order", first, last)
    assert summed(rows) == totals.lifetime("order")
    assert {on: summed(rows, on, on) for on, *_ in sorted(rows)} == totals.days("order")


@given(rows=additions)
def test_deltas_are_what_was_added_since_loading(rows: list[tuple[int, int, int, int]]) -> None:
    totals = Totals()
    totals.load("order", 7, 5, 500, 5)
    totals.load("order", LIFETIME, 9, 900, 9)
    for on, *what in rows:
        totals.add("order", on, *what)

    expected = {("order", on): list(summed(rows, on, on)) for on, *_ in rows}
    if rows:
        expected["order", LIFETIME] = list(summed(rows))
    assert expected == totals.deltas
    assert summed([*rows, (7, 5, 500, 5)], 7, 7) == totals.between("order", 7, 7)


def test_a_lifetime_counts_days_that_were_not_loaded() -> None:
    totals = Totals()
    totals.load("order", LIFETIME, 12, 1200, 0)
    totals.load("order", 30, 2, 200, 0)

    assert Total(12, 1200, 0) == totals.lifetime("order")
    assert Total(2, 200, 0) == totals.between("order", 1, 40)


def test_a_key_without_rows_is_nothing() -> None:
    totals = Totals()

    assert (totals.lifetime("x"), totals.between("x", 1, 9), totals.days("x")) == (NOTHING, NOTHING, {})
    assert totals.series("x") is None


def test_days_that_count_something_come_last_first() -> None:
    totals = Totals()
    for on, count in (3, 1), (9, 1), (5, 2), (9, -1):
        totals.add("order", on, count)
    series = totals.series("order")

    assert series is not None
    assert list(series.backwards()) == [5, 3]
