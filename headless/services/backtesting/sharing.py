"""Folding on all processors: each process makes the programs once, then takes one share of the members after another."""

import asyncio
import contextlib
import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context

from headless.engine.backtest.backtest import Bench, Portion
from headless.engine.backtest.histories import Story
from headless.engine.evaluation.condition_sources import keys_of
from headless.engine.program.program import Program
from headless.plugins.loading.configurations import Configuration, assembled
from headless.plugins.loading.registry import Registry

NICE = 5
WAITING_PER_PROCESS = 2


@dataclass(frozen=True, slots=True)
class Task:
    """What a process must know: both configurations, the period, and the plugins that must be there, with versions."""

    live: Configuration
    candidate: Configuration
    since: int
    until: int
    gain_tags: tuple[str, ...]
    plugins: tuple[tuple[str, str], ...]

    def bench(self, registry: Registry) -> Bench:
        """Make both programs ready. Raise RuntimeError if a plugin is missing."""
        missing = sorted(set(self.plugins) - set(loaded(registry)))
        if missing:
            raise RuntimeError(f"the plugin {missing[0][0]} {missing[0][1]} is not there in the process that folds")
        live, candidate = (program_of(stored, registry) for stored in (self.live, self.candidate))
        return Bench(live, candidate, self.since, self.until, self.gain_tags)


Shares = AsyncIterator[tuple[list[Story], int]]
Folded = AsyncIterator[tuple[Portion, int]]


def program_of(stored: Configuration, registry: Registry) -> Program:
    """Make the program of a configuration, with all totals kept that it reads."""
    program, _ = assembled(stored, registry)
    return replace(program, tracked=program.tracked | keys_of(program))


def loaded(registry: Registry) -> tuple[tuple[str, str], ...]:
    """Return the plugins that are loaded, with their versions."""
    return tuple((plugin.name, plugin.version) for plugin in registry.plugins if plugin.state == "LOADED")


async def fold_here(bench: Bench, shares: Shares) -> Folded:
    """Fold in a thread of this process, which goes on with its other work."""
    async for stories, events in shares:
        yield await asyncio.to_thread(bench.fold, stories), events


async def fold_on_all(task: Task, shares: Shares, processes: int) -> Folded:
    """Fold in `processes` processes, and yield their answers in the order of the shares."""
    packed = pickle.dumps(task)
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin)
    waiting: deque[tuple[Future[Portion], int]] = deque()
    try:
        async for stories, events in shares:
            waiting.append((pool.submit(_fold, packed, stories), events))
            if len(waiting) > processes * WAITING_PER_PROCESS:
                yield await _first(waiting)
        while waiting:
            yield await _first(waiting)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def _first(waiting: deque[tuple[Future[Portion], int]]) -> tuple[Portion, int]:
    future, events = waiting.popleft()
    return await asyncio.wrap_future(future), events


def _begin() -> None:
    """Set up a process: serving goes first, the parent alone answers Ctrl+C, garbage is collected between shares."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)


def _fold(packed: bytes, stories: list[Story]) -> Portion:
    portion = _bench(packed).fold(stories)
    gc.collect()
    return portion


@lru_cache(maxsize=1)
def _bench(packed: bytes) -> Bench:
    task: Task = pickle.loads(packed)
    allowed = [name for name, _ in task.plugins]
    return task.bench(Registry.load(allowed))
