"""Gathering: requests that arrive together are settled together, so that many small ones cost little more than one.

A request that comes while a transaction runs waits for the next one; no request waits for others to come. If a shared run
fails, each of its requests is run alone, so that one cannot spoil the others.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

R = TypeVar("R")
A = TypeVar("A")
Run = Callable[[Sequence[R]], Awaitable[list[A]]]

MOST = 200
Joined = tuple[R, asyncio.Future[A]]


@dataclass(slots=True)
class _Queue(Generic[R, A]):
    waiting: list[tuple[R, asyncio.Future[A]]] = field(default_factory=list)
    running: int = 0


class Gathering(Generic[R, A]):
    """One queue per key. At most `lanes` runs of a key at a time."""

    def __init__(self, lanes: int = 1) -> None:
        self._lanes = lanes
        self._queues: defaultdict[int, _Queue[R, A]] = defaultdict(_Queue)
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, key: int, request: R, run: Run[R, A]) -> A:
        """Wait for the answer to a request. Raise what `run` raises."""
        queue = self._queues[key]
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        queue.waiting.append((request, answer))
        if queue.running < self._lanes:
            self._start(queue, run)
        return await answer

    def _start(self, queue: _Queue[R, A], run: Run[R, A]) -> None:
        queue.running += 1
        # A context of its own: the task outlives the request that starts it.
        task = asyncio.get_running_loop().create_task(self._work(queue, run), context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, queue: _Queue[R, A], run: Run[R, A]) -> None:
        try:
            while queue.waiting:
                taken, queue.waiting = queue.waiting[:MOST], queue.waiting[MOST:]
                await self._answer(taken, run)
        finally:
            queue.running -= 1

    def traceparent_of(self, request: R) -> str | None:
        """Return the traceparent of a request that waits for its answer: none, while there are no traces."""
        return None

    async def _answer(self, given: Sequence[Joined[R, A]], run: Run[R, A]) -> None:
        # A caller that has gone meanwhile is left out: while the database stands still, waiting for each of them would add up.
        taken = [(request, future) for request, future in given if not future.cancelled()]
        if not taken:
            return
        try:
            answers = await run([request for request, _ in taken])
        except Exception as fault:
            if len(taken) == 1:
                _fail(taken[0][1], fault)
                return
            for alone in taken:
                await self._answer([alone], run)
            return
        for (_, future), answer in zip(taken, answers, strict=True):
            if not future.done():
                future.set_result(answer)


def _fail(future: "asyncio.Future[A]", fault: Exception) -> None:
    if not future.done():
        future.set_exception(fault)
