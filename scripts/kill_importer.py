"""Import Online Retail, kill the importer at random moments, and compare what is booked with an independent computation.

    python scripts/kill_importer.py FILE [--times 10] [--database-url sqlite:////tmp/killed.db]

Each start continues where the one before was killed. The exit code is 0 if every member has the orders, amounts and points of
the computation and verify finds nothing, otherwise 1. The database must be new. Its tables are created.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from headless.models.migrating.migrate import migrate
from headless.services.verifying.verifying import verify
from tests.oracle.movements import by_customer
from tests.oracle.online_retail import read
from tests.oracle.totals import add_up
from tests.services.importing.retail import SLUG, import_retail, open_retail, people
from tests.services.importing.stores import open_kernel

LONGEST_S = 12.0


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="online_retail_2010_2011.csv.gz")
    parser.add_argument("--times", type=int, default=10, help="how often to kill it (default: %(default)s)")
    parser.add_argument("--database-url", help="a new database; a SQLite file that is thrown away if left out")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database_url or f"sqlite:///{folder}/killed.db"
        if given.child:
            asyncio.run(_import(url, given.file, Path(folder) / "rejected.csv"))
            return 0
        return _kill_and_compare(url, given.file, given.times)


def _kill_and_compare(url: str, file: Path, times: int) -> int:
    asyncio.run(_open(url))
    command = [sys.executable, __file__, str(file), "--child", "--database-url", url]
    killed = 0
    for attempt in range(1, times + 1):
        moment_s = random.uniform(2.0, LONGEST_S)
        child = subprocess.Popen(command)
        try:
            child.wait(moment_s)
        except subprocess.TimeoutExpired:
            child.kill()
            killed += 1
        child.wait()
        sys.stderr.write(f"{attempt}: {'killed' if child.returncode < 0 else 'ended'} within {moment_s:.1f} seconds\n")
    started = time.monotonic()
    subprocess.run(command, check=True)
    sys.stderr.write(f"the last run went to its end in {time.monotonic() - started:.0f} seconds\n")
    faults = asyncio.run(_faults(url, file))
    sys.stderr.write(f"killed {killed} times; {len(faults)} faults\n")
    for fault in faults[:20]:
        sys.stdout.write(f"{fault}\n")
    return 1 if faults else 0


async def _open(url: str) -> None:
    async with open_kernel(url) as kernel:
        await migrate(kernel.db)
        await open_retail(kernel)


async def _import(url: str, file: Path, rejected: Path) -> None:
    async with open_kernel(url) as kernel:
        await import_retail(kernel, file, rejected, at_once=1_000)


async def _faults(url: str, file: Path) -> list[str]:
    expected = {customer: add_up(own) for customer, own in by_customer(read(file).movements).items()}
    async with open_kernel(url) as kernel:
        async with kernel.db.read() as session:
            found = await people(session)
        drifts = await verify(kernel, SLUG)
    faults = [f"verify: {drift}" for drift in drifts]
    faults += [f"not the same members: {who}" for who in sorted(found.keys() ^ expected.keys())]
    for customer in found.keys() & expected.keys():
        own, sums = found[customer], expected[customer]
        booked = (own.orders, own.gross_spend, own.refunded, own.points, own.debt)
        right = (sums.orders, sums.gross_spend, sums.refunded, sums.points, sums.debt)
        if booked != right:
            faults.append(f"member {customer}: booked {booked}, should be {right}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
