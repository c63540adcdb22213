"""Allowances: what those who have a limit may still ask for. All processes share them through the database, claim by claim."""

import asyncio
import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from functools import lru_cache
from typing import NoReturn

from headless.engine.values.zones import DAY_US, SECOND_US
from headless.errors import RateLimited, StorageError
from headless.logs import get_logger
from headless.messages import Message
from headless.models.database.database import Database
from headless.models.tables.work.allowances import (
    AllowanceRow,
    locked_allowances,
    prune_allowances,
    write_allowances,
)
from headless.services.rates.claims import Ask, claimed
from headless.services.rates.purses import Purse
from headless.services.rates.rates import Limit, Rate

PURSES_MOST = 50_000
CLAIM_SECONDS = 0.5
ALONE_US = 5 * SECOND_US
PRUNE_US = 600 * SECOND_US
CHUNK = 500
LINGER_SECONDS = 1.0
LINGERING_MOST = 100
REFUSED_AT_ONCE = 3
"""So many refusals in a row are told at once. Those that ignore them are told more slowly: telling costs, too."""
TOLD = {
    "token": Message("this token asked for more than its rate limit allows"),
    "partner": Message("this partner's tokens asked for more than its rate limit allows"),
    "member": Message("this member asked for more than its rate limit allows"),
    "merchant": Message("this merchant's tokens asked for more than its rate limit allows"),
    "address": Message("too many requests from this address were refused"),
}
REFUSALS = "TOO_MANY_REFUSALS"
log = get_logger(__name__)


