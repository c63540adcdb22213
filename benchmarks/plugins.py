"""What a rule costs: called straight and through the guarded runner, and intake with 0, 5 and 20 rules on each database."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from benchmarks.shops.bench_shop import Shop, database_urls, opened
from headless.engine.evaluation.runner import run
from headless.engine.program.rule_instances import Instance
from headless.plugins import Earn, Rule, RuleContext, RuleSettings
from headless.services.configuration.rules import save_rule
from tests.plugins.builtin.contexts import context, event

CALLS = 50_000
MEMBERS, BATCHES, BATCH = 1_000, 4, 500
RULES = (0, 5, 20)


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds per call."""

    straight: float
    guarded: float


class OnePoint(Rule):
    """A rule that does as little as a rule can."""

    id = "one_point"
    on = ("order.paid",)

    class Settings(RuleSettings):
        """Which asset."""

        asset: str = "points"

    def evaluate(self, ctx: RuleContext[Any]) -> list[Earn]:
        """Earn one point."""
        return [Earn(ctx.settings.asset, 1)]


def main() -> None:
    """Print the cost of the guard, and intake compared with that without rules."""
    timed = _calls()
    print(f"one rule called straight     {timed.straight * 1e6:6.2f} µs")
    print(f"the same through the runner  {timed.guarded * 1e6:6.2f} µs, {timed.guarded / timed.straight:.1f} times")
    with database_urls() as urls:
        for dialect, url in urls.items():
            asyncio.run(_intake(dialect, url))


def _calls() -> Timed:
    rule = OnePoint()
    ctx = context(OnePoint, event("order.paid", date(2026, 3, 4), orderId="o1", total="10"))
    instance = Instance(1, "bench", "1", rule.id, rule.id, 1, 0, True, ctx.settings, rule, assets=frozenset({"points"}))
    return Timed(_each(lambda: rule.evaluate(ctx)), _each(lambda: run(instance, ctx, False)))


def _each(work: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        work()
    return (time.process_time() - started) / CALLS


async def _intake(dialect: str, url: str) -> None:
    """Measure batches of orders for a merchant with so many rules more than the bench shop."""
    rates = {}
    for number in RULES:
        async with opened(url, MEMBERS, slug=f"rules-{number}") as shop:
            for at in range(number):
                document = {"rule": "points_per_spend", "name": f"more-{at}", "settings": {"per": "0.1"}}
                saved = await save_rule(shop.kernel, shop.owner, document)
                assert saved.problem is None, saved.problem
            rates[number] = await _rate(shop)
    for number, rate in rates.items():
        print(f"{dialect:<9} {number:>2} further rules {rate:8.0f} orders/s, {rate / rates[0]:.2f} of that without")


async def _rate(shop: Shop) -> float:
    firsts = count(0, BATCH)
    await shop.record(range(next(firsts), BATCH))
    started = time.perf_counter()
    for _ in range(BATCHES):
        first = next(firsts)
        await shop.record(range(first, first + BATCH))
    return BATCHES * BATCH / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
