"""A process of its own that gives a partner's points: `python -m tests.services.access.granting URL SLUG PARTNER CALLS AMOUNT`.

It waits for a line on its standard input, gives all at once, and prints how many were given and how many refused for the budget.
"""

import asyncio
import sys

from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import build_kernel
from headless.services.kernel.lookups import Lookup
from tests.services.access.agreement import grant, partners_principal
from tests.services.shop import instant

MEMBERS = 4


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def main(url: str, slug: str, partner_id: int, calls: int, amount: int) -> None:
    async with Database.open(url) as database:
        registry, clock = Registry.load(entry_points=()), FixedClock(instant("2026-06-01T12:00"))
        kernel = build_kernel(database, registry, clock, Settings(database_url=url), SystemClock())
        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, slug)
        asking = partners_principal(merchant.id, slug, partner_id)
        say("ready")
        me = sys.stdin.readline().strip()
        done = await asyncio.gather(*(
            grant(kernel, asking, Lookup("number", f"m{call % MEMBERS}"), amount, f"{me}-{call}") for call in range(calls)
        ))  # fmt: skip
    codes = [None if one.problem is None else one.problem.code for one in done]
    say(f"{codes.count(None)} {codes.count('BUDGET_EXHAUSTED')}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
