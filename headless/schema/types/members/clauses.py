"""Clauses: conditions with a member's values filled in."""

from decimal import Decimal
from enum import StrEnum

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause as ClauseRow
from headless.schema.base.conditions import Op
from headless.schema.base.fields import enum_type, object_type, value
from headless.schema.base.scalars import JSON


@enum_type(
    {
        "ALL": "Each of its clauses must be met.",
        "ANY": "One of its clauses must be met.",
        "NOT": "Its one clause must not be met.",
        "TEST": "A metric is compared with a threshold.",
    }
)
class ClauseMode(StrEnum):
    """What a clause asks for."""

    ALL = "ALL"
    ANY = "ANY"
    NOT = "NOT"
    TEST = "TEST"


@object_type(public=True, row=ClauseRow, for_member=True)
class Clause:
    """One node of a condition with the member's values. A value is left out if the token lacks its metric's scope."""

    mode: ClauseMode = value("What it asks for.")
    metric: str | None = value("The metric that a TEST compares.")
    window: str | None = value("Over which days.")
    args: JSON | None = value("What the metric is narrowed to.")
    op: Op | None = value("How a TEST compares.")
    threshold: JSON | None = value("What a TEST compares with.")
    unit: str | None = value("What value and threshold are counted in: a currency, an asset kind, orders, days.")
    met: bool = value("True if it holds.")
    fraction: Decimal = value("How near it is to being met, from 0 to 1.")
    remaining: Decimal | None = value("What is missing, in the unit; null where that cannot be said.")
    text: str = value("The clause in words.", told=lambda ctx, row: text_of_clause(row, ctx.names))
    clauses: list["Clause"] = value("Its parts.", sized=3)
    # last, because it takes the name of what makes fields
    value: JSON | None = value("The member's value; null if there is none.")
