"""Intake: single events at concurrency 1, 8 and 32, many writers on one member, and batches, on each database.

Single events are compared with the naive way, 50 writers on one member with 50 writers on many, and batches with the limit: the
very rows that they write, ready made, by bulk statements with nothing decided, one batch of each in turn, or two at once.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import count, islice

from benchmarks.contenders.intake_limit import Twin, noted
from benchmarks.contenders.naive_intake import NAIVE_KIND, record_naively
from benchmarks.shops.bench_shop import Shop, database_urls, opened
from headless.models.base.session import Session
from headless.services.intake.events import record_events
from headless.services.kernel.garbage import collect_seldom

MEMBERS = 2_000
SINGLES = 800
WRITERS = 50
BATCHES, BATCH = 10, 500
GROWING = ("event", "decision", "entry", "lot", "lot_move", "account", "daily_total", "standing", "member_tier")


def main() -> None:
    """Print events a second, and ours divided by what it is compared with."""
    collect_seldom()
    with database_urls() as urls:
        for dialect, url in urls.items():
            asyncio.run(_measure(dialect, url))


async def _measure(dialect: str, url: str) -> None:
    numbers = count()

    def line(what: str, ours: float, other: float | str, ratio: float | str) -> None:
        cells = [f"{each:8.0f}" if isinstance(each, float) else f"{each:>8}" for each in (ours, other)]
        print(f"{dialect:<9} {what:<28} {' '.join(cells)} {ratio if isinstance(ratio, str) else f'{ratio:6.2f}'}")

    async with opened(url, MEMBERS) as shop:
        twin = await Twin.of(shop)

        async def ours() -> None:
            number = next(numbers)
            await shop.record(range(number, number + 1))

        async def naive() -> None:
            await record_naively(shop, next(numbers))

        async def on_one() -> None:
            await _on_one_member(shop, next(numbers))

        print(f"{dialect:<9} {'':<28} {'ours/s':>8} {'limit/s':>8}  ratio")
        found, limit = await _batches(shop, twin, numbers)
        line(f"batches of {BATCH}", found, limit, found / limit)
        found, limit = await _two_at_once(shop, twin, numbers)
        line(f"batches of {BATCH}, 2 at once", found, limit, found / limit)
        print(f"{dialect:<9} {'':<28} {'ours/s':>8} {'naive/s':>8}  ratio")
        for _ in range(20):
            await ours()
        for clients in (1, 8, 32):
            theirs, found = await _rate(naive, clients), await _rate(ours, clients)
            line(f"single, {clients} at once", found, theirs, found / theirs)
        print(f"{dialect:<9} {'':<28} {'one/s':>8} {'spread/s':>8}  ratio")
        spread, found = await _rate(ours, WRITERS), await _rate(on_one, WRITERS)
        line(f"{WRITERS} writers, one member", found, spread, found / spread)
        await _check_one_member(shop)


async def _rate(work: Callable[[], Awaitable[None]], clients: int) -> float:
    each = SINGLES // clients if clients > 1 else SINGLES // 4

    async def client() -> None:
        for _ in range(each):
            await work()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return each * clients / (time.perf_counter() - started)


async def _batch(shop: Shop, numbers: "count[int]") -> None:
    listed = list(islice(numbers, BATCH))
    await shop.record(range(listed[0], listed[-1] + 1))


async def _two_at_once(shop: Shop, twin: Twin, numbers: "count[int]") -> tuple[float, float]:
    """Measure events a second with two batches under way: ours, and the same rows ready made, also two at once."""
    ours = limit = 0.0
    for _ in range(BATCHES // 2):
        with noted() as written:
            started = time.perf_counter()
            await asyncio.gather(_batch(shop, numbers), _batch(shop, numbers))
            ours += time.perf_counter() - started
        started = time.perf_counter()
        await asyncio.gather(*map(twin.write, written.values()))
        limit += time.perf_counter() - started
    return BATCHES // 2 * 2 * BATCH / ours, BATCHES // 2 * 2 * BATCH / limit


async def _batches(shop: Shop, twin: Twin, numbers: "count[int]") -> tuple[float, float]:
    """Measure events a second: ours, and the same rows ready made."""
    ours = limit = processor = 0.0
    rows: Counter[str] = Counter()
    before = await _bytes(shop)
    for _ in range(BATCHES):
        with noted() as written:
            started, used = time.perf_counter(), time.process_time()
            await _batch(shop, numbers)
            ours, processor = ours + time.perf_counter() - started, processor + time.process_time() - used
        (writes,) = written.values()
        limit += await twin.write(writes)
        for write in writes:
            rows[write.table] += len(write.rows)
    events = BATCHES * BATCH
    print(f"this process's processor time an event: {processor / events * 1e6:.0f} microseconds")
    print(f"rows an event: {', '.join(f'{table} {number / events:.2f}' for table, number in rows.items())}")
    print(f"bytes an event, indexes included: {(await _bytes(shop) - before) / events / 2:.0f}")
    return events / ours, events / limit


async def _bytes(shop: Shop) -> int:
    async with shop.kernel.db.read() as session:
        return await _size(session)


async def _size(session: Session) -> int:
    if session.dialect == "sqlite":
        sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(await session.fetch_value(sql))
    listed = ", ".join(f"('{table}')" for table in GROWING)
    sql = f"SELECT sum(pg_total_relation_size(name::regclass))::bigint FROM (VALUES {listed}) AS tables (name)"
    return int(await session.fetch_value(sql))


async def _on_one_member(shop: Shop, number: int) -> None:
    order = shop.order(0)
    data = {**order.data, "orderId": f"o{number}"}
    answers = await record_events(
        shop.kernel, shop.owner, [type(order)(order.type, data, order.member, "till", f"o{number}")]
    )
    assert answers[0].outcome == "RECORDED"


async def _check_one_member(shop: Shop) -> None:
    """Check that the busiest member has every movement once: versions without a gap, and the balance their sum."""
    sql = """SELECT a.version, count(*), a.balance, sum(n.amount)::bigint FROM account a
JOIN entry n ON n.merchant_id = a.merchant_id AND n.member_id = a.member_id AND n.kind_id = a.kind_id
JOIN member m ON m.merchant_id = a.merchant_id AND m.id = a.member_id
WHERE a.merchant_id = $1 AND m.number = 'n0' AND a.kind_id <> $2 GROUP BY a.kind_id, a.version, a.balance"""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(sql, shop.owner.merchant_id, NAIVE_KIND)
    assert rows
    for version, entries, balance, total in rows:
        assert entries == version >= SINGLES
        assert balance == total


if __name__ == "__main__":
    main()
