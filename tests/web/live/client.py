"""A client that speaks WebSocket to the application without a network."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Message

from tests.web.shop import Shop


@dataclass
class Client:
    """One connection. `stuck`: it reads nothing of what is sent to it."""

    said: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    heard: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    stuck: bool = False

    async def send(self, message: Message) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        await self.heard.put(message)

    async def frame(self, text: str) -> None:
        """Send a text as it is."""
        await self.said.put({"type": "websocket.receive", "text": text})

    async def say(self, type_: str, id_: str | None = None, payload: Any = None) -> None:
        message = {"type": type_, "id": id_, "payload": payload}
        await self.frame(json.dumps({name: value for name, value in message.items() if value is not None}))

    async def subscribe(self, id_: str, query: str, **variables: Any) -> None:
        await self.say("subscribe", id_, {"query": query, "variables": variables})

    async def hear(self, seconds: float = 10) -> Any:
        """Return the next message, or the code with which the connection was closed."""
        async with asyncio.timeout(seconds):
            message = await self.heard.get()
        if message["type"] == "websocket.close":
            return message["code"]
        return json.loads(message["text"])

    async def silent(self, seconds: float) -> bool:
        """Return True if nothing is heard for so long."""
        await asyncio.sleep(seconds)
        return self.heard.empty()


@asynccontextmanager
async def connect(
    shop: Shop, secret: str | None = None, *, protocols: tuple[str, ...] = ("graphql-transport-ws",)
) -> AsyncIterator[Client]:
    """Open a connection, and with a secret also initialise it."""
    client = Client()
    scope = {
        "type": "websocket", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "headers": [],
        "subprotocols": list(protocols), "scheme": "ws", "server": ("shop", 80), "client": ("reader", 1), "root_path": "",
        "asgi": {"version": "3.0"}, "app": shop.app,
    }  # fmt: skip
    await client.said.put({"type": "websocket.connect"})
    task = asyncio.create_task(shop.app(scope, client.said.get, client.send))
    try:
        accepted = await client.heard.get()
        assert accepted["type"] == "websocket.accept"
        if secret is not None:
            await client.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            assert {"type": "connection_ack"} == await client.hear()
        yield client
    finally:
        client.stuck = False
        await client.said.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(10):
            await task
