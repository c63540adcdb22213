"""How long after its commit a change is told to those who watch, and what an open subscription takes.

`python -m benchmarks.live --only sqlite` for one database. 1,000 WebSockets watch 100 members of one server process. This process
records an order of one member after the other, notes when each was committed, and reads the answers.
"""

import argparse
import asyncio
import json
import os
import secrets
import time

import websockets

from benchmarks.shops.bench_shop import Shop, database_urls, opened
from benchmarks.start import resident_mb, served
from headless.services.configuration.tokens import create_token

SUBSCRIPTIONS, MEMBERS, CHANGES = 1_000, 100, 100
OPENED_AT_ONCE = 50
PAUSE_S = 0.1
SCOPES = ["members:read", "assets:read"]
WATCH = """subscription Watch($number: String!) {
  memberChanged(by: { number: $number }) { member { id asset(kind: "points") { available } } }
}"""


def main(only: str | None = None) -> None:
    """Print the delay from commit to message, and the memory of a subscription."""
    print(f"{SUBSCRIPTIONS:,} subscriptions, {CHANGES} changes; load of the machine {os.getloadavg()[0]:.1f}")
    with database_urls() as urls:
        for dialect, url in urls.items():
            if only in (None, dialect):
                asyncio.run(_measure(dialect, url))


async def _measure(dialect: str, url: str) -> None:
    async with opened(url, MEMBERS, slug=f"live-{secrets.token_hex(4)}") as shop:
        _, token = await create_token(shop.kernel, shop.owner.merchant_id, "front end", SCOPES)
        # it waits for its server by a loop of its own
        server = served(url)
        address, pid, _, _ = await asyncio.to_thread(server.__enter__)
        try:
            each_kb, delays = await _watched(shop, address, pid, token)
        finally:
            await asyncio.to_thread(server.__exit__, None, None, None)
    middle, late = delays[len(delays) // 2], delays[len(delays) * 95 // 100]
    print(f"{dialect:<9} {each_kb:6.1f} KB a subscription; told after {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms")


async def _watched(shop: Shop, address: str, pid: int, token: str) -> tuple[float, list[float]]:
    """Return the kilobytes of a subscription, and the delays in order."""
    before, socket_url = resident_mb(pid), address.replace("http", "ws", 1) + "/graphql"
    connections: list[websockets.ClientConnection] = []
    for at in range(0, SUBSCRIPTIONS, OPENED_AT_ONCE):
        opening = (_open(socket_url, token, f"n{n % MEMBERS}") for n in range(at, at + OPENED_AT_ONCE))
        connections += await asyncio.gather(*opening)
    # the subscriptions are read one after the other
    await asyncio.sleep(2)
    each_kb = (resident_mb(pid) - before) * 1024 / SUBSCRIPTIONS
    delays = sorted(await _delays(shop, connections))
    await asyncio.gather(*(connection.close() for connection in connections))
    return each_kb, delays


async def _open(url: str, token: str, number: str) -> websockets.ClientConnection:
    connection = await websockets.connect(url, subprotocols=[websockets.Subprotocol("graphql-transport-ws")])
    await connection.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
    await connection.recv()
    asked = {"query": WATCH, "variables": {"number": number}}
    await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))
    return connection


async def _delays(shop: Shop, connections: list[websockets.ClientConnection]) -> list[float]:
    """Return the delays of all answers, in seconds."""
    delays: list[float] = []
    for number in range(CHANGES):
        watching = connections[number * 7919 % shop.members :: shop.members]
        answers = [asyncio.create_task(_told_at(connection)) for connection in watching]
        await shop.record(range(number, number + 1))
        committed = time.perf_counter()
        delays += [told - committed for told in await asyncio.gather(*answers)]
        await asyncio.sleep(PAUSE_S * (1 + number % 7) / 7)
    return delays


async def _told_at(connection: websockets.ClientConnection) -> float:
    message = json.loads(await asyncio.wait_for(connection.recv(), 30))
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    return time.perf_counter()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one database alone")
    main(parser.parse_args().only)
