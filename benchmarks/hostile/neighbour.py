"""How one token fares while another does its worst: a small page, idle and attacked, in turn, on each database.

`python -m benchmarks.hostile.neighbour`, with `--only sqlite` for one database, `--rounds 3` for a shorter run. The hostile one
sends costly pages, searches and documents of which no two are alike, on several connections at once, and waits for no refusal.
It is stopped and continued every second, so that other load on the machine is felt alike with it and without. What it may ask
for grows meanwhile, so that it does rather more than it could without a pause.
"""

import argparse
import asyncio
import http.client
import itertools
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median, quantiles
from urllib.parse import urlsplit

from benchmarks.contenders.pages.servers import free_port, listening
from benchmarks.shops.bench_shop import Shop, database_urls, opened
from headless.services.configuration.access.partners import save_partner
from headless.services.configuration.tokens import create_token
from headless.services.kernel.lookups import Lookup
from headless.services.rates.rates import Rate
from headless.services.sign_in.member_tokens import create_member_token

MEMBERS = 2_000
ROUNDS, IDLE, ATTACKED, PAUSE_S, CONNECTIONS, GRACE_S, SETTLE_S = 12, 40, 80, 0.01, 16, 4.0, 0.15
MOST_RATIO, SECRET = 1.5, "benchmarks" * 4
PAGE = (
    "query($n: String!) { member(by: {number: $n}) { number name tier { name } assets { kind { name } available } } }"
)
LARGE = """{ members(first: 100) { edges { node { id number name tier { name } tags { tag { name } }
  assets { kind { name } available pending } events(first: 5) { edges { node { type occurredAt } } } } } } }"""
OWN = """{ me { number name assets { kind { name } available } events(first: 100) { edges { node { type occurredAt } } } }
  benefits { name } tierTracks { name tiers { name rank } } }"""
SEARCH = '{ a: members(search: "@") { totalCount } b: members(search: "n@") { totalCount } }'
FIELDS = "{ " + " ".join(f"x{n}_@: merchant {{ name slug currency }}" for n in range(60)) + " }"
WORST = (LARGE, SEARCH, FIELDS, OWN)
SCOPES = ("members:read", "members:pii", "assets:read", "tiers:read", "tags:read", "events:read")


def main(only: str | None = None, rounds: int = ROUNDS) -> None:
    """Print the p95 of a small page, idle and while each sort of hostile token attacks, and how many times longer it takes."""
    print(f"{MEMBERS} members; {rounds} rounds in turn, taken together; load of the machine {os.getloadavg()[0]:.1f}")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                _measure(dialect, url, rounds)


def _measure(dialect: str, url: str, rounds: int) -> None:
    page, hostile = asyncio.run(_shop(url))
    with _server(url) as address:
        _asked(address, page, ATTACKED)
        for kind, token in hostile.items():
            idle, attacked = list[float](), list[float]()
            with _attack(address, token) as attack:
                for _ in range(rounds):
                    attack.pause()
                    idle += _asked(address, page, IDLE)
                    attack.resume()
                    attacked += _asked(address, page, ATTACKED)
            one, other = _p95(idle), _p95(attacked)
            mark = "!" if other > one * MOST_RATIO else " "
            figures = f"idle {one:6.2f} ms  attacked {other:6.2f} ms  ratio {other / one:5.2f}"
            halves = f"medians {median(idle):.2f} and {median(attacked):.2f}"
            print(f"{mark} {dialect:<9} {kind:<34} p95 {figures}  ({halves}; {attack.answered} answered)", flush=True)


async def _shop(url: str) -> tuple[str, Mapping[str, str]]:
    async with opened(url, MEMBERS, slug=f"near-{secrets.token_hex(4)}") as shop:
        await shop.record(range(500))
        await save_partner(shop.kernel, shop.owner, {"code": "near", "name": "Near"})
        page = await _token(shop, SCOPES)
        kernel = replace(shop.kernel, secret=SECRET)
        member = await create_member_token(kernel, shop.owner, Lookup("number", "n1"), 24 * 3600)
        return page, {
            "a partner's, by default": await _token(shop, SCOPES[2:3] + SCOPES[:1], partner="near"),
            "a member's, by default": str(member.token),
            "a merchant's with 20 a second": await _token(shop, SCOPES, rate=Rate.of(20)),
            "a merchant's without a limit": await _token(shop, SCOPES),
        }


async def _token(shop: Shop, scopes: tuple[str, ...], partner: str | None = None, rate: Rate | None = None) -> str:
    return (await create_token(shop.kernel, shop.owner.merchant_id, "bench", scopes, partner=partner, rate=rate))[1]


@contextmanager
def _server(url: str) -> Iterator[str]:
    port = free_port()
    environment = {**os.environ, "HEADLESS_DATABASE_URL": url, "HEADLESS_SECRET_KEY": SECRET}
    environment |= {"HEADLESS_WORKER": "off", "HEADLESS_LOG_LEVEL": "error"}
    command = [sys.executable, "-m", "uvicorn", "headless.asgi:app", "--port", str(port), "--log-level", "error"]
    with listening([*command, "--no-access-log"], port, environment):
        yield f"http://127.0.0.1:{port}"


def _asked(address: str, token: str, times: int) -> list[float]:
    """Return how many seconds a small page took, each time."""
    connection, seconds = http.client.HTTPConnection(urlsplit(address).netloc), list[float]()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for number in range(times):
        body = json.dumps({"query": PAGE, "variables": {"n": f"n{number % MEMBERS}"}})
        began = time.perf_counter()
        connection.request("POST", "/graphql", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        seconds.append(time.perf_counter() - began)
        assert answer.status == 200, text
        assert b'"errors"' not in text, text
        time.sleep(PAUSE_S)
    connection.close()
    return [second * 1_000 for second in seconds]


def _p95(figures: list[float]) -> float:
    return quantiles(figures, n=20)[18]


@dataclass
class _Attack:
    """A process of its own that does its worst. answered: how many of its requests were, once it is over."""

    process: subprocess.Popen[str]
    answered: int = 0

    def pause(self) -> None:
        """Stop it, and wait until what it asked for is done."""
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(SETTLE_S)

    def resume(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)
        time.sleep(SETTLE_S)


@contextmanager
def _attack(address: str, token: str) -> Iterator[_Attack]:
    """Let a process do its worst. What it may spend at once after a pause is spent when this begins."""
    command = [sys.executable, "-m", "benchmarks.hostile.neighbour", "--attack", address]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{token}\n")
    process.stdin.flush()
    time.sleep(GRACE_S)
    attack = _Attack(process)
    try:
        yield attack
    finally:
        process.terminate()
        attack.answered = int(process.stdout.readline() or 0)
        process.wait(10)


async def _hostile(address: str) -> None:
    """Send what is worst on all connections until told to stop, and print how many requests were answered."""
    token, answered, numbers = sys.stdin.readline().strip(), [0], itertools.count()
    host, port = urlsplit(address).hostname, urlsplit(address).port

    async def one() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for number in numbers:
            body = json.dumps({"query": WORST[number % len(WORST)].replace("@", str(number))}).encode()
            head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            status = await reader.readline()
            length = 0
            while (line := await reader.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            await reader.readexactly(length)
            answered[0] += b" 200 " in status

    tasks = [asyncio.create_task(one()) for _ in range(CONNECTIONS)]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    for task in tasks:
        task.cancel()
    print(answered[0], flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--attack", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.attack:
        asyncio.run(_hostile(options.attack))
    else:
        main(options.only, options.rounds)
