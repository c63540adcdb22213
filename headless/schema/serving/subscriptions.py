"""Requests that may be answered more than once: a subscription for each thing that happens, each with a context of its own."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from graphql import OperationType

from headless.resolvers.nouns.events.member_changes import member_to_watch
from headless.resolvers.reading.context import News
from headless.schema.serving.execution import Api, NotValid, Prepared, Request
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.live.feed import Feed, Watch

CHECK_SECONDS = 1.0
"""How often the token of an open connection is looked at: a revoked one closes it within this and what is remembered."""
ANSWERS_MOST = 10
"""How many events that happen at once are answered one by one. More of them are one answer."""

Who = Callable[[], Awaitable[Principal]]
"""Finds whose token asks, at each answer. Raises Denied if that is no longer valid."""


async def responses(
    api: Api,
    kernel: Kernel,
    feed: Feed,
    principal: Principal,
    request: Request,
    who: Who,
    check_seconds: float | None = None,
) -> AsyncGenerator[dict[str, Any]]:
    """Yield the response to a request, or to a subscription one for each event of its member, without end.

    check_seconds: how often the token is looked at while nothing happens. None: the caller does that for all its operations.

    Raise what `Api.prepare` raises, NotFound if there is no member to watch, Denied if the token may not see it or is no longer
    valid, Invalid if an argument does not fit, RateLimited if its limits do not allow it, and TooSlow.
    """
    if principal.limits:
        await api.pay_for_documents(kernel, principal, [request])
    prepared = await api.learn(principal, request)
    if principal.limits:
        await kernel.allowances.spend(principal.limits, prepared.points)
    if prepared.operation.operation is not OperationType.SUBSCRIPTION:
        yield await api.run(await api.context(kernel, principal, request), prepared)
        return
    member_id = await _member_to_watch(api, kernel, principal, prepared)
    async with feed.watch(principal.merchant_id, member_id) as watch:
        while True:
            event_ids: list[int | None] = [*await _taken(watch, who, check_seconds)]
            for event_id in event_ids if len(event_ids) <= ANSWERS_MOST else [None]:
                asking = await who()
                if asking.limits:
                    # What happened waits until it may be told, and is told together if it is much by then.
                    await kernel.allowances.pace(asking.limits, 1 + prepared.points)
                ctx = await api.context(kernel, asking, request)
                ctx.news = News(member_id, event_id)
                yield await api.run(ctx, prepared)


async def _taken(watch: Watch, who: Who, check_seconds: float | None) -> list[int]:
    """Wait for events as long as the token is valid."""
    while True:
        try:
            async with asyncio.timeout(check_seconds):
                return await watch.take()
        except TimeoutError:
            await who()


async def _member_to_watch(api: Api, kernel: Kernel, principal: Principal, prepared: Prepared) -> int:
    request, plans, operation = prepared.request, prepared.known.plans, prepared.operation
    values = plans.values(operation, request.variables)
    if isinstance(values, list):
        raise NotValid(values)
    (step,) = plans.of(operation, values).steps
    ctx = await api.context(kernel, principal, request)
    try:
        await ctx.refresh()
        return await member_to_watch(ctx, step.arguments(values).get("by"))
    finally:
        ctx.close()
