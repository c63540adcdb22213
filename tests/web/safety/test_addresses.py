"""Whose address counts behind proxies, and what it counts for."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from headless.web.callers.addresses import Addresses
from tests.web.shop import Shop, open_shop


def connection(*headers: tuple[str, str], client: str = "10.0.0.1") -> HTTPConnection:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    return HTTPConnection({"type": "http", "headers": raw, "client": (client, 1)})


FORWARDED = ("X-Forwarded-For", "6.6.6.6, 203.0.113.7")
CASES: list[tuple[dict[str, Any], HTTPConnection, str]] = [
    ({}, connection(), "10.0.0.1"),
    ({}, connection(FORWARDED), "10.0.0.1"),
    ({"address_header": "X-Forwarded-For"}, connection(FORWARDED), "203.0.113.7"),
    ({"address_header": "x-forwarded-for"}, connection(("X-Forwarded-For", "6.6.6.6"), FORWARDED), "203.0.113.7"),
    ({"address_header": "X-Forwarded-For", "proxies": 2}, connection(FORWARDED), "6.6.6.6"),
    ({"address_header": "X-Forwarded-For", "proxies": 9}, connection(FORWARDED), "6.6.6.6"),
    ({"address_header": "X-Forwarded-For"}, connection(), "10.0.0.1"),
    ({"address_header": "X-Forwarded-For"}, connection(("X-Forwarded-For", "nonsense")), "10.0.0.1"),
    ({"address_header": "X-Real-Ip"}, connection(FORWARDED, ("X-Real-Ip", "203.0.113.9:4711")), "203.0.113.9"),
    ({"address_header": "Forwarded"}, connection(("Forwarded", 'for=6.6.6.6, for="[2001:db8::7]:80"')), "2001:db8::/64"),
    ({}, connection(client="2001:db8::1"), "2001:db8::/64"),
    ({}, connection(client="2001:db8::2:0:0:1"), "2001:db8::/64"),
    ({}, connection(client="::ffff:192.0.2.1"), "192.0.2.1"),
    ({}, connection(client="unix"), "unix"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "caller", "expected"), CASES, ids=range(len(CASES)))
async def test_the_address_of_a_caller(
    database_url: str, settings: dict[str, Any], caller: HTTPConnection, expected: str
) -> None:
    async with open_shop(database_url, settings) as shop:
        assert expected == Addresses(shop.kernel).of(caller)


async def test_callers_behind_a_proxy_are_told_apart(database_url: str) -> None:
    async def statuses(shop: Shop, address: str, times: int) -> list[int]:
        headers = {"X-Forwarded-For": f"1.1.1.{times}, {address}"}
        posted = [await shop.client.post("/graphql", json={}, headers=headers) for _ in range(times)]
        return [answer.status_code for answer in posted]

    async with open_shop(database_url, {"address_header": "X-Forwarded-For"}) as shop:
        assert 429 == (await statuses(shop, "203.0.113.7", 61))[-1]
        assert [401, 429] == [(await statuses(shop, f"203.0.113.{last}", 1))[0] for last in (8, 7)]
