"""The contenders, each a uvicorn process of its own on a free port, and what is sent to them."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count

from benchmarks.page_client import one
from benchmarks.page_queries import LIST, PAGE

START_S = 60
APPS = {"ours": "headless.asgi:app", "stock": "benchmarks.page_stock:app", "limit": "benchmarks.page_limit:app"}


@dataclass(frozen=True, slots=True)
class Contender:
    """One server, and how it is asked."""

    name: str
    url: str
    token: str
    members: int

    def requests(self, question: str) -> Iterator[bytes]:
        """Requests without end: the list, or the page of one member after another."""
        for at in count(1):
            yield self._request(question, f"n{at * 7919 % self.members}")

    def _request(self, question: str, number: str) -> bytes:
        if self.name == "limit":
            return _http("GET", "/list" if question == "list" else f"/page/{number}", b"", "")
        asked = {"query": LIST} if question == "list" else {"query": PAGE, "variables": {"number": number}}
        path = "/graphql" if self.name == "ours" else "/graphql/"
        return _http("POST", path, json.dumps(asked).encode(), self.token)

    async def data(self, question: str) -> object:
        """The data of one answer. Errors: ValueError where it tells of errors."""
        found = json.loads(await one(self.url, next(self.requests(question))))
        if "errors" in found:
            raise ValueError(f"{self.name}: {found['errors'][:2]}")
        return found["data"]


def _http(method: str, path: str, body: bytes, token: str) -> bytes:
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    if token:
        head.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*head, "", ""]).encode() + body


@contextmanager
def serving(database_url: str, merchant_id: int, token: str, members: int) -> Iterator[list[Contender]]:
    """All contenders, ready to answer."""
    environment = {
        **os.environ,
        "HEADLESS_DATABASE_URL": database_url,
        "HEADLESS_SECRET_KEY": "benchmarks" * 4,
        "HEADLESS_WORKER": "off",
        "HEADLESS_BENCH_MERCHANT": str(merchant_id),
    }
    with ExitStack() as stack:
        yield [
            Contender(name, stack.enter_context(_server(app, environment)), token, members)
            for name, app in APPS.items()
        ]


@contextmanager
def _server(app: str, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(START_S * 10):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"no server on port {port} within {START_S} seconds")


async def agreed(contenders: list[Contender], question: str) -> int:
    """The number of values in the answer. Errors: ValueError unless all give the same answer."""
    answers = await asyncio.gather(*(each.data(question) for each in contenders))
    for contender, answer in zip(contenders, answers, strict=True):
        if answer != answers[0]:
            raise ValueError(f"{contender.name} answers differently: {json.dumps(answer, ensure_ascii=False)[:2000]}\n"
                             f"{contenders[0].name}: {json.dumps(answers[0], ensure_ascii=False)[:2000]}")  # fmt: skip
    return _values(answers[0])


def _values(document: object) -> int:
    if isinstance(document, dict):
        return sum(_values(each) for each in document.values())
    if isinstance(document, list):
        return sum(_values(each) for each in document)
    return 1
