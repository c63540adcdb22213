"""The average of what was spent on an order, as SQL."""

from fractions import Fraction

from headless.engine.conditions.leaves import Leaf
from headless.engine.values.comparisons import Op
from headless.models.conditions.calendar_sql import or_never
from headless.models.conditions.metrics.sums import days_of, leaves_sql, summed_rows
from headless.models.conditions.sql import MOST, SIGNS, Twin, Writer

_BELOW, _ABOVE = (Op.LT, Op.LTE), (Op.GT, Op.GTE)


def _average(leaf: Leaf, writer: Writer) -> str:
    sums = (
        "SELECT SUM(d.count)::bigint AS orders, SUM(d.amount - d.less)::bigint AS net "
        f"{summed_rows(leaf, writer)}"
    )  # fmt: skip
    tests = [_quotient(leaf.test.op, threshold, writer) for threshold in leaf.thresholds]
    passes = " OR ".join(tests) if leaf.test.op is not Op.EXISTS else "TRUE"
    return f"(SELECT CASE WHEN t.orders > 0 THEN {passes} END FROM ({sums}) t)"


def _net_by_order(leaf: Leaf, writer: Writer) -> str:
    """Return the average as near as a floating-point number comes to it, which is enough to sort by."""
    sums = "CAST(SUM(d.amount - d.less) AS DOUBLE PRECISION) / NULLIF(SUM(d.count), 0)"
    return f"(SELECT {sums} {summed_rows(leaf, writer)})"


def _quotient(op: Op, threshold: Fraction, writer: Writer) -> str:
    """Compare net / orders with a threshold without the product of the two: whole parts first, then what remains.

    Both databases cut a division off toward zero, as int() does here. The remainder is less than `orders`, so that no
    product leaves 64 bits.
    """
    whole = int(threshold)
    if abs(whole) > MOST:
        return "TRUE" if op is Op.NEQ or op in (_BELOW if whole > 0 else _ABOVE) else "FALSE"
    rest = threshold - whole
    part = writer.place(whole)
    left = f"t.net % t.orders * {writer.place(rest.denominator)}"
    right = f"t.orders * {writer.place(rest.numerator)}"
    if op in (Op.EQ, Op.IN, Op.NEQ):
        same = f"(t.net / t.orders = {part} AND {left} = {right})"
        return f"NOT {same}" if op is Op.NEQ else same
    sign = SIGNS[op]
    return f"(t.net / t.orders {sign[0]} {part} OR (t.net / t.orders = {part} AND {left} {sign} {right}))"


def _average_moves(leaf: Leaf, writer: Writer) -> str | None:
    """Return the first day on which an order enters or leaves the window: an average may move either way."""
    window = leaf.test.window
    if window is None:
        return None
    today, first = writer.place(writer.today), writer.place(max(1, window.first_day(writer.today)))
    soon = f"CASE WHEN d.day > {today} THEN d.day ELSE {leaves_sql('d.day', window, writer)} END"
    return or_never(f"(SELECT MIN({soon}) {days_of(leaf, writer)} AND d.day >= {first})")


TWINS = {
    "average_order": Twin(_average, _average_moves, _net_by_order),
}
