"""Back-test: recorded events a second on one core, each settled by both programs, and the cost of the second program."""

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.shops.bench_shop import Shop, opened
from headless.engine.backtest.backtest import Bench, runnable
from headless.engine.backtest.folding import fold, read_all
from headless.engine.backtest.histories import Input, Story
from headless.engine.backtest.rating import Rater
from headless.engine.evaluation.judge import Judge
from headless.engine.program.program import Program
from headless.services.backtesting.candidates import Trial, trial_of
from headless.services.backtesting.sharing import program_of

MEMBERS, ORDERS, DAYS = 100, 50, 730
DAY_US = 86_400_000_000
START_US = 1_704_067_200_000_000
CHANGE = {"rule": {"plugin": "builtin", "rule": "points_per_spend", "settings": {"per": "0.9"}}}


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="headless-bench-") as folder:
        live, candidate = asyncio.run(_programs(f"sqlite:///{Path(folder) / 'bench.db'}"))
    stories = [story(live, number) for number in range(1, MEMBERS + 1)]
    until = START_US + (DAYS + 1) * DAY_US
    bench = Bench(live, candidate, START_US, until)
    bench.fold(stories[:5])
    one = _seconds(lambda: _one(live, stories, until))
    both = _seconds(lambda: bench.fold(stories))
    events = MEMBERS * ORDERS
    print(f"{events} orders of {MEMBERS} members over {DAYS} days; a program of 3 rules, 5 tiers and 3 tags")
    print(f"back-test, both programs    {events / both:10,.0f} events a second on one core")
    print(f"one program alone           {events / one:10,.0f} events a second on one core")
    print(f"comparing costs             {both / one / 2:10.2f} of two programs")


async def _programs(url: str) -> tuple[Program, Program]:
    async with opened(url, 1) as shop:
        trial = await _trial(shop)
        registry = shop.kernel.registry
        return program_of(trial.live, registry), program_of(trial.candidate, registry)


async def _trial(shop: Shop) -> Trial:
    trial = await trial_of(shop.kernel, shop.owner, [CHANGE])
    assert isinstance(trial, Trial), trial
    return trial


def story(program: Program, number: int) -> Story:
    """Make the history of one member, so many orders over two years."""
    joined = program.zone.day_of(START_US)
    inputs = tuple(_order(program, number, place) for place in range(ORDERS))
    return Story(number, START_US, joined, None, "{}", inputs)


def _order(program: Program, number: int, place: int) -> Input:
    at = START_US + (place * DAYS // ORDERS) * DAY_US + number * 1_000_000
    data = {
        "orderId": f"o{number}-{place}", "total": f"{19 + place % 400}.99", "channel": "web",
        "items": [{"sku": "a1", "category": "tea", "quantity": "1", "amount": "19.99"}],
    }  # fmt: skip
    return Input(
        number * 1_000 + place, "order.paid", "till", f"x{number}-{place}", at, at, program.zone.day_of(at),
        json.dumps(data), data["orderId"],
    )  # fmt: skip


def _one(program: Program, stories: list[Story], until: int) -> None:
    judge = Judge(runnable(program))
    for story in stories:
        fold(judge, story, read_all(program, story.inputs), START_US, until, Rater(judge, story))


def _seconds(work: Callable[[], object]) -> float:
    """Measure processor time, with garbage collected afterwards, as the processes that share the work do."""
    gc.disable()
    started = time.process_time()
    work()
    gc.collect()
    gc.enable()
    return time.process_time() - started
