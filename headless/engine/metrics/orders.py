"""How many orders: all, per month, and the days since the last."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from headless.engine.metrics.measure import DaysSince
from headless.engine.metrics.spec import ANY_WINDOW, Argument, MetricSpec, Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.metrics.sums import COUNT, Sum, counted
from headless.engine.values.calendar import Window
from headless.messages import Message

ORDER = "order"
LINES = (
    Argument("category", Message("only order lines of this category")),
    Argument("brand", Message("only order lines of this brand")),
    Argument("sku", Message("only order lines of this sku")),
    Argument("channel", Message("only orders of this channel")),
    Argument("store", Message("only orders of this store")),
)
_ARGUMENTS = tuple(sorted(argument.name for argument in LINES))


def order_key(args: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> str:
    """Return the key of orders narrowed to categories, brands, skus, channels or stores: `order|brand=b|category=c`."""
    given = dict(args)
    return "|".join([ORDER, *(f"{name}={_escaped(given[name])}" for name in _ARGUMENTS if name in given)])


def order_args(key: str) -> dict[str, str] | None:
    """Return what an order key is narrowed to, or None if it is not the key of orders."""
    kind, *parts = key.split("|")
    if kind != ORDER:
        return None
    return {name: _unescaped(value) for name, _, value in (part.partition("=") for part in parts)}


def key_of_orders(query: Query) -> str:
    """Return the key of the orders that a metric is about."""
    return order_key(query.args)


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("|", "%7C")


def _unescaped(value: str) -> str:
    return value.replace("%7C", "|").replace("%25", "%")


def _per_month(query: Query, terms: Terms) -> Sum:
    assert query.window is not None, "a rate needs a window"
    return Sum(key_of_orders(query), query.window, COUNT, share=_share_per_month(query.window))


def _share_per_month(window: Window) -> Fraction:
    """Return what one order in a window comes to per month: 365 / (12 × days), or 1 / months."""
    return Fraction(365, 12 * window.days) if window.days else Fraction(1, window.months or 1)


def _since_last(query: Query, terms: Terms) -> DaysSince:
    key = key_of_orders(query)

    def last_order(subject: Subject) -> int | None:
        series = subject.totals.series(key)
        return series.last() if series is not None else None

    return DaysSince(last_order)


METRICS = (
    MetricSpec(
        "orders",
        "count",
        Message("Orders, those wholly refunded left out."),
        counted,
        key=key_of_orders,
        unit="orders",
        windows=ANY_WINDOW,
        arguments=LINES,
    ),
    MetricSpec(
        "orders_per_month",
        "decimal",
        Message("Orders × 365 / (12 × days) in a window of days; orders / months in one of months or years."),
        _per_month,
        key=key_of_orders,
        unit="orders per month",
        windows=("days", "months"),
        window_required=True,
        arguments=LINES,
        ratio=True,
    ),
    MetricSpec(
        "days_since_order",
        "days",
        Message("Days since the last order that was not wholly refunded; missing without one."),
        _since_last,
        key=key_of_orders,
        every_day=True,
        unit="days",
        arguments=LINES,
    ),
)
