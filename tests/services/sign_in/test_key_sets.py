"""Keys of issuers: had once, rotated, and never a reason to let in what they cannot check."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from headless.errors import Unavailable
from headless.services.outgoing.addresses import is_public, public_address
from headless.services.sign_in.issuers.fetching import BYTES_MOST, fetch_json
from headless.services.sign_in.issuers.key_sets import KeySets
from tests.services.sign_in.issuer import OIDC, Issuer, make_key


class Watch:
    """A clock that goes forward when told."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


async def kids(keys: KeySets, kid: str | None = "one", oidc: Any = OIDC) -> list[Any]:
    return [key["kid"] for key in await keys.keys(oidc, kid)]


async def test_keys_are_had_once_and_again_after_a_while() -> None:
    issuer, watch = Issuer(make_key(kid="one")), Watch()
    keys = KeySets(issuer.fetch, watch)
    for _ in range(3):
        assert ["one"] == await kids(keys)
    assert 2 == len(issuer.asked)
    watch.now += 601
    assert ["one"] == await kids(keys)
    assert 4 == len(issuer.asked)


async def test_an_unknown_key_makes_the_set_be_had_again_at_most_once_a_minute() -> None:
    issuer, watch = Issuer(make_key(kid="one")), Watch()
    keys = KeySets(issuer.fetch, watch)
    assert ["one"] == await kids(keys)
    issuer.keys = [make_key(kid="two")]
    for _ in range(50):
        assert [] == await kids(keys, "two")
    assert 2 == len(issuer.asked)
    watch.now += 61
    assert ["two"] == await kids(keys, "two")
    assert [] == await kids(keys, "one")
    assert 4 == len(issuer.asked)


async def test_a_set_that_cannot_be_had_lets_nothing_in() -> None:
    issuer, watch = Issuer(make_key(kid="one")), Watch()
    issuer.down, keys = True, KeySets(issuer.fetch, watch)
    for _ in range(5):
        with pytest.raises(Unavailable):
            await kids(keys)
    assert 1 == len(issuer.asked)
    issuer.down, watch.now = False, watch.now + 61
    assert ["one"] == await kids(keys)


async def test_an_issuer_that_is_down_is_known_for_an_hour_and_no_longer() -> None:
    issuer, watch = Issuer(make_key(kid="one")), Watch()
    keys = KeySets(issuer.fetch, watch)
    await kids(keys)
    issuer.down = True
    watch.now += 1_200
    assert ["one"] == await kids(keys)
    watch.now += 2_500
    with pytest.raises(Unavailable):
        await kids(keys)


@pytest.mark.parametrize(
    "changes",
    [
        {"discovery": {"issuer": "https://evil.example", "jwks_uri": "https://login.example/keys"}},
        {"discovery": {"issuer": OIDC.issuer}},
        {"discovery": {"issuer": OIDC.issuer, "jwks_uri": 1}},
        {"keys": []},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "one"}]},
        {"keys": [{"kty": "RSA", "use": "enc", "kid": "one"}]},
    ],
)
async def test_a_set_without_keys_of_the_issuer_is_none(changes: dict[str, Any]) -> None:
    issuer = Issuer(make_key(kid="one"))
    for name, value in changes.items():
        setattr(issuer, name, value)

    with pytest.raises(Unavailable):
        await kids(KeySets(issuer.fetch, Watch()))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False), ("10.0.0.1", False), ("172.16.3.4", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("255.255.255.255", False), ("224.0.0.1", False), ("::1", False),
        ("::", False), ("fe80::1", False), ("fd00:ec2::254", False), ("::ffff:169.254.169.254", False), ("ff02::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a9fe:a9fe", False), ("2002:a9fe:a9fe::1", False), ("2001:0:a00:1::1", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_internet_are_called(address: str, public: bool) -> None:
    from ipaddress import ip_address

    assert public == is_public(ip_address(address))


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Make host names lead to these addresses, one answer after another."""
    import asyncio

    asked, left = list[str](), list(answers)

    async def getaddrinfo(self: Any, host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in left.pop(0)]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_with_one_private_address_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["93.184.215.14", "10.0.0.1"], ["127.0.0.1"], [], ["93.184.215.14"])
    for _ in range(3):
        with pytest.raises(Unavailable):
            await public_address("login.example", 443, local=False)
    with pytest.raises(Unavailable):
        await public_address("localhost", 80, local=True)


def answering(status: int = 200, body: bytes = b"{}", **headers: str) -> httpx.Response:
    """Return a response that is still to be read."""

    async def parts() -> AsyncIterator[bytes]:
        yield body

    return httpx.Response(
        status, content=parts(), headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


async def fetched(
    response: Any, url: str = "https://login.example/keys?x=1", local: bool = False
) -> tuple[Any, list[Any]]:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return response

    return await fetch_json(url, local=local, transport=httpx.MockTransport(answer)), sent


async def test_what_was_checked_is_what_is_called_even_if_the_name_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolving(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    document, (request,) = await fetched(answering(body=b'{"keys": []}'))

    assert {"keys": []} == document
    assert ["login.example"] == asked
    assert "https://93.184.215.14/keys?x=1" == str(request.url)
    assert ("login.example", "login.example") == (request.headers["host"], request.extensions["sni_hostname"])


@pytest.mark.parametrize(
    "given",
    [
        {"status": 302, "location": "http://169.254.169.254/"}, {"status": 404}, {"body": b"[]"}, {"body": b"<html>"},
        {"body": b"[" * 100_000}, {"body": b" " * (BYTES_MOST + 1)}, {"content_encoding": "gzip"},
    ],
)  # fmt: skip
async def test_no_other_answer_counts(monkeypatch: pytest.MonkeyPatch, given: dict[str, Any]) -> None:
    resolving(monkeypatch, ["93.184.215.14"])
    with pytest.raises(Unavailable):
        await fetched(answering(**given))


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/",
        "file:///etc/passwd",
        "ftp://login.example",
        "http://localhost/",
        "https:///x",
        "gopher://x",
    ],
)
async def test_only_https_is_called(url: str) -> None:
    with pytest.raises(Unavailable):
        await fetched(answering(), url)


async def test_this_machine_is_called_if_the_settings_say_so() -> None:
    document, _ = await fetched(answering(body=b'{"a": 1}'), "http://127.0.0.1:9/keys", local=True)

    assert {"a": 1} == document
    for other in ("http://10.0.0.1/", "http://login.example/"):
        with pytest.raises(Unavailable):
            await fetched(answering(), other, local=True)
