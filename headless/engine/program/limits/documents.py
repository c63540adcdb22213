"""Limits of rule instances as they are stored."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from headless.engine.program.limits.hours import WEEKDAYS, Span
from headless.engine.program.limits.limits import Budget, Limits, Times
from headless.engine.program.limits.periods import Period


def limits_of(document: Mapping[str, Any] | None) -> Limits | None:
    """Return the limits that a stored document says, None if it says none."""
    if not document:
        return None
    return Limits(
        document.get("where"),
        frozenset(document.get("stores") or ()),
        frozenset(document.get("channels") or ()),
        tuple(map(_span, document.get("hours") or ())),
        _times(document.get("perMember") or ()),
        _times(document.get("inAll") or ()),
        tuple(
            Budget(budget["asset"], Decimal(budget["amount"]), Period(budget["per"]))
            for budget in document.get("budgets") or ()
        ),
        document,
    )


def minute_of(text: str) -> int:
    """Return the minute of the day that a time such as "18:30" names."""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def _span(document: Mapping[str, Any]) -> Span:
    days = document.get("days") or WEEKDAYS
    return Span(
        frozenset(map(WEEKDAYS.index, days)),
        minute_of(document.get("from") or "00:00"),
        minute_of(document.get("to") or "24:00"),
    )


def _times(documents: Iterable[Mapping[str, Any]]) -> tuple[Times, ...]:
    return tuple(Times(document["times"], Period(document["per"])) for document in documents)
