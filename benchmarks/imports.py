"""Online Retail by `headless import orders` with the demo's kinds, rules, tiers and tags: seconds by the clock and of processors.

`HEADLESS_ONLINE_RETAIL` names the file; without it on this machine there is nothing to measure.
`python -m benchmarks.imports --only postgres` for one database.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.contenders.pages.cpu import postmaster_of, spent_s
from benchmarks.shops.bench_shop import database_urls
from headless.config import Settings
from headless.demo.making import configure
from headless.models.migrating.migrate import migrate
from headless.services.configuration.merchants import create_merchant
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system
from tests.oracle.source_files import find_online_retail

SLUG, END = "import", "2011-12-09T23:59:59+00:00"
COLUMNS = {
    "order": "InvoiceNo", "member": "CustomerID", "time": "InvoiceDate", "sku": "StockCode", "quantity": "Quantity",
    "price": "UnitPrice",
}  # fmt: skip


def main(only: str | None = None) -> None:
    """Print how long the import took on each database, the start of the command included."""
    path = find_online_retail()
    if path is None or not path.is_file():
        print("Online Retail is not on this machine: set HEADLESS_ONLINE_RETAIL to its csv.gz")
        return
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                _measure(dialect, url, path)


def _measure(dialect: str, url: str, path: Path) -> None:
    asyncio.run(_opened(url))
    postmaster = asyncio.run(postmaster_of(url)) if dialect == "postgres" else None
    before, used = spent_s(os.getpid(), postmaster), resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    report = _imported(url, path)
    took = time.perf_counter() - started
    after, now = spent_s(os.getpid(), postmaster), resource.getrusage(resource.RUSAGE_CHILDREN)
    own = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    server = "" if before is None or after is None or postmaster is None else f", PostgreSQL {after - before:.1f} s"
    print(
        f"{dialect:<9} {report['orders']:,} orders and {report['refunds']:,} refunds of {report['membersCreated']:,} members: "
        f"{took:.1f} s; processors: importer and reader {own:.1f} s{server}; {now.ru_maxrss // 1024} MB at most",
        flush=True,
    )


async def _opened(url: str) -> None:
    async with open_kernel(Settings(database_url=url)) as kernel:
        await migrate(kernel.db)
        clock_at = int(datetime.fromisoformat(END).timestamp()) * 1_000_000
        merchant = await create_merchant(
            kernel, SLUG, currency="GBP", time_zone="Europe/London", sandbox=True, clock_at=clock_at
        )
        await configure(kernel, system(merchant.id, merchant.slug))


def _imported(url: str, path: Path) -> dict[str, int]:
    with TemporaryDirectory() as folder:
        command = [Path(sys.executable).with_name("headless"), "import", "orders", path, "--merchant", SLUG]
        command += ["--create-members", "--refund-prefix", "C", "--json", "--rejected", Path(folder) / "rejected.csv"]
        command += [part for field, column in COLUMNS.items() for part in ("--map", f"{field}={column}")]
        environment = {**os.environ, "HEADLESS_DATABASE_URL": url}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        # 1: lines were rejected, as some of this file are
        raise RuntimeError(f"the import ended with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, int] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    main(parser.parse_args().only)
