"""What goes over the wire: real receivers, and addresses that are not to be called."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from headless.engine.values import limits
from headless.services.outgoing import requests
from headless.services.outgoing.requests import Outgoing, send
from headless.services.webhooks import courier as courier_module
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.running import deliver_due
from tests.services.shop import Shop
from tests.services.webhooks.receivers import MINUTE_US, Post, problem_in

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def receiving(script: Script) -> AsyncIterator[str]:
    """A receiver on this machine that does what a script says."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks?key=1"
    finally:
        server.close()


async def request_of(reader: asyncio.StreamReader) -> tuple[dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in head[1:] if line)}
    return headers, await reader.readexactly(int(headers["content-length"]))


def courier_of(post: Post, **settings: Any) -> Courier:
    kernel = post.shop.kernel
    local = replace(kernel, settings=kernel.settings.model_copy(update={"webhook_local": True, **settings}))
    return Courier(local, lambda: post.queries, chance=lambda: 0.5)


async def stored_endpoint(post: Post, url: str) -> Any:
    """Make an endpoint at an address that could not be saved."""
    receiver = await post.endpoint()
    async with post.shop.kernel.db.transaction() as session:
        await session.execute("UPDATE webhook_endpoint SET url = $1 WHERE id = $2", url, receiver.endpoint_id)
    return receiver


async def problem_of(post: Post, receiver: Any) -> Any:
    (delivery,) = await post.deliveries(receiver)
    return problem_in(delivery.error)


async def test_a_receiver_gets_what_the_library_verifies(post: Post, shop: Shop) -> None:
    taken = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(await request_of(reader))
        writer.write(OK)
        await writer.drain()

    async with receiving(take) as url:
        receiver = await stored_endpoint(post, url)
        await shop.order(await shop.member(name="王小明"), "10", "o1")
        assert 1 == await deliver_due(courier_of(post))
    ((headers, body),) = taken
    assert "order.paid" == Webhook(receiver.secret).verify(body, headers)["type"]
    assert ("application/json", "identity") == (headers["content-type"], headers["accept-encoding"])
    assert url.startswith(f"http://{headers['host']}/")


async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(b"HTTP/1.1 307 Moved\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


async def close_before(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)


async def close_in_the_middle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nhalf of")
    await writer.drain()


async def no_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()


async def fail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


UNREACHED, STATUS = "{url} cannot be reached: {name}", "the endpoint answers with the status {status}"


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (redirect, STATUS),
        (close_before, UNREACHED),
        (close_in_the_middle, UNREACHED),
        (no_http, UNREACHED),
        (fail, STATUS),
    ],
)
async def test_what_is_not_taken_whole_is_sent_again(post: Post, shop: Shop, script: Script, problem: str) -> None:
    scripts: list[Script] = [script]
    bodies = []

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if scripts:
            await scripts.pop()(reader, writer)
            return
        bodies.append(await request_of(reader))
        writer.write(OK)
        await writer.drain()

    async with receiving(act) as url:
        receiver = await stored_endpoint(post, url)
        await shop.order(await shop.member(), "10", "o1")
        assert 0 == await deliver_due(courier_of(post))
        assert problem == await problem_of(post, receiver)
        post.clock.advance(MINUTE_US)
        assert 1 == await deliver_due(courier_of(post))
    assert 1 == len(bodies)


async def test_a_slow_receiver_is_left_after_a_while_and_delays_no_other(
    post: Post, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "WEBHOOK_SECONDS", 0.5)
    quick = []

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        quick.append((await request_of(reader), slow_is_done.is_set()))
        writer.write(OK)
        await writer.drain()

    slow_is_done = asyncio.Event()
    async with receiving(drip) as slow_url, receiving(take) as quick_url:
        slow = await stored_endpoint(post, slow_url)
        await stored_endpoint(post, quick_url)
        await shop.order(await shop.member(), "10", "o1")
        assert 1 == await deliver_due(courier_of(post))
    assert [False] == [late for _, late in quick]
    assert "{url} did not answer within {seconds:g} seconds" == await problem_of(post, slow)


async def test_of_an_endless_answer_little_is_read() -> None:
    written = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while written < 1 << 26:
            writer.write(b"x" * 65_536)
            written += 65_536
            await writer.drain()

    async with receiving(endless) as url:
        answered = await send(Outgoing(url, 5, limits.WEBHOOK_ANSWER_BYTES, "POST", {}, b"{}", local=True))
        await asyncio.sleep(0.1)
    assert (200, True, limits.WEBHOOK_ANSWER_BYTES) == (answered.status, answered.is_cut, len(answered.body))
    assert written < 1 << 25


PRIVATE = "the host {host!r} does not lead to a public address"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "fec0::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "::10.0.0.1",
        "::ffff:0:127.0.0.1", "2001:db8::1",
    ],
)  # fmt: skip
async def test_a_name_that_leads_into_a_private_network_is_never_called(
    post: Post, shop: Shop, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    if shop.kernel.db.dialect == "postgres":
        return
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolving([address]))
    monkeypatch.setattr(requests, "_trusted", unreachable)
    receiver = await post.endpoint(url="https://hooks.example")
    await shop.order(await shop.member(), "10")
    await deliver_due(courier_of(post))

    assert PRIVATE == await problem_of(post, receiver)


async def test_a_name_that_changes_its_address_is_called_where_it_was_checked(
    post: Post, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the first answer of the resolver is public, the next ones are private."""
    called: list[tuple[str, int]] = []

    async def connect(remote_host: str, remote_port: int, **more: Any) -> Any:
        called.append((remote_host, remote_port))
        raise OSError("no one is there")

    asked = resolving(["93.184.215.14"], ["127.0.0.1"])
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", asked)
    monkeypatch.setattr("anyio.connect_tcp", connect)
    receiver = await post.endpoint(url="https://hooks.example")
    await shop.order(await shop.member(), "10")
    await deliver_due(courier_of(post))
    assert [("93.184.215.14", 443)] == called
    assert UNREACHED == await problem_of(post, receiver)
    post.clock.advance(MINUTE_US)
    await deliver_due(courier_of(post))
    assert 1 == len(called)
    assert PRIVATE == await problem_of(post, receiver)


@pytest.mark.parametrize("url", ["http://hooks.example", "http://127.0.0.1:1/", "ftp://hooks.example", "https://"])
async def test_only_https_is_called_unless_a_setting_says_so(post: Post, shop: Shop, url: str) -> None:
    receiver = await stored_endpoint(post, url)
    await shop.order(await shop.member(), "10")
    await deliver_due(courier_of(post, webhook_local=False))

    assert "{url!r} is no https address" == await problem_of(post, receiver)


def resolving(*answers: list[str]) -> Any:
    left = list(answers)

    async def getaddrinfo(self: Any, host: str, port: int, **more: Any) -> list[Any]:
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    return getaddrinfo


def unreachable() -> Any:
    raise AssertionError("no connection is to be made")
