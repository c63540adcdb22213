"""Tenders that would pay nothing, because money has no unit as small as what they are worth."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from headless.engine.handlers.paying import tenders_worth
from headless.engine.program.program import Program
from headless.engine.texts.names import called
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message, Money


def worthless_tender(program: Program, tenders: Sequence[Any]) -> Problem | None:
    """Return the refusal of the first tender that pays nothing of an order, so that a member would lose it for nothing.

    All tenders of a kind count together, and so do their fractions of money with those of the other kinds. An order that says so
    itself is taken: it was paid already.
    """
    for place, tender in enumerate(tenders):
        kind = program.kinds.get(tender.asset)
        if kind is None or kind.money or not tender.amount:
            continue
        others = [other for other in tenders if other.asset != tender.asset]
        if _paid(program, tenders) > _paid(program, others):
            continue
        ours = sum((other.amount for other in tenders if other.asset == tender.asset), Decimal(0))
        message = Message(
            "{amount} {kind} would pay nothing, because they are worth less than {unit}; use more of it, or none",
            amount=ours,
            kind=called(kind),
            unit=Money(text_of(1, program.decimals), program.currency),
        )
        return invalid("WORTH_NOTHING", message, "data", "payWith", str(place))
    return None


def _paid(program: Program, tenders: Sequence[Any]) -> int:
    """Return what tenders pay together, in whole units of money."""
    return to_units(tenders_worth(program.kinds, tenders), program.decimals, exact=False)
