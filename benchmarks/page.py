"""Reading: a list of 50 members and one member's page over HTTP, beside the stock way and the limit, on each database.

`python -m benchmarks.page --members 100000` for more members than the 10,000 of a usual run.
"""

import argparse
import asyncio
import secrets
from statistics import median, quantiles

from benchmarks.bench_shop import database_urls, opened
from benchmarks.page_client import Round, measure
from benchmarks.page_queries import SCOPES
from benchmarks.page_seed import seed
from benchmarks.page_servers import Contender, agreed, serving
from headless.services.tokens import create_token

MEMBERS = 10_000
ROUNDS, ROUND_S, WARM_S = 5, 1.5, 0.7
QUESTIONS = ("list", "page")


def main(members: int = MEMBERS) -> None:
    """Print requests a second, p50 and p95 in milliseconds, and ours over each."""
    print(f"{members:,} members; ours with token and scopes, the others without; {ROUNDS} rounds in turn, medians")
    with database_urls() as urls:
        for dialect, url in urls.items():
            merchant, token = asyncio.run(_shop(url, members))
            with serving(url, merchant, token, members) as contenders:
                for question in QUESTIONS:
                    asyncio.run(_compare(dialect, question, contenders))


async def _shop(url: str, members: int) -> tuple[int, str]:
    async with opened(url, members, slug=f"page-{secrets.token_hex(4)}") as shop:
        await seed(shop)
        merchant = shop.owner.merchant_id
        _, token = await create_token(shop.kernel, merchant, "front end", SCOPES)
        return merchant, token


async def _compare(dialect: str, question: str, contenders: list[Contender]) -> None:
    values = await agreed(contenders, question)
    for each in contenders:
        await measure(each.url, each.requests(question), WARM_S)
    rounds: dict[str, list[Round]] = {each.name: [] for each in contenders}
    for _ in range(ROUNDS):
        for each in contenders:
            rounds[each.name].append(await measure(each.url, each.requests(question), ROUND_S))
    title = f"{question}, {values} values"
    print(f"{dialect:<9} {title:<18} {'requests/s':>10} {'p50 ms':>7} {'p95 ms':>7} {'ours/it':>8}")
    for name, measured in rounds.items():
        _print(dialect, name, measured, rounds["ours"])


def _print(dialect: str, name: str, measured: list[Round], ours: list[Round]) -> None:
    rate = median(each.rate for each in measured)
    cuts = quantiles([second for each in measured for second in each.seconds], n=20)
    ratio = median(mine.rate / its.rate for mine, its in zip(ours, measured, strict=True))
    print(f"{dialect:<9} {name:<18} {rate:10.0f} {cuts[9] * 1000:7.1f} {cuts[18] * 1000:7.1f} {ratio:8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    main(parser.parse_args().members)
