"""WebSockets whose peer is gone, is slow, or does not read are closed in time, whatever the application waits for."""

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn

from headless.cli.commands.serve import PROTOCOL, SOCKET_PROTOCOL
from headless.engine.values.limits import REQUEST_SECONDS
from headless.web.connections import Connection
from headless.web.live.socket_connections import PING_SECONDS, PONG_SECONDS, SocketConnection
from tests.kit.processes import free_port

TEXT, PART, PING, PONG = 1, 0, 9, 10
HEAD = (
    b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
LARGE = "y" * 20_000_000


class Hasty(SocketConnection):
    """A connection that waits for half a second."""

    seconds, check_seconds = 0.5, 0.1


@dataclass
class Server:
    """A server whose application repeats what it hears, or says much, and notes the end of each connection."""

    port: int = field(default_factory=free_port)
    ended: list[int] = field(default_factory=list)
    uvicorn: Any = None

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        assert "websocket" == scope["type"]
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            text = message["text"]
            await send({"type": "websocket.send", "text": LARGE if text == "large" else text})
            if text == "bye":
                await send({"type": "websocket.close"})
        self.ended.append(message["code"])

    @property
    def open(self) -> int:
        return len(self.uvicorn.server_state.connections)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    config = uvicorn.Config(
        made.app, port=made.port, ws=Hasty, http=Connection, lifespan="off", log_config=None, access_log=False, interface="asgi3",
        ws_ping_interval=0.2, ws_ping_timeout=0.3, ws_per_message_deflate=False,
    )  # fmt: skip
    made.uvicorn = uvicorn.Server(config)
    made.uvicorn.capture_signals = nullcontext
    task = asyncio.create_task(made.uvicorn.serve())
    await until(lambda: made.uvicorn.started)
    yield made
    made.uvicorn.should_exit = made.uvicorn.force_exit = True
    await task


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    for _ in range(int(seconds * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it does not come to that")


@dataclass
class Peer:
    """A peer that speaks WebSocket by hand. It answers pings if it is told to."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def frame(self, kind: int, payload: bytes = b"", *, last: bool = True) -> bytes:
        length = len(payload)
        size = bytes([128 | length]) if length < 126 else bytes([128 | 126]) + struct.pack("!H", length)
        return bytes([(128 if last else 0) | kind]) + size + bytes(4) + payload

    def say(self, kind: int, payload: bytes = b"", *, last: bool = True) -> None:
        self.writer.write(self.frame(kind, payload, last=last))

    async def hear(self) -> tuple[int, bytes]:
        first, size = await self.reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 15, await self.reader.readexactly(size)

    async def answer_pings(self) -> None:
        while True:
            kind, payload = await self.hear()
            if kind == PING:
                self.say(PONG, payload)


@asynccontextmanager
async def met(server: Server) -> AsyncIterator[Peer]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(HEAD)
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    try:
        yield Peer(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def answering(peer: Peer) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(peer.answer_pings())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


Slow = Callable[[Peer, int], Awaitable[None] | None]
SLOW: dict[str, Slow] = {
    "parts of one byte": lambda peer, at: peer.say(PART if at else TEXT, b"x", last=False),
    "empty parts": lambda peer, at: peer.say(PART if at else TEXT, b"", last=False),
    "a frame byte by byte": lambda peer, at: peer.writer.write(b"x" if at else peer.frame(TEXT, b"x" * 120)[:7]),
    "a length byte by byte": lambda peer, at: peer.writer.write(peer.frame(TEXT, b"x" * 60_000)[at : at + 1]),
}


def test_the_time_is_the_one_that_is_documented() -> None:
    assert REQUEST_SECONDS == SocketConnection.seconds == PING_SECONDS + PONG_SECONDS


def test_the_command_serves_with_these() -> None:
    for path, class_ in ((PROTOCOL, Connection), (SOCKET_PROTOCOL, SocketConnection)):
        assert path == f"{class_.__module__}:{class_.__name__}"


async def test_what_is_whole_is_passed_on_however_long_the_connection_lasts(server: Server) -> None:
    async with met(server) as peer, answering(peer):
        for _ in range(8):
            peer.say(TEXT, b"a", last=False)
            peer.say(PART, b"b")
            await asyncio.sleep(0.2)

        assert (1, []) == (server.open, server.ended)


async def test_a_peer_that_says_nothing_more_is_closed(server: Server) -> None:
    async with met(server) as peer:
        await until(lambda: server.open == 0)

        assert [PING, 8] == [(await peer.hear())[0] for _ in range(2)]
    assert 1 == len(server.ended)


@pytest.mark.parametrize("name", SLOW)
async def test_a_message_that_does_not_end_is_closed_though_pings_are_answered(server: Server, name: str) -> None:
    async with met(server) as peer, answering(peer):
        began = asyncio.get_running_loop().time()
        for at in range(200):
            if not server.open:
                break
            SLOW[name](peer, at)
            await asyncio.sleep(0.05)

        assert 0 == server.open
        assert asyncio.get_running_loop().time() - began < 4
    await until(lambda: len(server.ended) == 1)


@pytest.mark.parametrize("last", [b"large", b"bye"])
async def test_a_peer_that_does_not_read_is_closed_even_if_the_server_has_closed(server: Server, last: bytes) -> None:
    async with met(server) as peer:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        peer.say(TEXT, b"large")
        peer.say(TEXT, last)
        await until(lambda: server.open == 1)
        await until(lambda: server.open == 0)


async def test_pings_of_a_peer_that_does_not_read_do_not_heap_up(server: Server) -> None:
    async with met(server) as peer:
        (connection,) = server.uvicorn.server_state.connections
        connection.seconds = 60
        peer.say(TEXT, b"large")
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await until(lambda: not connection.writable.is_set())
        waits = connection.transport.get_write_buffer_size()
        for _ in range(2_000):
            peer.writer.write(peer.frame(PING, b"z" * 120) * 10)
            await asyncio.sleep(0)
        peer.say(PING, b"the last")
        await asyncio.sleep(0.1)

        assert connection.transport.get_write_buffer_size() <= waits + 1_000


async def test_a_ping_while_much_is_sent_is_answered_once_it_is_read(server: Server) -> None:
    async with met(server) as peer:
        (connection,) = server.uvicorn.server_state.connections
        peer.say(TEXT, b"large")
        await until(lambda: not connection.writable.is_set())
        for name in (b"first", b"last"):
            peer.say(PING, name)
        heard = [await peer.hear()]
        while heard[-1] != (PONG, b"last"):
            heard.append(await peer.hear())
            if heard[-1][0] == PING:
                peer.say(PONG, heard[-1][1])

    assert (TEXT, LARGE.encode()) in heard


async def test_the_system_gives_up_a_peer_that_confirms_nothing(server: Server) -> None:
    async with met(server):
        (connection,) = server.uvicorn.server_state.connections
        own = connection.transport.get_extra_info("socket")

        if hasattr(socket, "TCP_USER_TIMEOUT") and os.uname().sysname == "Linux":
            assert 1_000 * REQUEST_SECONDS == own.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
