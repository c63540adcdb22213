"""Coupon kinds and benefits: from stored documents to the engine's frozen objects."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.conditions.parsing import parse_condition
from headless.engine.metrics.spec import Registry as Metrics
from headless.engine.program.benefits.parts import Part, SetAside
from headless.engine.program.benefits.windows import EarlyAccess, Season, Windows
from headless.engine.program.documents import names
from headless.engine.program.offers import Benefit, CouponKind, Discount
from headless.engine.program.prices.coupon_lives import coupon_life
from headless.engine.program.prices.coupon_terms import coupon_terms
from headless.engine.program.prices.member_price_terms import member_price
from headless.engine.values.amounts import to_units
from headless.engine.values.calendar import parse_window
from headless.engine.values.spelling import spelled
from headless.errors import Invalid

Document = Mapping[str, Any]


def coupon_kind(id_: int, version: int, document: Document, decimals: int) -> CouponKind:
    """Return the engine's coupon kind of a stored document. `decimals` are the currency's.

    Raises:
        Invalid: If an amount or a duration cannot be read.
    """
    discount = document["discount"]
    percent = discount.get("percent")
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
        coupon_life(document),
        document.get("stock"),
        names(document),
        coupon_terms(document),
        document.get("word"),
        document.get("wordKey"),
        tuple(document.get("formerWords") or ()),
    )


def benefit(
    id_: int, version: int, document: Document, metrics: Metrics, computed: Collection[str] = (), decimals: int = 2
) -> Benefit:
    """Return the engine's benefit of a stored document. `computed` are the plugins' metrics that are kept up to date.

    decimals: those of the currency.

    A condition that cannot be judged leaves the others standing: its benefit says so when it is read.
    """
    period, parts, fault = document.get("quotaPeriod"), _Conditions(), None
    try:
        parts = _conditions(document, metrics)
        fault = _fault(parts, computed)
    except Invalid as problem:
        fault = problem.message
    return Benefit(
        id_,
        spelled(document["code"]),
        document["name"],
        document["value"],
        version,
        parts.own,
        document.get("quota"),
        None if period is None else parse_window(period),
        document.get("stock"),
        document.get("gives"),
        fault,
        names(document),
        Windows(document.get("opensAt"), document.get("closesAt"), _season(document.get("season"))),
        parts.early_access,
        _parts(document.get("price")),
        _parts(document.get("grants")),
        bool(document.get("needsFulfilment")),
        parts.set_aside,
        member_price=member_price(document.get("memberPrice"), decimals),
    )


class _Conditions(NamedTuple):
    """The conditions of a benefit: its own, and those of the members for whom it opens earlier or something is set aside."""

    own: Condition | None = None
    early_access: tuple[EarlyAccess, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def _conditions(document: Document, metrics: Metrics) -> _Conditions:
    own = document.get("condition")
    return _Conditions(
        None if own is None else parse_condition(own, metrics),
        tuple(
            EarlyAccess(parse_condition(part["condition"], metrics), part["days"])
            for part in document.get("earlyAccess") or ()
        ),
        tuple(
            SetAside.of(parse_condition(part["condition"], metrics), part["count"])
            for part in document.get("setAside") or ()
        ),
    )


def _fault(parts: _Conditions, computed: Collection[str]) -> str | None:
    conditions = [access.condition for access in parts.early_access]
    conditions += [part.condition for part in parts.set_aside]
    conditions += [] if parts.own is None else [parts.own]
    tests = (test for condition in conditions for test in tests_of(condition))
    stored = {test.query.spec.name for test in tests if test.query.spec.stored}
    missing = sorted(stored - set(computed))
    return f"nothing computes the metric {', '.join(missing)} now; enable its plugin" if missing else None


def _season(document: Document | None) -> Season | None:
    return None if document is None else Season(day_of_year(document["firstDay"]), day_of_year(document["lastDay"]))


def day_of_year(text: str) -> tuple[int, int]:
    """Return the month and the day that "03-01" says. Raise ValueError if there is no such day in any year."""
    on = date.fromisoformat(f"2000-{text}")
    return on.month, on.day


def _parts(documents: Iterable[Document] | None) -> tuple[Part, ...]:
    return tuple(Part(spelled(part["kind"]), Decimal(part["amount"])) for part in documents or ())


def _money(text: str | None, decimals: int) -> int | None:
    return None if text is None else to_units(text, decimals)
