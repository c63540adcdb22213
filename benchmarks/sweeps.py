"""Sweeps over many members: a ladder and a tag that change 1 % of them, a tag that everybody comes to later, and a count.

`python -m benchmarks.sweeps --members 1000000` for a million; `--only sqlite` for one database.
"""

import argparse
import asyncio
import json
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from functools import partial
from statistics import median, quantiles
from typing import Any

from benchmarks.contenders.pages.cpu import postmaster_of, spent_s
from benchmarks.shops.bench_shop import Shop, database_urls, opened
from benchmarks.shops.many_members import GOLD, Many, grow, ladder, spent, tag
from headless.engine.conditions.conditions import parse_condition
from headless.models.conditions.conditions import compile_sql
from headless.services.rejudging.sweeps import run_sweeps

MEMBERS = 50_000
WALKED_CHUNKS = 20
EVENT_PAUSE_S = 0.1
IDLE_EVENTS = 30
_DAYS = {"test": {"metric": "days_since_order", "op": "GTE", "value": 20}}
_EVERYBODY = "UPDATE sweep SET document = $2 WHERE merchant_id = $1 AND status = 0"


def main(members: int = MEMBERS, only: str | None = None) -> None:
    """Print seconds, of the processor, too (the single events' and the database's included), how many were judged, and what
    single events took meanwhile."""
    print(f"{members:,} members; load of the machine {os.getloadavg()[0]:.1f}")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                asyncio.run(_measure(dialect, url, members))


async def _measure(dialect: str, url: str, members: int) -> None:
    async with opened(url, 0, slug=f"sweeps-{secrets.token_hex(4)}") as shop:
        for code in ("regular", "big_basket", "lapsing"):
            await tag(shop, code, None)
        await ladder(shop, GOLD)
        await _swept(shop)
        started = time.perf_counter()
        many = await grow(shop, members)
        shop = Shop(shop.kernel, shop.owner, members)
        print(f"{dialect:<9} seeded in {time.perf_counter() - started:.1f} s; single events: {await _alone(shop)}")
        await _count(dialect, shop, many)
        sweep = partial(_sweep, dialect, shop, many, await postmaster_of(url) if dialect == "postgres" else None)
        await sweep("tier, 1 % go down", lambda: ladder(shop, GOLD * 1.0125))
        await sweep("tag, 1 % get it", lambda: tag(shop, "top", spent(9_900)))
        await sweep("tag, all get it later", lambda: tag(shop, "away", _DAYS))
        await _walk(dialect, shop)


async def _count(dialect: str, shop: Shop, many: Many) -> None:
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
        condition = parse_condition(spent(GOLD), program.metrics, program)
        today = program.zone.day_of(shop.kernel.clock.now_us())
        sql, values = compile_sql(condition, program, session.dialect, today, 2)
        started = time.perf_counter()
        found = await session.fetch_value(
            f"SELECT count(*) FROM member m WHERE m.merchant_id = $1 AND {sql}", program.merchant_id, *values
        )
    assert found == many.reaching(GOLD), found
    print(f"{dialect:<9} {'count by a condition':<24} {time.perf_counter() - started:7.2f} s")


async def _walk(dialect: str, shop: Shop) -> None:
    """Measure what judging every member costs, from some thousands of them."""
    await tag(shop, "none", spent(10**9))
    async with shop.kernel.db.transaction() as session:
        document = json.dumps({"review": [], "kinds": [], "everything": True})
        await session.execute(_EVERYBODY, shop.owner.merchant_id, document)
    started = time.perf_counter()
    judged = await run_sweeps(shop.kernel, shop.owner.merchant_id, WALKED_CHUNKS)
    rate = judged / (time.perf_counter() - started)
    print(
        f"{dialect:<9} {'judging every member':<24} {shop.members / rate:7.1f} s by {judged:,} of them, {rate:,.0f}/s"
    )
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE sweep SET status = 1 WHERE merchant_id = $1", shop.owner.merchant_id)


async def _sweep(
    dialect: str, shop: Shop, many: Many, postmaster: int | None, name: str, change: Callable[[], Awaitable[None]]
) -> None:
    await change()
    stop = asyncio.Event()
    single = asyncio.create_task(_events(shop, name, stop))
    started, before = time.perf_counter(), spent_s(os.getpid(), postmaster) or 0.0
    judged = await _swept(shop)
    took, worked = time.perf_counter() - started, (spent_s(os.getpid(), postmaster) or 0.0) - before
    stop.set()
    print(
        f"{dialect:<9} {name:<24} {took:7.1f} s, {worked:.1f} s of the processor, {shop.members / took:,.0f} members/s",
        end="",
    )
    print(f", judged {judged:,}; single events: {await single}", flush=True)
    await _check(shop, many)


async def _swept(shop: Shop) -> int:
    return await run_sweeps(shop.kernel, shop.owner.merchant_id)


async def _check(shop: Shop, many: Many) -> None:
    """Check that members who reached the tags and tiers have them, except for the few who ordered meanwhile."""
    merchant = shop.owner.merchant_id
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, merchant)
        gold = program.tracks["main"].by_code["gold"]
        least = float(gold.condition.value) if hasattr(gold.condition, "value") else GOLD
        sql = "SELECT count(*) FROM member_tier WHERE merchant_id = $1 AND tier_id = $2"
        found = {many.reaching(least): await session.fetch_value(sql, merchant, gold.id)}
        if (top := program.tags.get("top")) is not None:
            sql = "SELECT count(*) FROM member_tag WHERE merchant_id = $1 AND tag_id = $2 AND removed_at IS NULL"
            found[many.reaching(9_900)] = await session.fetch_value(sql, merchant, top.id)
    for expected, there in found.items():
        assert abs(expected - there) <= 50, f"{there} instead of {expected}"


async def _alone(shop: Shop) -> str:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(IDLE_EVENTS * EVENT_PAUSE_S, stop.set)
    return await _events(shop, "alone", stop)


async def _events(shop: Shop, name: str, stop: asyncio.Event) -> str:
    """Record one order after another until told to stop: half of them took, 95 % took."""
    took: list[float] = []
    salt = sum(map(ord, name)) * 1_000_000
    while not stop.is_set():
        started = time.perf_counter()
        number = salt + len(took)
        await shop.record(range(number, number + 1))
        took.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(EVENT_PAUSE_S)
    most = quantiles(took, n=20)[-1] if len(took) > 1 else max(took, default=0.0)
    return f"p50 {median(took) if took else 0:.0f} ms, p95 {most:.0f} ms of {len(took)}"


def arguments() -> Any:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    main(given.members, given.only)
