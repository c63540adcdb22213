"""A back-test of many events as it runs in the background: shares of members folded by one process or several.

`python -m benchmarks.backtest_many --members 20000 --processes 2`: a million orders. Histories are made as they are folded, as if
read; nothing is written. Memory is the peak of this process and of the largest that it started.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import AsyncIterator
from multiprocessing import active_children
from pathlib import Path

from benchmarks.backtest import CHANGE, DAY_US, DAYS, ORDERS, START_US, story
from benchmarks.shops.bench_shop import opened
from headless.engine.backtest.backtest import Portion
from headless.engine.backtest.histories import Story
from headless.engine.program.program import Program
from headless.services.backtesting.candidates import Trial, trial_of
from headless.services.backtesting.sharing import Folded, Task, fold_here, fold_on_all, loaded, program_of
from headless.services.backtesting.stories import SHARE_EVENTS

MEMBERS = 2_000


def main(members: int, processes: int) -> None:
    """Print events a second by the wall's clock and by the processors', and the peak of memory."""
    with tempfile.TemporaryDirectory(prefix="headless-bench-") as folder:
        portion, wall, processor = asyncio.run(_run(f"sqlite:///{Path(folder) / 'bench.db'}", members, processes))
    assert portion.events == members * ORDERS
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    there = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{portion.events:,} events of {portion.members:,} members, both programs, {processes} processes")
    print(f"wall        {wall:8.1f} s   {portion.events / wall:10,.0f} events a second")
    print(f"processors  {processor:8.1f} s   {portion.events / processor:10,.0f} events a second of a processor")
    print(f"memory      {here:8.0f} MB here, {there:.0f} MB in the largest of the others")
    print(f"gained {portion.gained:,}, lost {portion.lost:,}")


async def _run(url: str, members: int, processes: int) -> tuple[Portion, float, float]:
    async with opened(url, 1) as shop:
        trial = await trial_of(shop.kernel, shop.owner, CHANGE)
        assert isinstance(trial, Trial), trial
        registry = shop.kernel.registry
        program = program_of(trial.live, registry)
        task = Task(trial.live, trial.candidate, START_US, START_US + (DAYS + 1) * DAY_US, loaded(registry))
        shares = _shares(program, members)
        found, begun, used = Portion(), time.monotonic(), _used()
        folded = fold_here(task.bench(registry), shares) if processes == 1 else fold_on_all(task, shares, processes)
        await _add_up(found, folded)
        wall = time.monotonic() - begun
        for process in active_children():
            process.join()
        return found, wall, _used() - used


async def _add_up(found: Portion, folded: Folded) -> None:
    async for portion, _ in folded:
        found.add(portion)


async def _shares(program: Program, members: int) -> AsyncIterator[tuple[list[Story], int]]:
    step = SHARE_EVENTS // ORDERS
    for first in range(1, members + 1, step):
        numbers = range(first, min(first + step, members + 1))
        yield [story(program, number) for number in numbers], len(numbers) * ORDERS


def _used() -> float:
    """Return the processor seconds used, those of processes that have ended included."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    main(given.members, given.processes)
