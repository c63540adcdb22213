"""Grants, reversals, time and changes of the agreement in any order: no budget is exceeded, and the statement is the ledger."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

import pytest

from headless.services.kernel.lookups import Lookup
from headless.services.verifying.statements import statement
from tests.services.access.agreement import Agreement, agree, budget
from tests.services.shop import Shop

SEEDS = range(6)
STEPS = 60
HOUR = 3600 * 1_000_000


@dataclass
class Given:
    """A grant, and what is left of it."""

    entry_id: int
    member: str
    day: int
    amount: int
    left: int


@dataclass
class Limits:
    """The budgets as they are agreed now."""

    day: int
    month: int
    total: int
    each_day: int

    def saved(self) -> list[dict[str, object]]:
        periods = (self.day, "DAY"), (self.month, "MONTH"), (self.total, "TOTAL")
        return [*(budget(amount, period) for amount, period in periods), budget(self.each_day, each=True)]


@dataclass
class Books:
    """What should be there: every grant. Each budget is added up once more for each question."""

    limits: Limits
    given: list[Given] = field(default_factory=list)

    def takes(self, member: str, day: int, amount: int) -> bool:
        def month(of: int) -> str:
            return date.fromordinal(of).isoformat()[:7]

        spent = [
            (self.limits.day, sum(one.left for one in self.given if one.day == day)),
            (self.limits.month, sum(one.left for one in self.given if month(one.day) == month(day))),
            (self.limits.total, sum(one.left for one in self.given)),
            (self.limits.each_day, sum(one.left for one in self.given if (one.day, one.member) == (day, member))),
        ]
        return all(so_far + amount <= most for most, so_far in spent)


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_order_of_events_exceeds_a_budget_and_the_statement_is_the_ledger(shop: Shop, seed: int) -> None:
    random = Random(seed)
    books = Books(Limits(60, 150, 600, 40))
    agreement = await Agreement.of(shop, *books.limits.saved())
    members = {f"m{number}": await shop.member(f"m{number}") for number in range(3)}
    await agree(shop, budget(1_000), code="other")
    for _ in range(STEPS):
        await step(random, agreement, books, members)
    drifts = await shop.drifts()
    report = await statement(shop.kernel, shop.owner.slug, "iqiyi")
    net = sum(int(line["amount"]) for line in report.lines)

    assert [] == drifts
    assert sum(one.left for one in books.given) == net == await agreement.booked() == await agreement.spent()
    assert [{"kind": "points", "given": str(sum(one.amount for one in books.given)), "net": str(net),
             "takenBack": str(sum(one.amount - one.left for one in books.given))}] == report.to_json()["kinds"]  # fmt: skip


async def step(random: Random, agreement: Agreement, books: Books, members: dict[str, Lookup]) -> None:
    shop, chosen = agreement.shop, random.random()
    if chosen < 0.55:
        name, amount = random.choice(sorted(members)), random.randint(1, 35)
        done = await agreement.grant(members[name], amount)
        day = await today(shop)
        assert books.takes(name, day, amount) == (done.problem is None), done.problem
        if done.entry_id is not None and done.problem is None:
            books.given.append(Given(done.entry_id, name, day, amount, amount))
    elif chosen < 0.75 and (open_ := [one for one in books.given if one.left]):
        one = random.choice(open_)
        amount = random.randint(1, one.left)
        done = await agreement.reverse(one.entry_id, amount, by_merchant=random.random() < 0.5)
        assert done.problem is None, done.problem
        one.left -= amount
    elif chosen < 0.95:
        shop.clock.set(shop.clock.now_us() + random.choice((1, 7, 24, 24 * 9)) * HOUR)
    else:
        books.limits = Limits(
            random.randint(20, 80), random.randint(60, 200), random.randint(300, 700), random.randint(10, 50)
        )
        await agree(shop, *books.limits.saved())


async def today(shop: Shop) -> int:
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
    return program.zone.day_of(shop.clock.now_us())
