"""Receivers of webhooks, as they are found in the wild, and a shop that tells them what happens."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks.webhooks import Webhook

from headless.clock import FixedClock
from headless.errors import Unavailable
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.models.base.pages import PageRange
from headless.models.tables.webhooks.delivery_pages import DeliveryView, page_of_deliveries
from headless.models.tables.webhooks.endpoints import StoredEndpoint, all_endpoints
from headless.services.kernel.principals import Principal
from headless.services.outgoing.requests import Answered, Outgoing
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.endpoints import save_endpoint
from headless.services.webhooks.payloads import EventQueries, query_of
from headless.services.webhooks.running import deliver_due
from tests.services.shop import Shop

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
DOWN = Unavailable(Message("{url} cannot be reached: {name}", url="https://shop.example", name="ConnectError"))
Behaviour = Callable[[dict[str, Any]], int | Exception]


def answered(status: int = 204) -> Answered:
    return Answered(status, {}, b"", is_cut=False)


def well(message: dict[str, Any]) -> int:
    """Take every message."""
    return 204


def down(message: dict[str, Any]) -> Exception:
    """Do not answer."""
    return DOWN


@dataclass
class Taken:
    """A message that a receiver took."""

    id: str
    body: dict[str, Any]


@dataclass
class Receiver:
    """One endpoint's other end. All that it is sent must verify by the library of Standard Webhooks."""

    endpoint_id: int
    secret: str
    behaves: Behaviour = well
    taken: list[Taken] = field(default_factory=list)
    asked: int = 0

    def answer(self, outgoing: Outgoing) -> Answered:
        self.asked += 1
        assert outgoing.content is not None
        body = Webhook(self.secret).verify(outgoing.content, dict(outgoing.headers))
        ended = self.behaves(body)
        if isinstance(ended, Exception):
            raise ended
        if ended < 300:
            self.taken.append(Taken(outgoing.headers["webhook-id"], body))
        return answered(ended)

    @property
    def orders(self) -> list[str]:
        """The order numbers of what it took, in the order in which it came, without what came twice."""
        seen: dict[str, str] = {}
        for one in self.taken:
            seen.setdefault(one.id, one.body["data"]["data"]["orderId"])
        return list(seen.values())


@dataclass
class Post:
    """A shop, its endpoints and their receivers."""

    shop: Shop
    clock: FixedClock
    queries: EventQueries
    receivers: dict[str, Receiver] = field(default_factory=dict)

    @property
    def courier(self) -> Courier:
        return Courier(self.shop.kernel, lambda: self.queries, self.send, lambda: 0.5)

    async def send(self, outgoing: Outgoing) -> Answered:
        return self.receivers[outgoing.url].answer(outgoing)

    async def save(self, principal: Principal | None = None, **given: Any) -> Any:
        asking = principal or self.shop.owner
        return await save_endpoint(
            self.shop.kernel, asking, given, lambda query: self.queries.check(asking, query_of(asking, query))
        )

    async def endpoint(self, *topics: str, url: str = "https://shop.example/hooks", **more: Any) -> Receiver:
        """Make an endpoint, and return its receiver."""
        answer = await self.save(url=url, topics=list(topics) or ["order.paid"], **more)
        assert answer.saved.problem is None, answer.saved.problem
        receiver = self.receivers[url] = Receiver(answer.saved.id, answer.secret)
        return receiver

    async def deliver(self) -> int:
        return await deliver_due(self.courier)

    async def later(self, by_us: int, step_us: int = MINUTE_US) -> None:
        """Let time pass, with a worker at work."""
        until = self.clock.now_us() + by_us
        while self.clock.now_us() < until:
            self.clock.set(min(until, self.clock.now_us() + step_us))
            await self.deliver()

    async def stored(self, receiver: Receiver) -> StoredEndpoint:
        async with self.shop.kernel.db.read() as session:
            endpoints = await all_endpoints(session, self.shop.owner.merchant_id)
        return next(endpoint for endpoint in endpoints if endpoint.id == receiver.endpoint_id)

    async def deliveries(self, receiver: Receiver) -> list[DeliveryView]:
        """Return the deliveries of an endpoint, oldest first."""
        async with self.shop.kernel.db.read() as session:
            page = await page_of_deliveries(
                session, self.shop.owner.merchant_id, [receiver.endpoint_id], None, PageRange(1_000)
            )
        return page[::-1]


def number_of(id_: str) -> int:
    return decode(Prefix.DELIVERY, id_)


def problem_in(text: str | None) -> Any:
    return None if text is None else json.loads(text)["template"]
