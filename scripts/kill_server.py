"""Kill a serving process again and again while orders come in. Nothing may be lost or doubled.

    python scripts/kill_server.py [--rounds 10] [--url postgresql://…]

Every order is sent under its own external id until it was answered. Then each member's points must be the sum of the orders, and
`headless verify` must find nothing. The exit code is 1 if either is not so.
"""

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

import httpx

MEMBERS, CLIENTS = 20, 8
RECORD = """mutation ($events: [EventInput!]!) {
  eventsRecord(input: {events: $events}) { results { status userErrors { code message } } }
}"""


class Shop:
    """A server that is killed and started again, and its clients."""

    def __init__(self, url: str, folder: Path) -> None:
        self.environment = {**os.environ, "HEADLESS_DATABASE_URL": url, "HEADLESS_SECRET_KEY": "k" * 40}
        self.folder, self.numbers, self.total = folder, count(1), dict.fromkeys(range(MEMBERS), 0)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.secret = ""
        self.answered = self.resent = 0

    def headless(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "headless.cli", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, check=check, capture_output=True, text=True
        )

    def serve(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "headless.cli", "serve", "--port", str(self.port)]
        log = (self.folder / "serve.log").open("ab")
        return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=log, stderr=log)

    async def ask(
        self, client: httpx.AsyncClient, query: str, variables: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Send a request until it is answered, and return the answer."""
        while True:
            try:
                answer = await client.post("/graphql", json={"query": query, "variables": variables})
                if answer.status_code == 200:
                    body: dict[str, object] = answer.json()
                    if not body.get("errors"):
                        return body
            except httpx.HTTPError:
                pass
            self.resent += 1
            await asyncio.sleep(0.05)

    async def send_orders(self, client: httpx.AsyncClient, stop: asyncio.Event) -> None:
        """Send orders one after another, each until it was answered."""
        while not stop.is_set():
            number = next(self.numbers)
            member, amount = number % MEMBERS, random.randint(1, 500)
            event = {
                "type": "order.paid", "member": {"number": f"n{member}"}, "source": "till", "externalId": f"o{number}",
                "data": {"orderId": f"o{number}", "total": str(amount)},
            }  # fmt: skip
            body = await self.ask(client, RECORD, {"events": [event]})
            result = body["data"]["eventsRecord"]["results"][0]  # type: ignore[index]
            assert result["status"] in ("RECORDED", "DUPLICATE"), result
            self.total[member] += amount
            self.answered += 1


async def tell(shop: Shop, rounds: int) -> list[str]:
    """Kill the server and start it again, and return the members whose points are wrong."""
    headers = {"Authorization": f"Bearer {shop.secret}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{shop.port}", headers=headers, timeout=10) as client:
        process = shop.serve()
        await shop.ask(client, 'mutation { ruleSave(input: {rule: "points_per_spend"}) { userErrors { code } } }')
        for number in range(MEMBERS):
            create = f'mutation {{ memberCreate(input: {{number: "n{number}"}}) {{ userErrors {{ code }} }} }}'
            await shop.ask(client, create)
        stop = asyncio.Event()
        clients = [asyncio.create_task(shop.send_orders(client, stop)) for _ in range(CLIENTS)]
        for _ in range(rounds):
            await asyncio.sleep(random.uniform(2.0, 5.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
            process = shop.serve()
        await asyncio.sleep(3)
        stop.set()
        await asyncio.gather(*clients)
        wrong = []
        for number, expected in shop.total.items():
            query = f'{{ member(by: {{number: "n{number}"}}) {{ asset(kind: "points") {{ available }} }} }}'
            body = await shop.ask(client, query)
            found = body["data"]["member"]["asset"]["available"]  # type: ignore[index]
            if int(found) != expected:
                wrong.append(f"n{number}: {found}, expected {expected}")
        process.terminate()
        process.wait()
        return wrong


def main() -> int:
    """Run the rounds and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--url", help="a fresh database; a SQLite file of its own if left out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="headless-kill-") as folder:
        shop = Shop(given.url or f"sqlite:///{folder}/shop.db", Path(folder))
        shop.headless("merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
        shop.secret = shop.headless("token", "create", "--merchant", "shop", "--scope", "admin").stdout.strip()
        wrong = asyncio.run(tell(shop, given.rounds))
        verified = shop.headless("verify", check=False)
    print(f"{given.rounds} kills, {shop.answered} orders answered, {shop.resent} requests sent again")
    print("\n".join(wrong) or "all points are right")
    print(verified.stdout.strip() or verified.stderr.strip())
    return 1 if wrong or verified.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
