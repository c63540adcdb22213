"""Conditions as callers give them."""

from enum import StrEnum

from headless.schema.base.fields import enum_type, given, input_type, required
from headless.schema.base.scalars import JSON


@enum_type(
    {
        "EQ": "Equal to the value.",
        "NEQ": "Known, and not equal to the value.",
        "GT": "Greater than the value.",
        "GTE": "The value or greater.",
        "LT": "Less than the value.",
        "LTE": "The value or less.",
        "IN": "One of the values in a list.",
        "CONTAINS": "Holds the value: a set has it, a text has it as a part.",
        "EXISTS": "Known at all; takes no value.",
    }
)
class Op(StrEnum):
    """How a metric is compared."""

    EQ = "EQ"
    NEQ = "NEQ"
    GT = "GT"
    GTE = "GTE"
    LT = "LT"
    LTE = "LTE"
    IN = "IN"
    CONTAINS = "CONTAINS"
    EXISTS = "EXISTS"


@input_type
class Test:
    """One comparison. A metric without a value makes it false."""

    metric: str = required("The metric's name, as Query.metrics lists it.")
    op: Op = required("How to compare.")
    value: JSON | None = given("What to compare with; a list for IN, nothing for EXISTS.")
    window: str | None = given(
        'Over which days: "30d", "3m", "1y", "week", "month", "quarter", "year"; left out: ever.'
    )
    args: JSON | None = given('What the metric is restricted to, such as {"category": "tea"}.')


@input_type(one_of=True)
class Condition:
    """A tree of tests over a member's metrics. Exactly one field is given."""

    all: list["Condition"] | None = given("Each of these holds; an empty list always does.")
    any: list["Condition"] | None = given("At least one of these holds; an empty list never does.")
    not_: "Condition | None" = given("This does not hold.", name="not")
    test: Test | None = given("This comparison holds.")
