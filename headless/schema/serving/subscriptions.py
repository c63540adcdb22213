"""Subscriptions: an answer to the same operation for each thing that happens, each with a context of its own."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from graphql import OperationType

from headless.resolvers.nouns.events.member_changes import member_to_watch
from headless.resolvers.reading.context import News
from headless.schema.serving.execution import Api, NotValid, Prepared
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.live.feed import Feed, Watch

ANSWERS_MOST = 10
"""How many events that happen at once are answered one by one. More of them are one answer."""

Who = Callable[[], Awaitable[Principal]]
"""Finds whose token asks, at each answer. Raises Denied if that is no longer valid."""


@dataclass(frozen=True, slots=True)
class Subscribing:
    """A subscription that may begin: what is asked, and of which member."""

    api: Api
    kernel: Kernel
    prepared: Prepared
    merchant_id: int
    member_id: int

    async def answers(self, watch: Watch, who: Who) -> AsyncGenerator[dict[str, Any]]:
        """Yield a response for each event of the member. Raise TooSlow, or Denied once the token is not valid."""
        while True:
            event_ids: list[int | None] = [*await watch.take()]
            for event_id in event_ids if len(event_ids) <= ANSWERS_MOST else [None]:
                ctx = await self.api.context(self.kernel, await who(), self.prepared.request)
                ctx.news = News(self.member_id, event_id)
                yield await self.api.run(ctx, self.prepared)

    def watch(self, feed: Feed) -> Any:
        """Begin to watch the member."""
        return feed.watch(self.merchant_id, self.member_id)


async def subscribing(api: Api, kernel: Kernel, principal: Principal, prepared: Prepared) -> Subscribing:
    """Return a subscription that may begin.

    Raise NotFound if there is no member to watch, Denied if the token may not see it, Invalid if an argument does not fit.
    """
    request, plans, operation = prepared.request, prepared.known.plans, prepared.operation
    values = plans.values(operation, request.variables)
    if isinstance(values, list):
        raise NotValid(values)
    (step,) = plans.of(operation, values).steps
    ctx = await api.context(kernel, principal, request)
    try:
        await ctx.refresh()
        member_id = await member_to_watch(ctx, step.arguments(values).get("by"))
    finally:
        ctx.close()
    return Subscribing(api, kernel, prepared, principal.merchant_id, member_id)


def is_subscription(prepared: Prepared) -> bool:
    """Return True if a request is answered more than once."""
    return prepared.operation.operation is OperationType.SUBSCRIPTION
