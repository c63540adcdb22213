"""Lose a database and bring it back: nothing that was acknowledged before the back-up may be missing.

    python scripts/restore_drill.py [--url postgresql://…] [--orders 200]

Orders come in while the back-up is made. Then the server is killed and the database destroyed, restored and checked with
`headless doctor` and `headless verify`. At last every order is sent again, as senders do after a loss: what was acknowledged
before the back-up began must be a duplicate, and in the end each member's points are the sum of the orders. The exit code is 1
if anything of this is not so. `--url` names a fresh database of PostgreSQL that may be dropped, and needs pg_dump, pg_restore and
psql; without it the drill makes a SQLite file.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import httpx

MEMBERS, CLIENTS, POINTS = 10, 4, 7
SHOP = ("--merchant", "shop")
RECORD = """mutation ($events: [EventInput!]!) {
  eventsRecord(input: {events: $events}) { results { status userErrors { code message } } }
}"""


class Drill:
    """A shop, its database and the orders that it acknowledged."""

    def __init__(self, url: str | None, folder: Path) -> None:
        self.folder, self.postgres = folder, url
        self.url = url or f"sqlite:///{folder}/shop.db"
        self.environment = {
            **os.environ,
            "HEADLESS_DATABASE_URL": self.url,
            "HEADLESS_SECRET_KEY": os.urandom(32).hex(),
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.secret = ""
        self.acknowledged: list[int] = []
        self.faults: list[str] = []

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command and return what it printed."""
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, check=False, capture_output=True, text=True
        )
        if check and done.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}{done.stdout}")
        if done.returncode:
            self.faults.append(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def headless(self, *arguments: str, check: bool = True) -> str:
        return self.run(sys.executable, "-m", "headless.cli", *arguments, check=check)

    def serve(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "headless.cli", "serve", "--port", str(self.port)]
        with (self.folder / "serve.log").open("ab") as log:
            return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=log, stderr=log)

    # ── what an operator does, as docs/operations/backups.md says it

    def back_up(self) -> None:
        if self.postgres is None:
            self.headless("backup", str(self.folder / "backup.db"))
        else:
            self.run(tool("pg_dump"), "--format=custom", "--file", str(self.folder / "backup.dump"), self.postgres)

    def destroy(self) -> None:
        """Remove the database, as if its disk were gone."""
        if self.postgres is None:
            for file in self.folder.glob("shop.db*"):
                file.write_bytes(b"gone")
        else:
            self._administer(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def restore(self) -> None:
        if self.postgres is None:
            # the log next to the old file belongs to the old file
            for file in self.folder.glob("shop.db*"):
                file.unlink()
            shutil.copyfile(self.folder / "backup.db", self.folder / "shop.db")
            (self.folder / "shop.db").chmod(0o600)
        else:
            self._administer(f'CREATE DATABASE "{self._name}" TEMPLATE template0')
            flags = ("--exit-on-error", "--single-transaction", "--no-owner", "--dbname", self.postgres)
            self.run(tool("pg_restore"), *flags, str(self.folder / "backup.dump"))
            self.run(tool("psql"), "--no-psqlrc", "--command", "ANALYZE", self.postgres)

    @property
    def _name(self) -> str:
        return urlsplit(self.postgres or "").path.strip("/")

    def _administer(self, statement: str) -> None:
        server = urlsplit(self.postgres or "")._replace(path="/postgres").geturl()
        self.run(tool("psql"), "--no-psqlrc", "--command", statement, server)


def tool(name: str) -> str:
    """Return a program of PostgreSQL's, wherever the system keeps it."""
    folders = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    path = shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders))
    if path is None:
        raise SystemExit(f"there is no {name} here: install the client of PostgreSQL")
    return path


async def ask(client: httpx.AsyncClient, query: str, variables: dict[str, object] | None = None) -> dict[str, object]:
    """Send a request until it is answered, and return what it answers."""
    for _ in range(600):
        try:
            answer = await client.post("/graphql", json={"query": query, "variables": variables})
            if answer.status_code == 200 and not answer.json().get("errors"):
                data: dict[str, object] = answer.json()["data"]
                return data
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.05)
    raise SystemExit("the server does not answer: see serve.log")


