"""Limits of rule instances: where, when, for whom and how often one fires, and how much it gives."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from headless.engine.program.limits.limits import Budget, Limits, Times
from headless.schema.base.fields import enum_type, object_type, value
from headless.schema.base.scalars import JSON


@enum_type(
    {
        "DAY": "A local day.",
        "WEEK": "A week, Monday to Sunday.",
        "MONTH": "A calendar month.",
        "YEAR": "A calendar year.",
        "TOTAL": "For all time.",
    }
)
class LimitPeriod(StrEnum):
    """For how long something is counted before the count begins again."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"
    TOTAL = "TOTAL"


@enum_type(
    {
        "MONDAY": "Monday.",
        "TUESDAY": "Tuesday.",
        "WEDNESDAY": "Wednesday.",
        "THURSDAY": "Thursday.",
        "FRIDAY": "Friday.",
        "SATURDAY": "Saturday.",
        "SUNDAY": "Sunday.",
    }
)
class Weekday(StrEnum):
    """A day of the week, in the merchant's zone."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class SpanRow(NamedTuple):
    """Hours as they are stored."""

    days: list[str] | None
    from_: str
    to: str


@object_type(scope="rules:read", row=SpanRow)
class RuleHours:
    """A span of local time. One that ends before it begins goes over midnight and belongs to the day on which it begins."""

    days: list[Weekday] | None = value("On which weekdays; null: on each.")
    from_: str = value("From when, such as 18:30.", name="from")
    to: str = value("Up to when; 24:00 is the end of the day.")


@object_type(scope="rules:read", row=Times)
class RuleTimes:
    """How often a rule fires in a period."""

    times: int = value("How many times at most.")
    per: LimitPeriod = value("In which period, the one in which the event happened.")


@object_type(scope="rules:read", row=Budget)
class RuleBudget:
    """How much of an asset a rule gives in a period."""

    asset: str = value("The code of the asset kind.")
    amount: Decimal = value("How much at most, to all members together.")
    per: LimitPeriod = value("In which period, the one in which the event happened.")


def _codes(limits: Limits, name: str) -> list[str] | None:
    return list(limits.document.get(name) or ()) or None


def _hours(limits: Limits) -> list[SpanRow] | None:
    spans: list[Mapping[str, Any]] = limits.document.get("hours") or []
    return [SpanRow(span.get("days"), span["from"], span["to"]) for span in spans] or None


@object_type(scope="rules:read", row=Limits)
class RuleLimits:
    """Where, when, for whom and how often a rule fires. The core judges it before the rule is asked. Null does not limit."""

    where: JSON | None = value("The members for whom it fires, in the form of the input Condition.")
    stores: list[str] | None = value(
        "The stores of the events on which it fires.", read=lambda row: _codes(row, "stores")
    )
    channels: list[str] | None = value(
        "The channels of the events on which it fires.", read=lambda row: _codes(row, "channels")
    )
    hours: list[RuleHours] | None = value("The local hours of the events on which it fires.", read=_hours)
    per_member: list[RuleTimes] | None = value(
        "How often it fires for a member. What was wholly taken back counts no more.",
        read=lambda row: list(row.per_member) or None,
    )
    in_all: list[RuleTimes] | None = value(
        "How often it fires for all members together. Nothing is given back to it.",
        read=lambda row: list(row.in_all) or None,
    )
    budgets: list[RuleBudget] | None = value(
        "How much it gives to all members together. If less is left than it would give, it does not fire.",
        read=lambda row: list(row.budgets) or None,
    )
