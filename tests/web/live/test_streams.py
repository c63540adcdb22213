"""Members are watched by server-sent events: each subscription a request of its own."""

import asyncio
import json
from typing import Any

from tests.web.live.test_sockets import WATCH, grant, join
from tests.web.shop import Shop, bearer

STREAM = {"Accept": "text/event-stream"}


async def stream(
    shop: Shop,
    query: str,
    variables: Any,
    expected: int,
    accept: str = "text/event-stream",
    secret: str | None = None,
) -> list[tuple[str, Any]]:
    """Return the first events of a stream: the application is driven by hand, because httpx waits for the whole answer."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = [(b"content-type", b"application/json"), (b"accept", accept.encode())]
    headers += [(name.lower().encode(), value.encode()) for name, value in bearer(secret or shop.secret).items()]
    scope = {
        "type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "headers": headers,
        "scheme": "http", "server": ("shop", 80), "client": ("reader", 1), "root_path": "", "http_version": "1.1",
        "asgi": {"version": "3.0"}, "app": shop.app,
    }  # fmt: skip
    left, sent, messages = asyncio.Event(), [{"type": "http.request", "body": body, "more_body": False}], []

    async def receive() -> Any:
        if sent:
            return sent.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)
        if b"".join(part.get("body", b"") for part in messages[1:]).count(b"event: ") >= expected:
            left.set()

    async with asyncio.timeout(10):
        await shop.app(scope, receive, send)
    assert (b"content-type", b"text/event-stream; charset=utf-8") in messages[0]["headers"]
    text = b"".join(part.get("body", b"") for part in messages[1:]).decode()
    # some clients look for nothing but this between events
    events = [block.splitlines() for block in text.split("\n\n") if block.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: ") or "null")) for name, data in events]


async def test_changes_are_told_as_events(shop: Shop) -> None:
    await join(shop, "m1")
    watching = asyncio.create_task(stream(shop, WATCH, {"number": "m1"}, 2))
    await asyncio.sleep(0.4)
    await grant(shop, "m1", "k1")
    await grant(shop, "m1", "k2")

    events = await watching

    told = [(name, data["data"]["memberChanged"]["member"]["asset"]["available"]) for name, data in events]
    # both may be committed before the first is read
    assert told in ([("next", "5"), ("next", "10")], [("next", "10"), ("next", "10")])


async def test_a_query_is_answered_and_completed(shop: Shop) -> None:
    events = await stream(shop, "{ merchant { slug } }", {}, 2)

    assert ["next", "complete"] == [name for name, _ in events]
    assert {"merchant": {"slug": "corner-shop"}} == events[0][1]["data"]


async def test_a_stream_is_what_a_client_gets_that_names_it_first(shop: Shop) -> None:
    events = await stream(shop, "{ merchant { slug } }", {}, 2, accept="Text/Event-Stream;q=1, multipart/mixed")
    answer = await shop.send("{ merchant { slug } }", Accept="application/json, text/event-stream, multipart/mixed")

    assert ["next", "complete"] == [name for name, _ in events]
    assert {"merchant": {"slug": "corner-shop"}} == answer["data"]


async def test_what_cannot_be_watched_is_said_and_completed(shop: Shop) -> None:
    events = await stream(shop, WATCH, {"number": "nobody"}, 2)

    assert ["next", "complete"] == [name for name, _ in events]
    assert "UNKNOWN_MEMBER" == events[0][1]["errors"][0]["extensions"]["code"]


async def test_without_a_stream_a_subscription_says_how_to_send_it(shop: Shop) -> None:
    assert [("SUBSCRIPTION_NOT_HERE", None)] == await shop.errors(WATCH, {"number": "m1"})


async def test_a_revoked_token_ends_its_stream_though_nothing_happens(shop: Shop) -> None:
    await join(shop, "m1")
    created = 'mutation { tokenCreate(input: {name: "t", scopes: ["members:read"]}) { token { id } secret } }'
    token = (await shop.ask(created))["tokenCreate"]
    watching = asyncio.create_task(stream(shop, WATCH, {"number": "m1"}, 2, secret=token["secret"]))
    await asyncio.sleep(0.4)
    revoke = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { userErrors { code } } }"
    await shop.ask(revoke, {"id": token["token"]["id"]})

    async with asyncio.timeout(5):
        events = await watching

    assert ["next", "complete"] == [name for name, _ in events]
    assert "UNAUTHENTICATED" == events[0][1]["errors"][0]["extensions"]["code"]
