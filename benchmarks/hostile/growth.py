"""How a process grows by documents of which no two are alike, on each database, collecting garbage as seldom as a server does.

`python -m benchmarks.hostile.growth`, with `sqlite` or `postgres` for one database. Each has a process of its own.
"""

import asyncio
import os
import sys
from multiprocessing import get_context
from pathlib import Path

from benchmarks.hostile.costs import opened, sent
from benchmarks.shops.bench_shop import database_urls
from tests.web.safety.hostile_shapes import Hostile

DOCUMENTS = 10_000
PAGE = """query { a@: member(by: {number: "@"}) { id number name tier { code name } tags { tag { code name } }
  assets { kind { code name } available pending } changes(first: 5) { edges { node { at text } } } } }"""
DISTINCT = {
    "small": "{ a@: merchant { name } }",
    "a page": PAGE,
    "many fields": "{ "
    + " ".join(f'm{n}_@: member(by: {{number: "{n}"}}) {{ id tier {{ code }} }}' for n in range(40))
    + " }",
    "conditions": 'query { members(where: {test: {metric: "orders", op: GTE, value: @}}) { edges { node { id } } } }',
}
"""Documents of which each number makes another one."""


def main() -> None:
    """Print by how many megabytes a process grows for each kind of document, one kind after another."""
    with database_urls() as urls:
        for dialect, url in urls.items():
            if sys.argv[1:] in ([], [dialect]):
                process = get_context("spawn").Process(target=_print, args=(dialect, url))
                process.start()
                process.join()


def _print(dialect: str, url: str) -> None:
    for name, megabytes in asyncio.run(_grown(url)).items():
        print(f"{dialect:<9} {DOCUMENTS} distinct documents, {name}: {megabytes:+.0f} MB", flush=True)


async def _grown(url: str) -> dict[str, float]:
    """Return by how much the process grows, as a server collects its garbage: seldom."""
    grown = {}
    async with opened(url, freeze=True) as (app, token):
        for name, query in DISTINCT.items():
            await sent(app, token, Hostile(query.replace("@", "0")), 0)
            before = _megabytes()
            for number in range(DOCUMENTS):
                await sent(app, token, Hostile(query.replace("@", str(number))), number)
            grown[name] = _megabytes() - before
    return grown


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
