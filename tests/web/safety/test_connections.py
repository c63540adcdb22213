"""What comes before a caller is known is bounded: heads, headers, and the time that a request may take to arrive."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import pytest
import uvicorn

from headless.engine.values.limits import HEAD_BYTES, HEADERS_MOST, REQUEST_SECONDS
from headless.web.connections import SENT_BYTES, Connection
from tests.kit.processes import free_port

HOST = b"GET / HTTP/1.1\r\nhost: x\r\n"
LARGE = b"y" * 20_000_000


class Hasty(Connection):
    """A connection that waits for half a second."""

    seconds, check_seconds = 0.5, 0.1


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the number of bytes that were sent, or with much."""
    if scope["type"] != "http":
        return
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": LARGE if scope["path"] == "/large" else str(size).encode()})


Connect = Callable[[], Any]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Opens connections to a server."""
    port = free_port()
    config = uvicorn.Config(
        app, port=port, http=Hasty, lifespan="off", log_config=None, access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve())
    await _started(server)
    yield lambda: asyncio.open_connection("127.0.0.1", port)
    server.should_exit = server.force_exit = True
    await task


@asynccontextmanager
async def _open(connect: Connect) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await connect()
    try:
        yield reader, writer
    finally:
        writer.close()


async def _started(server: uvicorn.Server) -> None:
    for _ in range(1_000):
        if server.started:
            return
        await asyncio.sleep(0.01)


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the connection is closed."""
    try:
        async with asyncio.timeout(5):
            return await reader.read(-1)
    except ConnectionResetError:
        return b"reset"


def test_the_time_is_the_one_that_is_documented() -> None:
    assert 30 == REQUEST_SECONDS == Connection.seconds


@pytest.mark.parametrize(
    "head",
    [
        HOST + b"x: " + b"a" * (HEAD_BYTES + 300_000),
        HOST + b"x: " + b"a" * HEAD_BYTES + b"\r\n\r\n",
        HOST + b"".join(b"x%d: a\r\n" % number for number in range(HEADERS_MOST)) + b"\r\n",
        b"GET /" + b"a" * (HEAD_BYTES + 300_000),
        b"GET /?" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["endless header", "large header", "many headers", "endless address", "large address"],
)
async def test_a_large_head_is_refused_before_it_is_kept(connect: Connect, head: bytes) -> None:
    async with _open(connect) as (reader, writer):
        for start in range(0, len(head), 50_000):
            writer.write(head[start : start + 50_000])
            await asyncio.sleep(0)
        answer = await rest(reader)

    assert answer.startswith(b"HTTP/1.1 431") or answer == b"reset"


async def test_a_large_head_is_told_why(connect: Connect) -> None:
    async with _open(connect) as (reader, writer):
        writer.write(HOST + b"x: " + b"a" * HEAD_BYTES + b"\r\n\r\n")

        assert (await rest(reader)).startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")


async def test_a_head_of_ordinary_size_is_answered_and_the_next_one_too(connect: Connect) -> None:
    async with _open(connect) as (reader, writer):
        for _ in range(3):
            writer.write(HOST + b"x: " + b"a" * (HEAD_BYTES - 100) + b"\r\n\r\n")
            answer = await reader.readuntil(b"0\r\n\r\n")

            assert answer.startswith(b"HTTP/1.1 200")


async def test_a_body_is_not_counted_as_a_head(connect: Connect) -> None:
    body = b"z" * (3 * HEAD_BYTES)
    async with _open(connect) as (reader, writer):
        for _ in range(2):
            writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            answer = await reader.readuntil(b"0\r\n\r\n")

            assert str(len(body)).encode() in answer


async def test_trailers_and_chunks_are_counted_too(connect: Connect) -> None:
    async with _open(connect) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: ")
        for _ in range(2 * SENT_BYTES // 100_000):
            writer.write(b"a" * 100_000)
            await asyncio.sleep(0)
        answer = await rest(reader)

    assert answer.startswith(b"HTTP/1.1 413") or answer == b"reset"


@pytest.mark.parametrize(
    "begun",
    [b"", b"\r\n", b"GET", HOST, HOST + b"x: ", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc"],
    ids=["nothing", "empty lines", "a word", "headers", "a header", "a body"],
)
async def test_what_does_not_arrive_in_time_is_closed(connect: Connect, begun: bytes) -> None:
    async with _open(connect) as (reader, writer):
        began = asyncio.get_running_loop().time()
        writer.write(begun)
        answer = await rest(reader)
        took = asyncio.get_running_loop().time() - began

    assert answer.startswith(b"HTTP/1.1 408")
    assert 0.4 < took < 4


async def test_a_byte_now_and_then_does_not_keep_a_connection_open(connect: Connect) -> None:
    async with _open(connect) as (reader, writer):
        writer.write(HOST)
        ended = asyncio.create_task(rest(reader))
        for _ in range(40):
            if ended.done():
                break
            writer.write(b"x")
            await asyncio.sleep(0.1)

        assert ended.done()


@pytest.mark.parametrize(
    ("head", "part", "most"),
    [
        (HOST, b"a: b\r\n", HEAD_BYTES),
        (HOST, b"\r\n".join([b"x: " + b"a" * 60] * 9) + b"\r\n", HEAD_BYTES),
        (b"\r\n", b"\r\n", HEAD_BYTES),
        (b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1;", b"a=b;" * 100, SENT_BYTES),
        (b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", b"1;a=b\r\nx\r\n" * 100, SENT_BYTES),
    ],
    ids=["short headers", "folders of headers", "empty lines", "an endless extension", "tiny chunks"],
)
async def test_what_has_no_end_is_cut_off_by_its_size_or_its_time(
    connect: Connect, head: bytes, part: bytes, most: int
) -> None:
    async with _open(connect) as (reader, writer):
        ended = asyncio.create_task(rest(reader))
        writer.write(head)
        sent = 0
        for _ in range(200_000):
            if ended.done() or writer.is_closing():
                break
            writer.write(part * 50)
            sent += len(part) * 50
            await asyncio.sleep(0)
        answer = await ended

    assert answer == b"reset" or answer.split()[1] in (b"400", b"408", b"413", b"431")
    assert sent < most + 3_000_000


async def test_a_body_of_a_byte_now_and_then_is_closed(connect: Connect) -> None:
    async with _open(connect) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n")
        ended = asyncio.create_task(rest(reader))
        for _ in range(60):
            if ended.done():
                break
            writer.write(b"x")
            await asyncio.sleep(0.1)

        assert ended.done()
        assert (await ended).startswith(b"HTTP/1.1 408") or await ended == b"reset"


async def test_an_answer_that_is_not_read_is_dropped(connect: Connect) -> None:
    reader, writer = await connect()
    writer.transport.pause_reading()
    writer.write(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
    await asyncio.sleep(2)
    writer.transport.resume_reading()
    read = await rest(reader)
    writer.close()

    assert len(read) < len(LARGE)


async def test_waiting_between_requests_is_no_slowness(connect: Connect) -> None:
    async with _open(connect) as (reader, writer):
        for _ in range(2):
            writer.write(HOST + b"\r\n")
            assert (await reader.readuntil(b"0\r\n\r\n")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.8)
