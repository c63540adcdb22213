"""Intake: single events at concurrency 1, 8 and 32, and batches of 500, beside the naive way, on each database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count

from benchmarks.bench_shop import Shop, database_urls, opened
from benchmarks.naive_intake import record_naively

MEMBERS = 2_000
SINGLES = 1_600
BATCHES, BATCH = 8, 500


def main() -> None:
    """Print events a second, and ours over the naive way."""
    with database_urls() as urls:
        for dialect, url in urls.items():
            asyncio.run(_measure(dialect, url))


async def _measure(dialect: str, url: str) -> None:
    numbers = count()
    async with opened(url, MEMBERS) as shop:

        async def ours() -> None:
            number = next(numbers)
            await shop.record(range(number, number + 1))

        async def naive() -> None:
            await record_naively(shop, next(numbers))

        for _ in range(20):
            await ours()
        print(f"{dialect:<9} {'':<16} {'ours/s':>8} {'naive/s':>8} {'ratio':>6}")
        for clients in (1, 8, 32):
            theirs = await _rate(naive, clients)
            found = await _rate(ours, clients)
            print(f"{dialect:<9} {f'single, {clients} at once':<16} {found:8.0f} {theirs:8.0f} {found / theirs:6.2f}")
        theirs = await _rate(naive, 8)
        found = await _batches(shop, numbers)
        print(f"{dialect:<9} {f'batches of {BATCH}':<16} {found:8.0f} {theirs:8.0f} {found / theirs:6.2f}")


async def _rate(work: Callable[[], Awaitable[None]], clients: int) -> float:
    each = SINGLES // clients if clients > 1 else SINGLES // 4

    async def client() -> None:
        for _ in range(each):
            await work()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return each * clients / (time.perf_counter() - started)


async def _batches(shop: Shop, numbers: "count[int]") -> float:
    started = time.perf_counter()
    for _ in range(BATCHES):
        first = next(numbers)
        for _ in range(BATCH - 1):
            next(numbers)
        await shop.record(range(first, first + BATCH))
    return BATCHES * BATCH / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
