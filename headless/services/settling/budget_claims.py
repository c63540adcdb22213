"""Claims on the budgets of partners: each by one conditional update, last in the transaction, in one order for all.

If one is short, FactsMissing says what is left, and the events are decided again with that known.
"""

from headless.engine.member.facts import FactsMissing
from headless.engine.member.journal import BudgetJournal
from headless.engine.program.partners import ALL, BudgetKey
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.ledger.budgets import claim, spent_of


async def write_budgets(session: Session, program: Program, journal: BudgetJournal) -> None:
    """Count what a run gave and took back.

    Raises:
        FactsMissing: a budget is short. The key says what is left of it.
    """
    bounds = _bounds(program, journal)
    for key, units in sorted(journal.spent.items()):
        most = bounds.get(key)
        if units and not await claim(session, program.merchant_id, key, units, most):
            assert most is not None
            spent = (await spent_of(session, program.merchant_id, [key]))[key]
            raise FactsMissing(0, "budget", (key, most - spent))


def _bounds(program: Program, journal: BudgetJournal) -> dict[BudgetKey, int]:
    """Return what may be spent in all under the keys that a budget bounds. Of several budgets the smallest counts."""
    bounds: dict[BudgetKey, int] = {}
    for key in journal.spent:
        for budget in program.partner_by_id[key.partner_id].budgets_of(key.kind_id):
            if budget.period == key.period and budget.per_member is (key.member_id != ALL):
                bounds[key] = min(budget.units, bounds.get(key, budget.units))
    return bounds
