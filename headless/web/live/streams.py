"""Subscriptions as server-sent events, one connection for each: what `graphql-sse` calls distinct connections."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from headless.schema.serving.execution import Api, Prepared, errors_of
from headless.schema.serving.execution import Request as Asked
from headless.schema.serving.subscriptions import Subscribing, Who, is_subscription, subscribing
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.live.feed import Feed

EVENT_STREAM = "text/event-stream"
LINE_END = "\n"
"""All that urql splits a stream at."""
PING_SECONDS = 12
SEND_SECONDS = 5.0
"""How long a reader may leave what was sent to it unread."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Answers operations as streams of events: `next` for each response, then `complete`."""

    kernel: Kernel
    api: Api
    feed: Feed

    async def answer(self, principal: Principal, asked: Asked, who: Who) -> Response:
        """Return the stream of an operation's responses. What is wrong with the operation is its first and only one."""
        from sse_starlette import EventSourceResponse

        responses = self._responses(principal, asked, who)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        told = _told(responses)
        return EventSourceResponse(told, headers=headers, ping=PING_SECONDS, sep=LINE_END, send_timeout=SEND_SECONDS)

    async def _responses(self, principal: Principal, asked: Asked, who: Who) -> AsyncGenerator[dict[str, Any]]:
        try:
            prepared = self.api.prepare(principal, asked)
            if is_subscription(prepared):
                begun = await subscribing(self.api, self.kernel, principal, prepared)
                async for response in self._watched(begun, who):
                    yield response
            else:
                yield await self._once(principal, prepared)
        except Exception as error:
            yield {"errors": errors_of(error, asked.lang)}

    async def _once(self, principal: Principal, prepared: Prepared) -> dict[str, Any]:
        ctx = await self.api.context(self.kernel, principal, prepared.request)
        return await self.api.run(ctx, prepared)

    async def _watched(self, begun: Subscribing, who: Who) -> AsyncGenerator[dict[str, Any]]:
        async with begun.watch(self.feed) as watch, aclosing(begun.answers(watch, who)) as answers:
            async for response in answers:
                yield response


def streams_wanted(request: Request) -> bool:
    """Return True if a stream of events is the first that the caller takes."""
    first = request.headers.get("accept", "").partition(",")[0]
    return first.partition(";")[0].strip().lower() == EVENT_STREAM


async def _told(responses: AsyncGenerator[dict[str, Any]]) -> AsyncGenerator[dict[str, str]]:
    async for response in responses:
        yield {"event": "next", "data": orjson.dumps(response, default=str).decode()}
    yield {"event": "complete", "data": ""}