async def send(client: httpx.AsyncClient, number: int) -> str:
    """Send an order and return its status."""
    event = {
        "type": "order.paid", "member": {"number": f"n{number % MEMBERS}"}, "source": "till", "externalId": f"o{number}",
        "data": {"orderId": f"o{number}", "total": str(POINTS)},
    }  # fmt: skip
    data = await ask(client, RECORD, {"events": [event]})
    (result,) = data["eventsRecord"]["results"]  # type: ignore[index]
    return str(result["status"])


async def fill(drill: Drill, client: httpx.AsyncClient, orders: int) -> set[int]:
    """Send orders, back up in the middle of them, and return those that were acknowledged before."""
    await ask(client, 'mutation { ruleSave(input: {rule: "points_per_spend"}) { userErrors { code } } }')
    for number in range(MEMBERS):
        await ask(client, f'mutation {{ memberCreate(input: {{number: "n{number}"}}) {{ userErrors {{ code }} }} }}')
    waiting, halfway, backed_up = count(), asyncio.Event(), asyncio.Event()

    async def sending() -> None:
        while not backed_up.is_set() or len(drill.acknowledged) < orders:
            number = next(waiting)
            await send(client, number)
            drill.acknowledged.append(number)
            if len(drill.acknowledged) >= orders // 2:
                halfway.set()

    clients = [asyncio.create_task(sending()) for _ in range(CLIENTS)]
    await halfway.wait()
    before = set(drill.acknowledged)
    await asyncio.to_thread(drill.back_up)
    backed_up.set()
    await asyncio.gather(*clients)
    return before


async def send_again(drill: Drill, client: httpx.AsyncClient, before: set[int]) -> dict[str, int]:
    """Send every order again, check the points of all members, and return how many had which status."""
    counts: dict[str, int] = {}
    for number in sorted(drill.acknowledged):
        status = await send(client, number)
        counts[status] = counts.get(status, 0) + 1
        if status != "DUPLICATE" and (number in before or status != "RECORDED"):
            drill.faults.append(f"order {number} was acknowledged before the back-up, and is {status} after it")
    for member in range(MEMBERS):
        query = f'{{ member(by: {{number: "n{member}"}}) {{ asset(kind: "points") {{ available }} }} }}'
        data = await ask(client, query)
        points = int(data["member"]["asset"]["available"])  # type: ignore[index]
        expected = POINTS * sum(1 for number in drill.acknowledged if number % MEMBERS == member)
        if points != expected:
            drill.faults.append(f"n{member} has {points} points instead of {expected}")
    return counts


async def carry_out(drill: Drill, orders: int) -> dict[str, object]:
    """Run the whole drill and return its figures."""
    headers = {"Authorization": f"Bearer {drill.secret}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{drill.port}", headers=headers, timeout=30) as client:
        process = drill.serve()
        try:
            before = await fill(drill, client, orders)
            process.send_signal(signal.SIGKILL)
            process.wait()
            drill.destroy()
            drill.restore()
            drill.headless("doctor", check=False)
            drill.headless("verify", check=False)
            process = drill.serve()
            counts = await send_again(drill, client, before)
        finally:
            process.terminate()
            process.wait()
    drill.headless("verify", check=False)
    return {"acknowledged": len(drill.acknowledged), "beforeTheBackup": len(before), **counts}


def main() -> int:
    """Carry out the drill and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a fresh database of PostgreSQL, which is dropped; a SQLite file if left out")
    parser.add_argument("--orders", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="headless-drill-") as folder:
        drill = Drill(given.url, Path(folder))
        drill.headless("merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
        drill.secret = drill.headless("token", "create", *SHOP, "--scope", "admin")
        figures = asyncio.run(carry_out(drill, given.orders))
    print(json.dumps(figures))
    print("\n".join(drill.faults) or "nothing is lost")
    return 1 if drill.faults else 0


if __name__ == "__main__":
    sys.exit(main())
