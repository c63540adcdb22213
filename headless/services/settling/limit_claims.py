"""Claims on limits in all and budgets of rule instances: each by one conditional update, last in the transaction, in one order.

If one is short, FactsMissing says what is left, and the events are decided again with that known.
"""

from collections.abc import Mapping

from headless.engine.member.facts import FactsMissing
from headless.engine.member.journal import Journal, SharedJournal
from headless.engine.program.limits.limits import UseKey, budget_key, times_key
from headless.engine.program.program import Program
from headless.engine.values.amounts import to_units
from headless.models.base.session import Session
from headless.models.tables.rewards.rule_uses import claim_use, used_of
from headless.services.settling.stock_claims import check_stocks


async def write_uses(session: Session, program: Program, journal: SharedJournal) -> None:
    """Count what a run used.

    Raises:
        FactsMissing: a limit is short. The key says what is left of it.
    """
    for key, units in sorted(journal.used.items()):
        most = journal.most[key]
        if units and not await claim_use(session, program.merchant_id, key, units, most):
            assert most is not None
            used = (await used_of(session, program.merchant_id, [key]))[key]
            raise FactsMissing(0, "shared", (key, max(0, most - used)))


async def check_claims(session: Session, program: Program, journal: Journal) -> None:
    """Check, for a simulation, that the stocks and all else that members share would suffice.

    Raises:
        FactsMissing: something is short.
    """
    await check_stocks(session, program, journal.rewards)
    await _check_uses(session, program, journal.shared)


async def _check_uses(session: Session, program: Program, journal: SharedJournal) -> None:
    used = await used_of(session, program.merchant_id, journal.used) if journal.used else {}
    for key, units in journal.used.items():
        most = journal.most[key]
        if most is not None and key not in journal.left and used[key] + units > most:
            raise FactsMissing(0, "shared", (key, max(0, most - used[key])))


async def uses_left(session: Session, program: Program, day: int) -> Mapping[UseKey, int]:
    """Return what is left on a day of all that members share of the rules as they are now."""
    most: dict[UseKey, int] = {}
    for versions in program.rules:
        latest = versions.latest
        if latest.limits is None:
            continue
        most.update((times_key(latest.id, times, day), times.times) for times in latest.limits.in_all)
        for budget in latest.limits.budgets:
            if budget.asset in program.kinds:
                units = to_units(budget.amount, program.kinds[budget.asset].decimals, exact=False)
                most[budget_key(latest.id, budget, day)] = units
    used = await used_of(session, program.merchant_id, most) if most else {}
    return {key: max(0, bound - used[key]) for key, bound in most.items()}
