"""Limits of rule instances as they are given: where, when, for whom and how often one fires, and how much it gives."""

from decimal import Decimal

from headless.schema.base.conditions import Condition
from headless.schema.base.fields import given, input_type, required
from headless.schema.types.configuration.limits.rule_limits import LimitPeriod, Weekday


@input_type
class RuleHoursInput:
    """A span of local time. One that ends before it begins goes over midnight and belongs to the day on which it begins."""

    days: list[Weekday] | None = given("On which weekdays; left out: on each.")
    from_: str | None = given("From when, such as 18:30; left out: 00:00.", name="from")
    to: str | None = given("Up to when; left out: 24:00, the end of the day.")


@input_type
class RuleTimesInput:
    """How often a rule fires in a period."""

    times: int = required("How many times at most, 1 or more.")
    per: LimitPeriod = required("In which period, the one in which the event happened.")


@input_type
class RuleBudgetInput:
    """How much of an asset a rule gives in a period, to all members together."""

    asset: str = required("The code of an asset kind that the rule gives.")
    amount: Decimal = required("How much at most.")
    per: LimitPeriod = required("In which period, the one in which the event happened.")


@input_type
class RuleLimitsInput:
    """Where, when, for whom and how often a rule fires. What is left out does not limit."""

    where: Condition | None = given("The members for whom it fires, judged as of the event.")
    stores: list[str] | None = given("The stores of the events on which it fires; events that name none are left out.")
    channels: list[str] | None = given(
        "The channels of the events on which it fires; events that name none are left out."
    )
    hours: list[RuleHoursInput] | None = given("The local hours of the events on which it fires, any of them.")
    per_member: list[RuleTimesInput] | None = given("How often it fires for a member, one for each period.")
    in_all: list[RuleTimesInput] | None = given("How often it fires for all members together, one for each period.")
    budgets: list[RuleBudgetInput] | None = given("How much it gives to all members together.")
