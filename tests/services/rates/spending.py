"""A process of its own that spends an allowance: `python -m tests.services.rates.spending URL SECONDS PER_SECOND BURST`.

It waits for a line on its standard input, spends as fast as it may, and prints how many points it got by how many claims.
"""

import asyncio
import sys
import time

from headless.clock import SystemClock
from headless.errors import RateLimited
from headless.models.database.database import Database
from headless.services.rates import allowances
from headless.services.rates.allowances import Allowances
from headless.services.rates.rates import Limit, Rate


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Counted(Allowances):
    """Allowances that count how often they ask the database."""

    claims = 0

    async def _claim(self, asks):  # type: ignore[no-untyped-def]
        self.claims += 1
        await super()._claim(asks)


async def main(url: str, seconds: int, per_second: int, burst: int) -> None:
    allowances.LINGER_SECONDS = 0.0
    allowances.CLAIM_SECONDS = 60.0
    limit = Limit(1, "token:1", Rate(per_second, burst))
    async with Database.open(url) as database:
        counted, spent = Counted(database, SystemClock().now_us), 0
        say("ready")
        sys.stdin.readline()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                await counted.spend([limit], 1)
                spent += 1
            except RateLimited:
                await asyncio.sleep(0.005)
        await counted.flush()
    say(f"{spent} {counted.claims}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
