"""The addresses of callers who are not known yet, and how many of their requests were refused."""

import re
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from headless.engine.values.limits import ADDRESS_REFUSALS_A_MINUTE
from headless.services.kernel.kernel import Kernel
from headless.services.rates.rates import Limit, Rate

RATE = Rate(ADDRESS_REFUSALS_A_MINUTE // 60, ADDRESS_REFUSALS_A_MINUTE)
FORWARDED = "forwarded"
_FOR = re.compile(r'for="?([^;,"]+)', re.IGNORECASE)
_PORT = re.compile(r":\d+$")


class Addresses:
    """What addresses may try: those from which too many requests were refused have to wait."""

    def __init__(self, kernel: Kernel) -> None:
        self._allowances, settings = kernel.allowances, kernel.settings
        self._header = None if settings.address_header is None else settings.address_header.lower()
        self._proxies, self._key = settings.proxies, kernel.secret.encode()

    async def check(self, connection: HTTPConnection) -> Limit:
        """Return what an address may try. Raise RateLimited if too many of its requests were refused."""
        limit = Limit(0, f"address:{self.digest_of(connection)}", RATE)
        await self._allowances.check(limit)
        return limit

    async def refused(self, limit: Limit) -> None:
        """Note that a request is refused."""
        await self._allowances.count(limit)

    def digest_of(self, connection: HTTPConnection) -> str:
        """Return the address of a caller in a form from which it cannot be read back: it says who someone is."""
        return sha256(self._key + self.of(connection).encode()).hexdigest()[:32]

    def of(self, connection: HTTPConnection) -> str:
        """Return the address of a caller: of a whole network, where one caller has that many of them."""
        client = connection.client.host if connection.client is not None else ""
        forwarded = [] if self._header is None else self._forwarded(connection, self._header)
        # The last ones were written by proxies of ours, those before by anyone.
        named = forwarded[-min(self._proxies, len(forwarded))] if forwarded else client
        return _network(named) or _network(client) or client

    def _forwarded(self, connection: HTTPConnection, header: str) -> list[str]:
        text = ",".join(connection.headers.getlist(header))
        parts = _FOR.findall(text) if header == FORWARDED else text.split(",")
        return [part.strip() for part in parts if part.strip()]


def _network(text: str) -> str | None:
    try:
        address = _address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = _PORT.sub("", text)
    return ip_address(text.partition("%")[0])