class Allowances:
    """The allowances of one process. now_us: the wall clock. refusals: how often each kind of bearer was refused."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db, self._now = db, now_us
        self._purses: OrderedDict[str, Purse] = OrderedDict()
        self._leaving: dict[str, Purse] = {}
        self._pruned_at = 0
        self.refusals: Counter[str] = Counter()

    async def spend(self, limits: Sequence[Limit], points: int) -> None:
        """Spend points of each of these limits, or of none. Raise RateLimited if one does not have them."""
        spent: list[Purse] = []
        for limit in limits:
            purse = self._purse(limit)
            if purse.take(points, self._now()) or await self._claimed(purse, points):
                spent.append(purse)
                continue
            for other in spent:
                other.give_back(other.points(points))
            await self._refuse(purse, points)

    async def check(self, limit: Limit) -> None:
        """Raise RateLimited if there is nothing left to spend, as far as this process knows."""
        purse = self._purses.get(limit.bearer)
        if purse is not None and purse.remaining(self._now()) < 1:
            await self._refuse(purse, 1)

    async def count(self, limit: Limit) -> None:
        """Spend a point if there is one."""
        purse = self._purse(limit)
        if not purse.take(1, self._now()):
            await self._claimed(purse, 1)

    def wait_us(self, limit: Limit) -> int:
        """Return how long to wait until a point may be spent, as far as this process knows. 0: it may be spent now."""
        purse = self._purses.get(limit.bearer)
        return 0 if purse is None else purse.until_next_us(self._now())

    async def owe(self, spent: Mapping[Limit, int]) -> list[Limit]:
        """Spend points of limits even if they are not there. Return the limits of which they were not, or of which none was left.

        They are spent before anything is awaited, so that what runs at the same time finds it.
        """
        now, short, purses = self._now(), list[Limit](), list[Purse]()
        for limit, points in spent.items():
            purse = self._purses.get(limit.bearer)
            if max(1, points) > (limit.rate.burst if purse is None else purse.remaining(now)):
                short.append(limit)
            if points:
                purse = self._purse(limit)
                purse.owe(points, now)
                purses.append(purse)
        await self._written(purses, now)
        return short

    async def _written(self, purses: Sequence[Purse], now: int) -> None:
        """Write down what is owed of allowances that are low, so that other processes know."""
        for purse in purses:
            if purse.claiming is None and purse.is_low(now):
                claim = self._claim_alone(purse, Ask(purse.limit, purse.owed))
                purse.claiming = asyncio.get_running_loop().create_task(claim, context=Context())
        claims = [purse.claiming for purse in purses if purse.claiming is not None]
        if claims:
            await asyncio.wait(claims, timeout=CLAIM_SECONDS)

    async def pace(self, limits: Sequence[Limit], points: int) -> None:
        """Spend points as `spend` does, but wait until there are enough."""
        while True:
            try:
                return await self.spend(limits, points)
            except RateLimited as refused:
                await asyncio.sleep(refused.wait_seconds)

    def headers(self, limits: Sequence[Limit]) -> list[tuple[bytes, bytes]]:
        """Return the headers that tell of limits, by draft-ietf-httpapi-ratelimit-headers."""
        now = self._now()
        told = ", ".join([part for limit in limits for part in _told(self._purse(limit), now)])
        return [(b"ratelimit-policy", _policies(tuple(limits))), (b"ratelimit", told.encode())]

    async def flush(self) -> None:
        """Write down what is owed, forget those who are idle, and delete rows that say nothing any more."""
        now = self._now()
        for name, purse in list(self._purses.items()):
            if purse.is_idle(now):
                del self._purses[name]
        leaving, self._leaving = self._leaving, {}
        owing = [purse for purse in self._purses.values() if purse.owed and purse.claiming is None]
        for listed in (list(leaving.values()), owing):
            for start in range(0, len(listed), CHUNK):
                await self._claim([(purse, Ask(purse.limit, purse.owed)) for purse in listed[start : start + CHUNK]])
        if owing and now - self._pruned_at > PRUNE_US:
            self._pruned_at = now
            async with self._db.transaction() as session:
                await prune_allowances(session, now, now // DAY_US)

    def _purse(self, limit: Limit) -> Purse:
        purse = self._purses.get(limit.bearer)
        if purse is None:
            purse = self._purses[limit.bearer] = Purse.begin(limit, self._now())
            if len(self._purses) > PURSES_MOST:
                self._leave(self._purses.popitem(last=False)[1])
        else:
            purse.limit = limit
            self._purses.move_to_end(limit.bearer)
        return purse

    def _leave(self, dropped: Purse) -> None:
        """Keep what is owed by a purse for which there is no room."""
        if dropped.owed:
            known = self._leaving.setdefault(dropped.limit.bearer, dropped)
            if known is not dropped:
                known.owed += dropped.owed

    async def _claimed(self, purse: Purse, points: int) -> bool:
        """Spend points after a claim. Return False if there are not enough."""
        while not purse.is_blocked(self._now()) and self._now() >= purse.alone_until:
            if purse.claiming is None:
                # A context of its own: it outlives the request that starts it.
                claim = self._claim_alone(purse, purse.ask(points))
                purse.claiming = asyncio.get_running_loop().create_task(claim, context=Context())
            done, _ = await asyncio.wait([purse.claiming], timeout=CLAIM_SECONDS)
            if not done:
                purse.alone_until = self._now() + ALONE_US
            if purse.take(points, self._now()):
                return True
        return False

    async def _claim_alone(self, purse: Purse, ask: Ask) -> None:
        try:
            await self._claim([(purse, ask)])
        except StorageError as fault:
            # What cannot be written must stop no one who only reads: for a while, this process counts for itself.
            log.warning("rate limits are counted by this process alone", error=fault.code)
            purse.alone_until = self._now() + ALONE_US
        finally:
            purse.claiming = None

    async def _claim(self, asks: Sequence[tuple[Purse, Ask]]) -> None:
        """Carry out claims in one transaction."""
        now, settled = self._now(), list[tuple[AllowanceRow, int]]()
        async with self._db.transaction() as session:
            rows = await locked_allowances(session, [ask.key for _, ask in asks])
            settled = [claimed(rows[ask.key], ask, now) for _, ask in asks]
            await write_allowances(session, [row for row, _ in settled])
        for (purse, ask), (row, granted) in zip(asks, settled, strict=True):
            purse.receive(ask, row, granted, self._now())

    async def _refuse(self, purse: Purse, points: int) -> NoReturn:
        """Raise RateLimited, late for those who were told several times to wait and do not."""
        kind, wait_us = purse.limit.kind, purse.wait_us(points, self._now())
        self.refusals[kind] += 1
        purse.refused += 1
        if purse.refused > REFUSED_AT_ONCE and purse.lingering < LINGERING_MOST:
            purse.lingering += 1
            try:
                await asyncio.sleep(min(LINGER_SECONDS, wait_us / SECOND_US))
            finally:
                purse.lingering -= 1
        wait = math.ceil(wait_us / SECOND_US)
        message = Message("{reason}: try again in {seconds} s", reason=TOLD[kind], seconds=wait)
        raise RateLimited(message, wait, code=REFUSALS if kind == "address" else None)


def _told(purse: Purse, now: int) -> list[str]:
    limit, remaining = purse.limit, purse.remaining(now)
    missing_us = (limit.rate.burst - remaining) * limit.point_us
    seconds = math.ceil((purse.wait_us(1, now) if purse.is_blocked(now) else missing_us) / SECOND_US)
    told = [f'"{limit.kind}";r={remaining};t={seconds}']
    if limit.rate.per_day is not None:
        midnight = math.ceil((DAY_US - now % DAY_US) / SECOND_US)
        told.append(f'"{limit.kind}-day";r={purse.day_remaining(now)};t={midnight}')
    return told


@lru_cache(1_000)
def _policies(limits: tuple[Limit, ...]) -> bytes:
    return ", ".join([part for limit in limits for part in _policy(limit.kind, limit.rate)]).encode()


def _policy(kind: str, rate: Rate) -> list[str]:
    seconds = math.ceil(rate.burst / rate.per_second)
    told = [f'"{kind}";q={rate.burst};w={seconds};qu="points"']
    return told if rate.per_day is None else [*told, f'"{kind}-day";q={rate.per_day};w=86400;qu="points"']
