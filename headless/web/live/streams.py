"""Subscriptions as server-sent events, one connection for each: what `graphql-sse` calls distinct connections."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from headless.schema.serving.execution import Api, errors_of
from headless.schema.serving.execution import Request as Asked
from headless.schema.serving.subscriptions import CHECK_SECONDS, Who, responses
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.live.feed import Feed
from headless.web.headers import bare_type, header
from headless.web.metrics import Metrics

EVENT_STREAM = "text/event-stream"
DOOR = "stream"
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
    metrics: Metrics

    async def answer(self, principal: Principal, asked: Asked, who: Who) -> Response:
        """Return the stream of an operation's responses. What is wrong with the operation is its first and only one."""
        from sse_starlette import EventSourceResponse

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        told = _told(self._responses(principal, replace(asked, door=DOOR), who))
        return EventSourceResponse(told, headers=headers, ping=PING_SECONDS, sep=LINE_END, send_timeout=SEND_SECONDS)

    async def _responses(self, principal: Principal, asked: Asked, who: Who) -> AsyncGenerator[dict[str, Any]]:
        with self.metrics.connection(DOOR):
            try:
                async with aclosing(
                    responses(self.api, self.kernel, self.feed, principal, asked, who, CHECK_SECONDS)
                ) as answers:
                    async for response in answers:
                        self.metrics.answer(asked, response)
                        yield response
            except Exception as error:
                errors = errors_of(error, asked.lang)
                self.metrics.failure(errors)
                yield {"errors": errors}


def streams_wanted(request: Request) -> bool:
    """Return True if a stream of events is the first that the caller takes."""
    return bare_type(header(request, b"accept").partition(",")[0]) == EVENT_STREAM


async def _told(answers: AsyncGenerator[dict[str, Any]]) -> AsyncGenerator[dict[str, str]]:
    async for response in answers:
        yield {"event": "next", "data": orjson.dumps(response, default=str).decode()}
    yield {"event": "complete", "data": ""}
