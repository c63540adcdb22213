"""Tests of metrics over daily totals, as SQL. Lifetime sums stand on day 0; windows sum the days inside them."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from headless.engine.conditions.leaves import Leaf
from headless.engine.metrics.sums import share_per_month
from headless.engine.metrics.total_keys import key_of
from headless.engine.values.comparisons import Op, Span, spans_of
from headless.models.conditions.sql import Writer, own

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "orders": "count",
        "orders_per_month": "count",
        "events": "count",
        "referrals": "count",
        "gross_spend": "amount",
        "earned": "amount",
        "refunded": "less",
        "spent": "less",
        "net_spend": "amount - d.less",
    }
)
_SIGNS: Mapping[Op, str] = MappingProxyType({Op.GT: ">", Op.GTE: ">=", Op.LT: "<", Op.LTE: "<="})
_BELOW, _ABOVE = (Op.LT, Op.LTE), (Op.GT, Op.GTE)
_MOST = 2**63 - 1


def sum_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of a sum."""
    test = leaf.test
    if test.query.spec.type == "amount" and writer.program.asset_decimals(test.query.arg("asset") or "") is None:
        return "FALSE"
    if test.metric == "average_order":
        return _average_sql(leaf, writer)
    column = sum_column(leaf)
    summed = f"SUM({column})::bigint" if test.window else column
    return writer.within(f"COALESCE({writer.once(f'SELECT {summed} {_rows(leaf, writer)}')}, 0)", sum_spans(leaf))


def since_order_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the days since the last order."""
    key = writer.place(key_of(leaf.test.query) or "")
    last = f"SELECT MAX(d.day) FROM daily_total d WHERE {own('d')} AND d.key = {key} AND d.day > 0 AND d.count > 0"
    return writer.within(writer.once(last), days_before(leaf.spans or (), writer.today))


def days_before(spans: tuple[Span, ...], today: int) -> tuple[Span, ...]:
    """The days that lie so many days before today; a day still to come lies 0 days before."""
    return tuple(
        (None if high is None else today - high + 1, None if low is None or low <= 0 else today - low + 1)
        for low, high in reversed(spans)
        if high is None or high > 0
    )


def sum_column(leaf: Leaf) -> str:
    """What a sum adds up, of `daily_total d`."""
    return f"d.{_COLUMNS[leaf.test.metric]}"


def sum_spans(leaf: Leaf) -> tuple[Span, ...]:
    """The sums that pass; a rate per month is turned into the orders it needs, which is exact."""
    if leaf.spans is not None:
        return leaf.spans
    if leaf.test.window is None:
        return ()
    share = share_per_month(leaf.test.window)
    return spans_of(leaf.test.op, tuple(threshold / share for threshold in leaf.thresholds))


def _rows(leaf: Leaf, writer: Writer) -> str:
    key = writer.place(key_of(leaf.test.query) or "")
    rows = f"FROM daily_total d WHERE {own('d')} AND d.key = {key}"
    if leaf.test.window is None:
        return f"{rows} AND d.day = 0"
    first = max(1, leaf.test.window.first_day(writer.today))
    return f"{rows} AND d.day BETWEEN {writer.place(first)} AND {writer.place(writer.today)}"


def _average_sql(leaf: Leaf, writer: Writer) -> str:
    sums = f"SELECT SUM(d.count)::bigint AS orders, SUM(d.amount - d.less)::bigint AS net {_rows(leaf, writer)}"
    tests = [_quotient(leaf.test.op, threshold, writer) for threshold in leaf.thresholds]
    passes = " OR ".join(tests) if leaf.test.op is not Op.EXISTS else "TRUE"
    return f"(SELECT CASE WHEN t.orders > 0 THEN {passes} END FROM ({sums}) t)"


def _quotient(op: Op, threshold: Fraction, writer: Writer) -> str:
    """net / orders against a threshold without the product of the two: whole parts first, then what remains.

    Both databases cut a division off toward zero, as int() does here. The remainder is less than `orders`, so that no
    product leaves 64 bits.
    """
    whole = int(threshold)
    if abs(whole) > _MOST:
        return "TRUE" if op is Op.NEQ or op in (_BELOW if whole > 0 else _ABOVE) else "FALSE"
    rest = threshold - whole
    part = writer.place(whole)
    left = f"t.net % t.orders * {writer.place(rest.denominator)}"
    right = f"t.orders * {writer.place(rest.numerator)}"
    if op in (Op.EQ, Op.IN, Op.NEQ):
        same = f"(t.net / t.orders = {part} AND {left} = {right})"
        return f"NOT {same}" if op is Op.NEQ else same
    sign = _SIGNS[op]
    return f"(t.net / t.orders {sign[0]} {part} OR (t.net / t.orders = {part} AND {left} {sign} {right}))"
