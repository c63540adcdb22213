"""A lean HTTP client: a few connections kept alive, one request at a time on each, and how long each took."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured: how many answers in how many seconds, and how many milliseconds half and 95 % of them took."""

    count: int
    took_s: float
    p50_ms: float
    p95_ms: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.took_s


class Connection(asyncio.Protocol):
    """One connection. Answers must name their length, as all contenders' do."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._needed = 0
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect an answer, and resolve it when it is whole."""
        self._received += data
        if not self._needed:
            head = self._received.find(b"\r\n\r\n")
            if head < 0:
                return
            self._needed = head + 4 + _length(bytes(self._received[:head]))
        if len(self._received) >= self._needed and self._answer is not None:
            answer, self._answer = self._answer, None
            whole, self._received, self._needed = bytes(self._received), bytearray(), 0
            answer.set_result(whole)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail who waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    async def ask(self, request: bytes) -> bytes:
        """Send a request and return the body of the answer. Raise ConnectionError unless the status is 200."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        head, _, body = (await self._answer).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"{head[:60]!r}: {body[:500]!r}")
        return body


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ConnectionError(f"an answer without its length: {head!r}")


async def connect(url: str) -> Connection:
    """Open a connection to the server at a URL."""
    parts = urlsplit(url)
    _, found = await asyncio.get_running_loop().create_connection(Connection, parts.hostname, parts.port)
    return found


async def one(url: str, request: bytes) -> bytes:
    """Send one request on a connection of its own."""
    connection = await connect(url)
    try:
        return await connection.ask(request)
    finally:
        connection.transport.close()


async def asked(url: str, requests: Iterator[bytes], length_s: float) -> tuple[int, float, list[float]]:
    """Ask for so many seconds on all connections at once: how many answers, in how many seconds, and how long each took."""
    connections = [await connect(url) for _ in range(CLIENTS)]
    seconds: list[float] = []
    started = time.perf_counter()

    async def client(connection: Connection) -> None:
        while (began := time.perf_counter()) < started + length_s:
            await connection.ask(next(requests))
            seconds.append(time.perf_counter() - began)

    await asyncio.gather(*(client(each) for each in connections))
    took = time.perf_counter() - started
    for each in connections:
        each.transport.close()
    return len(seconds), took, seconds
