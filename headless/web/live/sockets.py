"""GraphQL over WebSocket, by the protocol `graphql-transport-ws`: any number of operations on one connection."""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from headless.engine.texts.languages import preferred
from headless.engine.values.limits import SUBSCRIPTIONS_PER_CONNECTION
from headless.errors import Denied, RateLimited
from headless.schema.serving.execution import Api, errors_of
from headless.schema.serving.subscriptions import CHECK_SECONDS, responses
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.live.feed import Feed, TooSlow
from headless.services.rates.rates import points_of_bytes
from headless.web.authentication import Authentication, bearer
from headless.web.live.messages import PROTOCOL, Close, Closing, Said, read, written
from headless.web.metrics import Metrics
from headless.web.operations.documents import Documents

DOOR = "websocket"
INIT_SECONDS = 10.0
SEND_SECONDS = 5.0
"""How long a reader may leave what was sent to it unread."""
CLOSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class SocketEndpoint:
    """Operations over WebSocket."""

    kernel: Kernel
    api: Api
    authentication: Authentication
    documents: Documents
    feed: Feed
    metrics: Metrics

    async def answer(self, websocket: WebSocket) -> None:
        """Serve one connection to its end."""
        if PROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            await websocket.close(Close.NO_SUBPROTOCOL, "Subprotocol not acceptable")
            return
        await websocket.accept(PROTOCOL)
        with self.metrics.connection(DOOR):
            await _Connection(self, websocket).serve()


@dataclass(slots=True)
class _Connection:
    """One client. secret: its token, once it has said it. operations: those that are not complete, by the client's ids."""

    endpoint: SocketEndpoint
    websocket: WebSocket
    secret: str = ""
    lang: str = "en"
    operations: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def serve(self) -> None:
        try:
            await self._begin()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_checking())
                while True:
                    await self._hear(await self._next(), group)
        except* Closing as closing:
            await self._close(next(_leaves(closing)))
        except* WebSocketDisconnect:
            pass

    async def _begin(self) -> None:
        headers = self.websocket.headers
        self.lang, self.secret = preferred(headers.get("accept-language", "")), bearer(headers.get("authorization", ""))
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while (said := await self._next()).type != "connection_init":
                    if said.type == "subscribe":
                        raise Closing(Close.UNAUTHORIZED, "Unauthorized")
                    await self._answer_ping(said)
        except TimeoutError:
            raise Closing(Close.INIT_TIMEOUT, "Connection initialisation timeout") from None
        payload = {name.lower(): value for name, value in (said.payload or {}).items()}
        if isinstance(payload.get("authorization"), str):
            self.secret = bearer(payload["authorization"])
        if isinstance(payload.get("accept-language"), str):
            self.lang = preferred(payload["accept-language"])
        await self._meet()
        await self._send(written("connection_ack"))

    async def _hear(self, said: Said, group: asyncio.TaskGroup) -> None:
        if said.type == "connection_init":
            raise Closing(Close.TOO_MANY_INITS, "Too many initialisation requests")
        if said.type == "subscribe":
            if said.id in self.operations:
                raise Closing(Close.SUBSCRIBER_EXISTS, f"Subscriber for {said.id} already exists")
            if len(self.operations) >= SUBSCRIPTIONS_PER_CONNECTION:
                reason = f"at most {SUBSCRIPTIONS_PER_CONNECTION} operations at once on a connection"
                raise Closing(Close.BAD_MESSAGE, reason)
            self.operations[said.id] = group.create_task(self._serve(said))
        elif said.type == "complete":
            if (task := self.operations.pop(said.id, None)) is not None:
                task.cancel()
        else:
            await self._answer_ping(said)

    async def _answer_ping(self, said: Said) -> None:
        if said.type == "ping":
            await self._send(written("pong"))
        elif said.type != "pong":
            raise Closing(
                Close.BAD_MESSAGE, f"Invalid message received: {said.type[:40]!r} is no type of this protocol"
            )

    async def _serve(self, said: Said) -> None:
        """Answer one operation."""
        own = asyncio.current_task()
        try:
            await self._answers(said)
        except (Closing, WebSocketDisconnect):
            raise
        except TooSlow as error:
            raise Closing(Close.TRY_AGAIN, error.message) from None
        except Exception as error:
            errors = errors_of(error, self.lang)
            self.endpoint.metrics.failure(errors)
            await self._send(written("error", said.id, errors))
        finally:
            if self.operations.get(said.id) is own:
                del self.operations[said.id]

    async def _answers(self, said: Said) -> None:
        endpoint, principal = self.endpoint, await self._principal()
        if principal.limits:
            await endpoint.kernel.allowances.spend(principal.limits, 1 + points_of_bytes(said.size))
        asked = replace(await endpoint.documents.operation(principal, said.payload or {}, self.lang), door=DOOR)
        async with aclosing(
            responses(endpoint.api, endpoint.kernel, endpoint.feed, principal, asked, self._principal)
        ) as answers:
            async for response in answers:
                endpoint.metrics.answer(asked, response)
                await self._send(written("next", said.id, response))
        await self._send(written("complete", said.id))

    async def _meet(self) -> None:
        """Find out whose token it is. Raise Closing if it is not valid, or asked for too much."""
        endpoint = self.endpoint
        try:
            principal = await endpoint.authentication.find(self.secret, self.websocket)
            if principal.limits:
                await endpoint.kernel.allowances.spend(principal.limits, 1)
        except Denied as error:
            raise Closing(Close.FORBIDDEN, f"Forbidden: {error.message}") from None
        except RateLimited as error:
            endpoint.metrics.failure(errors_of(error, self.lang))
            raise Closing(Close.TRY_AGAIN, f"{error.code}: try again in {error.wait_seconds} s") from None

    async def _principal(self) -> Principal:
        """Return whose token it is. Raise Closing if it is not valid, or no longer."""
        try:
            return await self.endpoint.authentication.find(self.secret)
        except Denied as error:
            raise Closing(Close.FORBIDDEN, f"Forbidden: {error.message}") from None

    async def _keep_checking(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            await self._principal()

    async def _next(self) -> Said:
        message = await self.websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005), message.get("reason"))
        return read(message.get("text"))

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.websocket.send_text(text)
        except RuntimeError:
            # it was closed while this was being made
            raise WebSocketDisconnect from None
        except TimeoutError:
            raise Closing(Close.TRY_AGAIN, "what was sent is not read") from None

    async def _close(self, closing: Closing) -> None:
        self.endpoint.metrics.closed(closing.code)
        with suppress(RuntimeError, TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.websocket.close(closing.code, closing.reason)


def _leaves(group: BaseExceptionGroup[Any]) -> Any:
    """Yield the exceptions of a group, however deep."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
