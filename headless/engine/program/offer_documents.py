"""Coupon kinds and benefits: from stored documents to the engine's frozen objects."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.conditions.parsing import parse_condition
from headless.engine.metrics.spec import Registry as Metrics
from headless.engine.program.documents import names
from headless.engine.program.offers import Benefit, CouponKind, Discount
from headless.engine.program.prices.coupon_terms import coupon_terms
from headless.engine.program.prices.member_price_terms import member_price
from headless.engine.values.amounts import to_units
from headless.engine.values.calendar import parse_duration, parse_window
from headless.engine.values.spelling import spelled
from headless.errors import Invalid

Document = Mapping[str, Any]


def coupon_kind(id_: int, version: int, document: Document, decimals: int) -> CouponKind:
    """Return the engine's coupon kind of a stored document. `decimals` are the currency's.

    Raises:
        Invalid: If an amount or a duration cannot be read.
    """
    discount = document["discount"]
    percent, validity = discount.get("percent"), document.get("validity")
    return CouponKind(
        id_,
        spelled(document["code"]),
        document["name"],
        version,
        Discount(
            _money(discount.get("amount"), decimals),
            None if percent is None else Decimal(percent),
            _money(discount.get("most"), decimals),
            discount.get("gift"),
            bool(discount.get("delivery")),
            discount.get("of") or "RUNNING",
        ),
        _money(document.get("minimum"), decimals),
        None if validity is None else parse_duration(validity),
        document.get("stock"),
        names(document),
        coupon_terms(document),
    )


def benefit(
    id_: int, version: int, document: Document, metrics: Metrics, computed: Collection[str] = (), decimals: int = 2
) -> Benefit:
    """Return the engine's benefit of a stored document. `computed` are the plugins' metrics that are kept up to date.

    decimals: those of the currency.

    A condition that cannot be judged leaves the others standing: its benefit says so when it is read.
    """
    condition, fault = None, None
    if document.get("condition") is not None:
        try:
            condition = parse_condition(document["condition"], metrics)
            fault = _fault(condition, computed)
        except Invalid as problem:
            fault = problem.message
    period = document.get("quotaPeriod")
    return Benefit(
        id_,
        spelled(document["code"]),
        document["name"],
        document["value"],
        version,
        condition,
        document.get("quota"),
        None if period is None else parse_window(period),
        document.get("stock"),
        document.get("gives"),
        fault,
        names(document),
        member_price=member_price(document.get("memberPrice"), decimals),
    )


def _fault(condition: Condition, computed: Collection[str]) -> str | None:
    stored = {test.query.spec.name for test in tests_of(condition) if test.query.spec.stored}
    missing = sorted(stored - set(computed))
    return f"nothing computes the metric {', '.join(missing)} now; enable its plugin" if missing else None


def _money(text: str | None, decimals: int) -> int | None:
    return None if text is None else to_units(text, decimals)
