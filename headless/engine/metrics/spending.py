"""How much was spent on orders: before and after refunds, given back, and per order."""

from fractions import Fraction

from headless.engine.metrics.measure import ALWAYS, NEVER, Forecast, Outlook
from headless.engine.metrics.orders import LINES, key_of_orders
from headless.engine.metrics.spec import ANY_WINDOW, MetricSpec, Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.metrics.sums import AMOUNT, LESS, NET, Addend, Sum, TotalMeasure
from headless.messages import Message


class Average(TotalMeasure):
    """Net spend / orders, in units of money. It is missing without orders."""

    def at_least(self, least: Fraction, slow: Forecast) -> Forecast | None:
        """Return a quick forecast of an average over the whole life."""
        if self.window is not None:
            return None
        key, numerator, denominator = self.key, least.numerator, least.denominator

        def outlook(subject: Subject, today: int) -> Outlook:
            count, amount, less = subject.totals.lifetime(key)
            return ALWAYS if count > 0 and (amount - less) * denominator >= numerator * count else NEVER

        return outlook


def average_of(total: tuple[int, int, int]) -> Fraction | None:
    """Return net spend / orders, or None without orders."""
    return Fraction(total[1] - total[2], total[0]) if total[0] > 0 else None


def _average(query: Query, terms: Terms) -> Average:
    return Average(key_of_orders(query), query.window, average_of, terms.currency_decimals)


def _currency(query: Query, terms: Terms) -> str:
    return terms.currency


def _summed(name: str, addend: Addend, description: str) -> MetricSpec:
    """Return the metric of a sum of money."""

    def measure(query: Query, terms: Terms) -> Sum:
        return Sum(key_of_orders(query), query.window, addend, terms.currency_decimals)

    return MetricSpec(
        name,
        "money",
        description,
        measure,
        key=key_of_orders,
        counted_in=_currency,
        windows=ANY_WINDOW,
        arguments=LINES,
    )


METRICS = (
    _summed("gross_spend", AMOUNT, Message("Payable totals of orders.")),
    _summed("net_spend", NET, Message("Payable totals of orders less refunds.")),
    _summed("refunded", LESS, Message("What refunds gave back.")),
    MetricSpec(
        "average_order",
        "money",
        Message("Net spend / orders, if any."),
        _average,
        key=key_of_orders,
        counted_in=_currency,
        windows=ANY_WINDOW,
        arguments=LINES,
        ratio=True,
    ),
)
