"""Reading over HTTP on each database: three lists of 50 members and one member's page, compared with PostGraphile, the
stock way and the limit.

`python -m benchmarks.page --only postgres --members 100000` for one database, or more members than the 20,000 of a usual run.
"""

import argparse
import asyncio
import os
import secrets
from dataclasses import dataclass, field
from statistics import median

from benchmarks.contenders.pages.client import CLIENTS, Round
from benchmarks.contenders.pages.contenders import Contender, agreed
from benchmarks.contenders.pages.cpu import postmaster_of, spent_s
from benchmarks.contenders.pages.load import generator, measure
from benchmarks.contenders.pages.queries import QUESTIONS, SCOPES
from benchmarks.contenders.pages.servers import serving
from benchmarks.shops.bench_shop import database_urls, opened
from benchmarks.shops.page_seed import seed
from headless.services.configuration.tokens import create_token

MEMBERS = 20_000
ROUNDS, ROUND_S, WARM_S = 5, 2, 1


@dataclass(slots=True)
class Measured:
    """The rounds of one contender, and processor milliseconds per answer of each, its database's included."""

    rounds: list[Round] = field(default_factory=list)
    processor_ms: list[float] = field(default_factory=list)


def main(members: int = MEMBERS, only: str | None = None) -> None:
    """Print requests a second, p50 and p95 in milliseconds, processor time a request, and how ours compares by either."""
    print(f"{members:,} members; ours with token and scopes, the others without; {ROUNDS} rounds in turn, medians")
    print(f"{CLIENTS} connections asked by {generator()}; load of the machine {os.getloadavg()[0]:.1f}")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only not in (None, dialect):
                continue
            merchant, token, ids = asyncio.run(_shop(url, members))
            with serving(url, merchant, token, members) as contenders:
                asyncio.run(_compare_all(dialect, url, contenders, ids))


async def _shop(url: str, members: int) -> tuple[int, str, list[int]]:
    async with opened(url, members, slug=f"page-{secrets.token_hex(4)}") as shop:
        await seed(shop)
        merchant = shop.owner.merchant_id
        _, token = await create_token(shop.kernel, merchant, "front end", SCOPES)
        async with shop.kernel.db.read() as session:
            rows = await session.fetch("SELECT id FROM member WHERE merchant_id = $1 ORDER BY id", merchant)
        return merchant, token, [row[0] for row in rows]


async def _compare_all(dialect: str, url: str, contenders: list[Contender], ids: list[int]) -> None:
    postmaster = await postmaster_of(url) if dialect == "postgres" else None
    ready = [await each.at_depth(ids) for each in contenders]
    for question in QUESTIONS:
        await _compare(dialect, question, ready, postmaster)


async def _compare(dialect: str, question: str, contenders: list[Contender], postmaster: int | None) -> None:
    values = await agreed(contenders, question)
    for each in contenders:
        await measure(each.url, each.requests(question), WARM_S)
    found = {each.name: Measured() for each in contenders}
    for _ in range(ROUNDS):
        for each in contenders:
            before = spent_s(each.pid, postmaster)
            one = await measure(each.url, each.requests(question), ROUND_S)
            after = spent_s(each.pid, postmaster)
            found[each.name].rounds.append(one)
            if before is not None and after is not None:
                found[each.name].processor_ms.append((after - before) / one.count * 1000)
    title = f"{question}, {values} values"
    print(
        f"{dialect:<9} {title:<22} {'requests/s':>10} {'p50 ms':>7} {'p95 ms':>7} {'cpu ms':>7} {'ours/it':>8} {'by cpu':>7}"
    )
    for name, measured in found.items():
        _print(dialect, name, measured, found["ours"])


def _print(dialect: str, name: str, measured: Measured, ours: Measured) -> None:
    rounds = measured.rounds
    rate, half, most = (median(map(of, rounds)) for of in (lambda r: r.rate, lambda r: r.p50_ms, lambda r: r.p95_ms))
    ratio = median(mine.rate / its.rate for mine, its in zip(ours.rounds, rounds, strict=True))
    processor = ratio_by_cpu = "-"
    if measured.processor_ms:
        its_ms, ours_ms = median(measured.processor_ms), median(ours.processor_ms)
        processor, ratio_by_cpu = f"{its_ms:.2f}", f"{its_ms / ours_ms:.2f}"
    figures = f"{rate:10.0f} {half:7.1f} {most:7.1f} {processor:>7} {ratio:8.2f} {ratio_by_cpu:>7}"
    print(f"{dialect:<9} {name:<22} {figures}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    given = parser.parse_args()
    main(given.members, given.only)
