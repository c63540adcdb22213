"""`headless webhooks`: what is listed, sent again, and told to a program on this machine; workers that are killed."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from headless.config import Settings
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import Principal, system
from headless.services.members.members import create_member
from headless.services.webhooks.endpoints import save_endpoint
from tests.cli.conftest import Command
from tests.kit.processes import PATIENCE_SECONDS, process

SECRET_KEY = "a secret key that only these tests know"
MEMBERS = 6


class Receiver(ThreadingHTTPServer):
    """A receiver on this machine that keeps what it takes. It says at once that it is there, and later that it took a message."""

    daemon_threads = True

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seconds = seconds
        self.taken: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/hooks"

    @property
    def orders(self) -> list[str]:
        """The order numbers of what came, in the order of the messages' first arrivals."""
        seen = {headers["webhook-id"]: json.loads(body)["data"]["data"]["orderId"] for headers, body in self.taken}
        return list(seen.values())


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append(({name.lower(): text for name, text in self.headers.items()}, body))
        time.sleep(self.server.seconds)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def receiving(seconds: float = 0.0) -> Iterator[Receiver]:
    with Receiver(seconds) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


async def in_shop(url: str, work: Any) -> Any:
    settings = Settings(database_url=url, secret_key=SECRET_KEY, plugins=("builtin",), webhook_local=True)
    async with open_kernel(settings) as kernel:
        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, "shop")
        return await work(kernel, system(merchant.id, merchant.slug))


def orders_of(numbers: range) -> Any:
    async def work(kernel: Kernel, owner: Principal) -> None:
        for number in range(MEMBERS):
            await create_member(kernel, owner, {"number": f"m{number}"})
        for number in numbers:
            data = {"orderId": f"o{number}", "total": "10.00"}
            given = EventInput("order.paid", data, Lookup("number", f"m{number % MEMBERS}"), "till", f"o{number}")
            (recorded,) = await record_events(kernel, owner, [given])
            assert recorded.problem is None, recorded.problem

    return work


def endpoint_at(url: str) -> Any:
    async def work(kernel: Kernel, owner: Principal) -> str | None:
        given = {"url": url, "topics": ["order.paid"]}
        answer = await save_endpoint(kernel, owner, given, lambda query: None)
        assert answer.saved.problem is None, answer.saved.problem
        return answer.secret

    return work


@pytest.fixture
def url(empty_database_url: str, headless: Command, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database of each dialect with the merchant `shop`, which every process of the test takes."""
    for name, text in {"DATABASE_URL": empty_database_url, "SECRET_KEY": SECRET_KEY, "WEBHOOK_LOCAL": "on"}.items():
        monkeypatch.setenv(f"HEADLESS_{name}", text)
    created = headless("merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
    assert 0 == created.code, created.err
    return empty_database_url


def test_endpoints_are_listed_and_what_they_had_is_sent_again(url: str, headless: Command) -> None:
    assert "no webhook endpoints" == headless("webhooks", "list", "--merchant", "shop").lines[0]
    with receiving() as receiver:
        asyncio.run(in_shop(url, endpoint_at(receiver.url)))
        asyncio.run(in_shop(url, orders_of(range(3))))
        (listed,) = headless("webhooks", "list", "--merchant", "shop", "--json").json
        assert (3, 0, "ON", receiver.url) == tuple(listed[name] for name in ("waiting", "givenUp", "state", "url"))
        assert 0 == headless("worker", "--once").code
        assert ["o0", "o1", "o2"] == sorted(receiver.orders)
        assert listed["id"] in headless("webhooks", "list", "--merchant", "shop").out
        answer = headless("webhooks", "replay", "--merchant", "shop", "--since", "2020-01-01T00:00:00Z")
        assert (0, "3 deliveries are sent again\n") == (answer.code, answer.err)
        assert 0 == headless("worker", "--once").code
        assert (3, 6) == (len(receiver.orders), len(receiver.taken))
        answer = headless("webhooks", "replay", receiver.taken[0][0]["webhook-id"], "--merchant", "shop")
        assert "1 deliveries are sent again\n" == answer.err
    for wrong in ((), ("--endpoint", "hook_0000000000000"), ("evt_0000000000000",), ("--since", "today")):
        assert 2 == headless("webhooks", "replay", *wrong, "--merchant", "shop").code


def wait(until: Any) -> None:
    patience = time.monotonic() + 4 * PATIENCE_SECONDS
    while not until():
        assert time.monotonic() < patience
        time.sleep(0.05)


def test_a_program_on_this_machine_is_told_what_happens(url: str, headless: Command) -> None:
    asyncio.run(in_shop(url, orders_of(range(1))))
    secret = "whsec_" + "c2VjcmV0" * 4
    with receiving() as receiver:
        listen = ("webhooks", "listen", "--merchant", "shop", "--forward", receiver.url, "--topic", "order.paid")
        with process(*listen, "--secret", secret) as running:
            assert running.stderr is not None
            while "telling" not in running.stderr.readline():
                assert running.poll() is None
            asyncio.run(in_shop(url, orders_of(range(1, 4))))
            wait(lambda: len(receiver.taken) == 3)
            running.send_signal(signal.SIGINT)
            printed, logged = running.communicate(timeout=PATIENCE_SECONDS)
            assert 0 == running.returncode
        assert ["o1", "o2", "o3"] == receiver.orders
        headers, body = receiver.taken[0]
        assert "order.paid" == Webhook(secret).verify(body, headers)["type"]
    # libraries would log the whole URL, in which there may be a secret
    assert "HTTP Request" not in logged
    assert ["order.paid", "204"] == printed.splitlines()[0].split()[1:3]
    for wrong in (
        ("--forward", "http://example.com"),
        ("--forward", "ftp://localhost"),
        ("--forward", "http://localhost:1", "--secret", "x"),
        ("--forward", "http://localhost:1", "--query", "{ nothing }"),
    ):
        assert 2 == headless("webhooks", "listen", *wrong, "--merchant", "shop").code


def test_a_worker_that_is_killed_loses_nothing_and_others_take_over(url: str) -> None:
    count = 48
    with receiving(seconds=0.05) as receiver:
        secret = asyncio.run(in_shop(url, endpoint_at(receiver.url)))
        asyncio.run(in_shop(url, orders_of(range(count))))
        assert secret is not None
        with process("worker") as first:
            wait(lambda: len(receiver.taken) >= 6)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        asyncio.run(in_shop(url, ended_leases))
        with process("worker") as second, process("worker") as third:
            wait(lambda: len(set(receiver.orders)) == count)
            for worker in (second, third):
                worker.send_signal(signal.SIGTERM)
                assert 0 == worker.wait(PATIENCE_SECONDS)
    for member in range(MEMBERS):
        mine = [number for number in (int(order[1:]) for order in receiver.orders) if number % MEMBERS == member]
        assert sorted(mine) == mine
    for headers, body in receiver.taken:
        Webhook(secret).verify(body, headers)


async def ended_leases(kernel: Kernel, owner: Principal) -> None:
    """Let a minute pass for what the killed worker had claimed."""
    async with kernel.db.transaction() as session:
        await session.execute("UPDATE webhook_delivery SET leased_until = 1 WHERE leased_until IS NOT NULL")
