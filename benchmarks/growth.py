"""What grows with the members: the page of one and the list of 50, and rows and bytes for each event and member.

`python -m benchmarks.growth --members 10000 100000 1000000` for the whole way; `--only sqlite` for one database. Each size has
a database of its own, and they are asked in turn, one request at a time, through the application in this process.
"""

import argparse
import asyncio
import gc
import os
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from benchmarks.contenders.pages.queries import SCOPES, WORDS
from benchmarks.shops.bench_shop import Shop, database_urls, opened
from benchmarks.shops.many_members import GOLD, grow, ladder, tag
from headless.app import make_api
from headless.models.base.session import Session
from headless.models.tables.catalogue import TABLES
from headless.schema.serving.execution import Api, Request

MEMBERS = (2_000, 10_000, 50_000)
ROUNDS, REQUESTS, WARM = 12, 50, 50
EVENTS, BATCH = 2_000, 500
_STEP = 7919


@dataclass(slots=True)
class Size:
    """A shop of so many members, and how many milliseconds each request took, by question."""

    shop: Shop
    api: Api
    took_ms: dict[str, list[float]] = field(default_factory=dict)
    asked: int = 0

    async def ask(self, question: str) -> float:
        """Measure one request in milliseconds, of one member after another all over the table."""
        self.asked += 1
        number = self.asked * _STEP * 31 % self.shop.members
        variables = {"number": f"n{number}"} if question == "page" else {}
        principal = replace(self.shop.owner, scopes=frozenset(SCOPES))
        started = time.perf_counter()
        answer = await self.api.answer(self.shop.kernel, principal, Request(WORDS["ours"][question], variables))
        took = (time.perf_counter() - started) * 1000
        assert "errors" not in answer, answer["errors"]
        return took


def main(members: Sequence[int] = MEMBERS, only: str | None = None) -> None:
    """Print p50, p95 and p99 by size, each over that of the smallest, then rows and bytes."""
    print(f"{ROUNDS} rounds of {REQUESTS} requests on each size in turn; load of the machine {os.getloadavg()[0]:.1f}")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                asyncio.run(_measure(dialect, url, members))


async def _measure(dialect: str, url: str, members: Sequence[int]) -> None:
    async with AsyncExitStack() as stack:
        sizes = []
        for count in members:
            own = await stack.enter_async_context(_database(dialect, url, count))
            empty = await stack.enter_async_context(opened(own, 0, slug="growth"))
            sizes.append(await _grown(empty, count))
            if dialect == "postgres":
                await _vacuum(own)
        for question in ("page", "list"):
            await _ask_all(sizes, question)
            _print(dialect, sizes, question)
        await _weigh(dialect, sizes)


@asynccontextmanager
async def _database(dialect: str, url: str, members: int) -> AsyncIterator[str]:
    if dialect == "sqlite":
        yield f"{url}.{members}"
        return
    name, parts = f"growth_{secrets.token_hex(4)}", urlsplit(url)
    admin = await asyncpg.connect(url)
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


async def _vacuum(url: str) -> None:
    """Run VACUUM, as a server does by itself in time. Otherwise the first readers and writers of fresh pages would pay for it."""
    connection = await asyncpg.connect(url)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _grown(shop: Shop, members: int) -> Size:
    for code in ("regular", "big_basket", "lapsing"):
        await tag(shop, code, None)
    await ladder(shop, GOLD)
    await grow(shop, members)
    shop = Shop(shop.kernel, shop.owner, members)
    settings = shop.kernel.settings.model_copy(update={"secret_key": "benchmarks" * 4})
    return Size(shop, make_api(settings, shop.kernel.registry))


async def _ask_all(sizes: Sequence[Size], question: str) -> None:
    for size in sizes:
        for _ in range(WARM):
            await size.ask(question)
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for size in sizes:
            size.took_ms.setdefault(question, []).extend([await size.ask(question) for _ in range(REQUESTS)])


def _print(dialect: str, sizes: Sequence[Size], question: str) -> None:
    print(
        f"{dialect:<9} {question:<6} {'members':>9} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}   each over the smallest"
    )
    least: list[float] = []
    for size in sizes:
        cuts = quantiles(size.took_ms[question], n=100)
        found = [cuts[49], cuts[94], cuts[98]]
        least = least or found
        ratios = " ".join(f"{mine / its:.2f}" for mine, its in zip(found, least, strict=True))
        print(
            f"{dialect:<9} {question:<6} {size.shop.members:9,} " + " ".join(f"{each:8.2f}" for each in found), " ", ratios,
            flush=True,
        )  # fmt: skip


async def _weigh(dialect: str, sizes: Sequence[Size]) -> None:
    """Print rows and bytes of a member of the largest, and of an event of the smallest."""
    largest, smallest = sizes[-1].shop, sizes[0].shop
    _print_weight(dialect, "member", {}, await _weight(largest), largest.members)
    before = await _weight(smallest)
    for start in range(0, EVENTS, BATCH):
        await smallest.record(range(start, start + BATCH))
    _print_weight(dialect, "event", before, await _weight(smallest), EVENTS)


def _print_weight(dialect: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any], count: int) -> None:
    more = {key: (value - before.get(key, 0)) / count for key, value in after.items()}
    size = more.pop("bytes")
    tables = ", ".join(f"{table} {rows:.1f}" for table, rows in sorted(more.items()) if rows >= 0.05)
    print(f"{dialect:<9} each {name} takes {size:,.0f} bytes, {sum(more.values()):.1f} rows: {tables}")


async def _weight(shop: Shop) -> dict[str, int]:
    async with shop.kernel.db.read() as session:
        found: dict[str, int] = {"bytes": await _bytes(session)}
        for table in TABLES:
            found[table] = await session.fetch_value(f"SELECT count(*) FROM {table}")
    return found


async def _bytes(session: Session) -> int:
    if session.dialect == "sqlite":
        sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        sql = """SELECT SUM(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r'"""
    found: int = await session.fetch_value(sql)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, nargs="+", default=MEMBERS)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    given = parser.parse_args()
    main(given.members, given.only)
