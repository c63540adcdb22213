"""One request within narrow bounds: its address pinned, no redirects, little time, little of the answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from headless.errors import Unavailable
from headless.messages import Message
from headless.services.outgoing.addresses import public_address

if TYPE_CHECKING:
    import ssl

    import httpx

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
URL_SHOWN = 100
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to another system.

    seconds: the time for all of it. bytes_most: how much of the answer's body is read. local: this machine may be called, by http
    as well. transport: another than the network.
    """

    url: str
    seconds: float
    bytes_most: int
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    local: bool = False
    transport: "httpx.AsyncBaseTransport | None" = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What another system answered. body: as it was sent. is_cut: there was more of it than was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool


async def send(outgoing: Outgoing) -> Answered:
    """Send a request to the address that its host has at this moment, and to no other.

    Raises:
        Unavailable: the address may not be called, or there is no whole answer in time, with the reason in words.
    """
    # kept out of the server's start
    import httpx

    shown = outgoing.url[:URL_SHOWN]
    try:
        async with asyncio.timeout(outgoing.seconds):
            return await _exchange(outgoing)
    except TimeoutError:
        raise Unavailable(
            Message("{url} did not answer within {seconds:g} seconds", url=shown, seconds=outgoing.seconds)
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
        raise Unavailable(Message("{url} cannot be reached: {name}", url=shown, name=type(fault).__name__)) from None


async def _exchange(outgoing: Outgoing) -> Answered:
    import httpx

    parts = urlsplit(outgoing.url)
    host, is_here = parts.hostname or "", may_be_here(outgoing.url, local=outgoing.local)
    if not is_allowed(outgoing.url, local=outgoing.local):
        raise Unavailable(Message("{url!r} is no https address", url=outgoing.url[:URL_SHOWN]))
    address = await public_address(host, parts.port or PORTS[parts.scheme], local=is_here)
    headers = {"Host": parts.netloc.rpartition("@")[2], "Accept-Encoding": "identity", **outgoing.headers}
    # a client of its own: a connection to this address was checked for this host's certificate alone
    async with httpx.AsyncClient(
        trust_env=False, follow_redirects=False, transport=outgoing.transport, verify=_trusted(), timeout=None
    ) as client:
        pinned = httpx.URL(outgoing.url).copy_with(host=address)
        sent = client.build_request(
            outgoing.method, pinned, headers=headers, content=outgoing.content, extensions={"sni_hostname": host}
        )
        response = await client.send(sent, stream=True)
        try:
            body, is_cut = await _body(response, outgoing.bytes_most)
        finally:
            await response.aclose()
    return Answered(response.status_code, response.headers, body, is_cut)


def is_allowed(url: str, *, local: bool) -> bool:
    """Return True if a URL may be called as far as it can be seen: https, or this machine by http if that may be called."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and may_be_here(url, local=local)))


def has_extras(url: str) -> bool:
    """Return True if a URL names a user, a password or a fragment."""
    parts = urlsplit(url)
    return parts.username is not None or parts.password is not None or bool(parts.fragment)


def may_be_here(url: str, *, local: bool) -> bool:
    """Return True if a URL is this machine's by name, and that may be called."""
    return local and urlsplit(url).hostname in LOCAL_HOSTS


async def _body(response: "httpx.Response", most: int) -> tuple[bytes, bool]:
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > most:
            return body[:most], True
    return body, False


@cache
def _trusted() -> "ssl.SSLContext":
    """Return the authorities that are trusted. Reading them takes longer than many a request."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)
