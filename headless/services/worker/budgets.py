"""What is left of partners' budgets, for those who watch: read for all merchants at once, and bounded in number."""

from collections.abc import Iterator
from typing import NamedTuple

from headless.engine.program.partners import ALL, Budget, BudgetKey, Partner
from headless.engine.program.program import Program
from headless.models.tables.configuration.merchants import merchants_with_partners
from headless.models.tables.ledger.budgets import spent_by_all
from headless.services.kernel.kernel import Kernel

BUDGETS_MOST = 500
"""So many budgets are told of, the oldest first. They are the same ones each time, so that series do not come and go."""


class BudgetName(NamedTuple):
    """The labels of a budget."""

    merchant: str
    partner: str
    kind: str
    period: str


class BudgetLevel(NamedTuple):
    """What is left of a budget now, and all of it, in amounts of its kind."""

    left: float
    amount: float


class Budgets(NamedTuple):
    """Budgets by their names. unlisted: how many there are beyond them."""

    levels: dict[BudgetName, BudgetLevel]
    unlisted: int


class _Counted(NamedTuple):
    """A budget, and under what it is counted today."""

    merchant: str
    merchant_id: int
    partner: Partner
    budget: Budget
    key: BudgetKey


async def read_budgets(kernel: Kernel) -> Budgets:
    """Return what is left of all partners' budgets. Those per member are left out: they differ from member to member."""
    now = kernel.clock.now_us()
    counted: list[_Counted] = []
    async with kernel.db.read() as session:
        for merchant in await merchants_with_partners(session):
            program = await kernel.programs.of(session, merchant)
            counted += _counted(merchant.slug, program, program.zone.day_of(now))
        listed = counted[:BUDGETS_MOST]
        merchant_ids, starts = {one.merchant_id for one in listed}, {one.key.starts_on for one in listed}
        spent = await spent_by_all(session, merchant_ids, starts) if listed else {}
    levels = {_name(one): _level(one.budget, spent.get((one.merchant_id, one.key), 0)) for one in listed}
    return Budgets(levels, len(counted) - len(listed))


def _counted(merchant: str, program: Program, today: int) -> Iterator[_Counted]:
    for partner in sorted(program.partners.values(), key=lambda one: one.id):
        for budget in partner.budgets:
            if not budget.per_member:
                starts_on = budget.period.start(today)
                key = BudgetKey(ALL, partner.id, budget.kind.id, budget.period, starts_on)
                yield _Counted(merchant, program.merchant_id, partner, budget, key)


def _name(one: _Counted) -> BudgetName:
    return BudgetName(one.merchant, one.partner.code, one.budget.kind.code, one.budget.period.name.lower())


def _level(budget: Budget, spent: int) -> BudgetLevel:
    whole = 10**budget.kind.decimals
    return BudgetLevel(max(0, budget.units - spent) / whole, budget.units / whole)
