"""Turns: costly operations of one token wait for one another, so that they take neither all connections nor all the time."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

LATELY_SECONDS = 1.0
TOGETHER_MOST = 10_000
Waiting = deque["asyncio.Future[None]"]


class Turns:
    """Turns of one process. most: how many run at once, most_of_one: of one bearer. Those who wait come in turn, by bearer."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._running: Counter[int] = Counter()
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()

    async def enter(self, bearer: int) -> None:
        """Wait for a turn, which `leave` ends. One who is cancelled meanwhile has none."""
        if self._is_free(bearer):
            self._running[bearer] += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(bearer, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(bearer)
            raise

    @asynccontextmanager
    async def turn(self, bearer: int) -> AsyncGenerator[None]:
        """Wait for a turn, which ends with the block."""
        await self.enter(bearer)
        try:
            yield
        finally:
            self.leave(bearer)

    def leave(self, bearer: int) -> None:
        """End a turn, and let the next one begin."""
        self._running[bearer] -= 1
        if not self._running[bearer]:
            del self._running[bearer]
        while (next_ := self._next()) is not None:
            self._begin(next_)

    def _is_free(self, bearer: int) -> bool:
        return self._running.total() < self._most and self._running[bearer] < self._most_of_one

    def _next(self) -> int | None:
        return next((bearer for bearer in self._waiting if self._is_free(bearer)), None)

    def _begin(self, bearer: int) -> None:
        waiting = self._waiting[bearer]
        turn = waiting.popleft()
        if waiting:
            self._waiting.move_to_end(bearer)
        else:
            del self._waiting[bearer]
        if not turn.done():
            self._running[bearer] += 1
            turn.set_result(None)


class Crowd:
    """Turns that are taken only while several bearers ask, so that one who is alone may have all at once."""

    def __init__(self, most_of_one: int) -> None:
        self._turns = Turns(TOGETHER_MOST, most_of_one)
        self._latest, self._until = 0, 0.0

    def turns(self, bearer: int, now: float) -> Turns | None:
        """Return the turns to take, None if no one else asked lately. now: a clock's seconds."""
        if bearer != self._latest:
            if self._latest:
                self._until = now + LATELY_SECONDS
            self._latest = bearer
        return self._turns if now < self._until else None
