"""Which addresses a server may call for a merchant: those of the internet, never those of its own network."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from headless.errors import Unavailable
from headless.messages import Message

_UNICAST = ip_network("2000::/3")
"""The addresses of IPv6 that are given out on the internet. Site-local and IPv4-compatible ones, which are not, lie outside."""
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
"""IPv6 addresses that a gateway turns into IPv4 ones, which may be anything."""


async def public_address(host: str, port: int, *, local: bool) -> str:
    """Return the address to call for a host. It is resolved once, so that what is checked is what is called.

    Every address of the name must be public: one that is not could be the next answer. local: the host is this machine, by name,
    and may be called.

    Raises:
        Unavailable: the name cannot be resolved, or leads into a network that is not public.
    """
    try:
        listed = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(Message("the host {host!r} cannot be resolved", host=host[:100])) from None
    addresses = [ip_address(str(place[0]).partition("%")[0]) for *_, place in listed]
    is_allowed = (lambda address: address.is_loopback) if local else is_public
    if not addresses or not all(is_allowed(address) for address in addresses):
        raise Unavailable(Message("the host {host!r} does not lead to a public address", host=host[:100]))
    return str(addresses[0])


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return True if an address is one of the internet, also once an IPv4 address inside of it is unpacked."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None or any(address in network for network in _TRANSLATED):
            return inner is not None and address.ipv4_mapped is not None and is_public(inner)
        if address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
