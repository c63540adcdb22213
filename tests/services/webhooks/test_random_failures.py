"""However receivers fail and workers die: nothing is lost, and each member's messages come in order, at every endpoint."""

import asyncio
from random import Random
from typing import Any

import pytest

from headless.models.tables.webhooks.deliveries import DeliveryState
from headless.models.tables.webhooks.endpoints import EndpointKey
from headless.services.outgoing.requests import Answered, Outgoing
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.running import drain
from tests.services.shop import Shop
from tests.services.webhooks.receivers import DOWN, HOUR_US, MINUTE_US, Post, Receiver

MEMBERS, ROUNDS = 4, 30
URLS = ("https://one.example", "https://two.example")


class Chaos:
    """Receivers that fail at random, and say so only after they took a message, at times. Workers die while they send."""

    def __init__(self, post: Post, random: Random) -> None:
        self.post, self.random, self.calm = post, random, False
        self.in_flight: set[tuple[str, str]] = set()

    async def send(self, outgoing: Outgoing) -> Answered:
        receiver = self.post.receivers[outgoing.url]
        receiver.behaves = self.behaves
        for _ in range(self.random.randrange(4)):
            await asyncio.sleep(0)
        ended = receiver.answer(outgoing)
        if not self.calm and self.random.random() < 0.1:
            # it was taken, and the answer is lost
            raise DOWN
        return ended

    def behaves(self, body: dict[str, Any]) -> int | Exception:
        if self.calm:
            return 204
        chance = self.random.random()
        return 204 if chance < 0.5 else 500 if chance < 0.8 else DOWN

    def courier(self) -> Courier:
        return Courier(self.post.shop.kernel, lambda: self.post.queries, self.send, self.random.random)

    async def work(self) -> None:
        """Let two workers work at once, one of which may be killed."""
        keys = [EndpointKey(self.post.shop.owner.merchant_id, one.endpoint_id) for one in self.post.receivers.values()]
        workers = [asyncio.create_task(drain(self.courier(), key)) for key in keys * 2]
        if not self.calm and self.random.random() < 0.3:
            await asyncio.sleep(self.random.random() / 20)
            self.random.choice(workers).cancel()
        for ended in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_is_lost_and_nothing_out_of_order(post: Post, shop: Shop, seed: int) -> None:
    random = Random(seed)
    receivers = [await post.endpoint(url=url) for url in URLS]
    members = [await shop.member(f"m{number}") for number in range(MEMBERS)]
    chaos, sent = Chaos(post, random), 0
    for _ in range(ROUNDS):
        for _ in range(random.randrange(4)):
            await shop.order(members[sent % MEMBERS], "10", f"o{sent}")
            sent += 1
        await chaos.work()
        post.clock.advance(random.choice((1_000_000, 20_000_000, MINUTE_US, 20 * MINUTE_US)))
    chaos.calm = True
    for _ in range(60):
        await chaos.work()
        post.clock.advance(HOUR_US)

    for receiver in receivers:
        assert {f"o{number}" for number in range(sent)} == set(receiver.orders)
        assert [] == list(disordered(receiver))
        assert {DeliveryState.DELIVERED} == {delivery.state for delivery in await post.deliveries(receiver)}
    assert sent > 20


def disordered(receiver: Receiver) -> Any:
    """Yield what came first after something later of the same member had come."""
    last: dict[int, int] = {}
    for order in (int(name[1:]) for name in receiver.orders):
        member = order % MEMBERS
        if order < last.get(member, -1):
            yield order
        last[member] = order
