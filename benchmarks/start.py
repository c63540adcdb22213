"""How soon `headless serve` is ready, and how much memory its process takes: at the start, and after a thousand pages.

`python -m benchmarks.start --only sqlite` for one database. Ready is when `/readyz` answers 200, the database open and up to
date. Seconds of the processor are those that the process itself used until then: on a busy machine it waits longer than it works.
"""

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks.contenders.pages.client import connect, one
from benchmarks.contenders.pages.cpu import spent_s
from benchmarks.contenders.pages.queries import SCOPES, WORDS
from benchmarks.contenders.pages.servers import free_port
from benchmarks.shops.bench_shop import database_urls, opened
from benchmarks.shops.page_seed import seed
from headless.services.configuration.tokens import create_token

MEMBERS, STARTS, PAGES = 2_000, 5, 1_000
WAIT_S = 60


def main(only: str | None = None) -> None:
    """Print seconds until ready, of the clock and of the processor, and megabytes."""
    print(f"{STARTS} starts, {PAGES:,} pages; load of the machine {os.getloadavg()[0]:.1f}")
    bare = [_bare() for _ in range(STARTS)]
    print(f"{'python -c pass':<24} {median(bare):6.2f} s")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                _measure(dialect, url, asyncio.run(_token(url)))


def _bare() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - started


async def _token(url: str) -> str:
    async with opened(url, MEMBERS, slug=f"start-{secrets.token_hex(4)}") as shop:
        await seed(shop)
        _, token = await create_token(shop.kernel, shop.owner.merchant_id, "front end", SCOPES)
    return token


def _measure(dialect: str, url: str, token: str) -> None:
    waited, worked = [], []
    for _ in range(STARTS):
        with served(url) as (_, _, ready_s, processor_s):
            waited.append(ready_s)
            worked.append(processor_s)
    print(
        f"{dialect:<9} {'ready after':<14} {median(waited):6.2f} s ({min(waited):.2f} to {max(waited):.2f}), ", end=""
    )
    print(f"{median(worked):.2f} s of the processor ({min(worked):.2f} to {max(worked):.2f})")
    with served(url) as (address, pid, _, _):
        first = resident_mb(pid)
        asyncio.run(_pages(address, token))
        print(f"{dialect:<9} {'memory':<14} {first:6.1f} MB at the start, {resident_mb(pid):.1f} MB after the pages")


@contextmanager
def served(url: str) -> Iterator[tuple[str, int, float, float]]:
    """Start `headless serve` with its worker, and return address, process, and the time it took until it was ready."""
    port = free_port()
    environment = {**os.environ, "HEADLESS_DATABASE_URL": url, "HEADLESS_SECRET_KEY": "benchmarks" * 4}
    # Modules are compiled once, at the first start, as on any server; otherwise each start compiles what is newer than its cache.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(Path(sys.executable).with_name("headless")), "serve", "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        asyncio.run(_ready(address, process))
        ready_s = time.perf_counter() - started
        yield address, process.pid, ready_s, spent_s(process.pid, None) or 0.0
    finally:
        process.terminate()
        process.wait(20)


async def _ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    request = f"GET /readyz HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\n\r\n".encode()
    for _ in range(WAIT_S * 50):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            await one(address, request)
        except (ConnectionError, OSError):
            await asyncio.sleep(0.02)
        else:
            return
    raise RuntimeError(f"the server was not ready within {WAIT_S} seconds")


async def _pages(address: str, token: str) -> None:
    connection = await connect(address)
    for number in range(PAGES):
        variables = {"number": f"n{number * 7919 % MEMBERS}"}
        body = json.dumps({"query": WORDS["ours"]["page"], "variables": variables}).encode()
        head = f"POST /graphql HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = json.loads(await connection.ask(head.encode() + body))
        assert "errors" not in answer, answer["errors"]
    connection.transport.close()


def resident_mb(pid: int) -> float:
    """Return the memory of a process, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell how much memory a process takes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    main(parser.parse_args().only)
