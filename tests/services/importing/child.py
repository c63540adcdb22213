"""An import in a process of its own, which tells each step on a line, so that it can be killed in the middle.

python -m tests.services.importing.child DATABASE_URL FILE
"""

import asyncio
import sys
from pathlib import Path

from headless.services.importing.orders.orders import import_orders
from tests.services.importing.households import COLUMNS, SLUG
from tests.services.importing.stores import open_kernel

AT_ONCE = 150


def tell(step: str, done: int, total: int) -> None:
    sys.stdout.write(f"{step} {done}\n")
    sys.stdout.flush()


async def main(url: str, path: Path) -> None:
    async with open_kernel(url) as kernel:
        rejected = path.with_suffix(".rejected.csv")
        await import_orders(
            kernel, SLUG, path, COLUMNS, create_members=True, rejected=rejected, progress=tell, at_once=AT_ONCE
        )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
