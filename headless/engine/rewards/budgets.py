"""Budgets of partners: what they may still give, as far as is known while an event is decided."""

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.partners import Budget, Partner
from headless.engine.texts.names import called
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of
from headless.engine.values.problems import Problem, refused
from headless.messages import Message

EXHAUSTED = "BUDGET_EXHAUSTED"


def budget_day(turn: Turn) -> int:
    """Return the local day on which something is spent of a budget: by the wall clock, if the run has one."""
    return turn.journal.budgets.today or turn.event.day


def beyond_budget(turn: Turn, partner: Partner, kind: AssetKind, units: int) -> Problem | None:
    """Return the refusal of what a budget is known to have too little left for, None if none is.

    What is left is not read beforehand: it is claimed when the run is written, and if that fails, the run begins again.
    """
    journal, day = turn.journal.budgets, budget_day(turn)
    for budget in partner.budgets_of(kind.id):
        key = partner.key_of(budget, turn.state.id, day)
        left = journal.left.get(key)
        if left is not None and units > left - journal.spent.get(key, 0):
            return _exhausted(turn, budget, day, left - journal.spent.get(key, 0))
    return None


def _exhausted(turn: Turn, budget: Budget, day: int, left: int) -> Problem:
    kind = budget.kind
    have = text_of(max(0, left), kind.decimals)
    message = Message(
        "the budget has {left} {kind} left {period}; give less, or wait until it is there again",
        left=have, kind=called(kind), period=_PERIODS[budget.period.name, budget.per_member],
    )  # fmt: skip
    return refused(EXHAUSTED, message, "Exhausted", left=have, resetsAt=budget.resets_at(day, turn.program.zone))


_PERIODS = {
    ("DAY", False): Message("for this day"),
    ("MONTH", False): Message("for this month"),
    ("TOTAL", False): Message("in all"),
    ("DAY", True): Message("for this member on this day"),
    ("MONTH", True): Message("for this member in this month"),
    ("TOTAL", True): Message("for this member in all"),
}
