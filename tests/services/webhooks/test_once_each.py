"""What is told, and since when: each event once, and all that is acknowledged once an endpoint was saved."""

import asyncio
from itertools import count
from typing import Any

import pytest

from headless.clock import FixedClock, SystemClock
from headless.engine.program.webhooks import EVERY_TOPIC, FAILED_TOPIC
from headless.models.database.database import Database
from headless.plugins import hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.rejudging.due_work import run_due
from headless.services.settling import decision_loop
from headless.services.worker.worker import work_once
from tests.services.plugin_admin.conftest import Install, install
from tests.services.shop import Shop
from tests.services.webhooks.receivers import Post

__all__ = ["install"]
ANN = Lookup("number", "ann")


class Listener:
    """A plugin that notes what it is told."""

    __version__ = "1.0"

    def __init__(self) -> None:
        self.told: list[str] = []

    @hookimpl
    async def event_settled(self, event: Any, member: str, changes: Any) -> None:
        self.told.append(event.type)


def order(number: str) -> EventInput:
    return EventInput("order.paid", {"orderId": number, "total": "100"}, ANN, "shop", f"paid-{number}")


def refund(number: str, amount: str = "5") -> EventInput:
    data = {"refundId": f"r-{number}", "orderId": number, "amount": amount}
    return EventInput("order.refunded", data, ANN, "shop", f"refunded-{number}")


async def before_its_order(shop: Shop, amount: str = "5") -> list[str]:
    """Send a refund in one batch with its order, which comes after it."""
    recorded = await record_events(shop.kernel, shop.owner, [refund("o1", amount), order("o1")])
    return [one.outcome for one in recorded]


async def test_a_refund_that_waits_within_its_batch_is_told_once_and_after_its_order(post: Post, shop: Shop) -> None:
    await shop.member("ann")
    receiver = await post.endpoint(EVERY_TOPIC)
    await before_its_order(shop)
    await post.deliver()

    assert ["order.paid", "order.refunded"] == [one.body["type"] for one in receiver.taken]
    assert 2 == len(await post.deliveries(receiver))


async def test_a_refund_that_fails_within_its_batch_is_told_once(post: Post, shop: Shop) -> None:
    await shop.member("ann")
    receiver = await post.endpoint(EVERY_TOPIC)
    await before_its_order(shop, "100.01")
    await post.deliver()

    assert ["order.paid", FAILED_TOPIC] == [one.body["type"] for one in receiver.taken]


async def test_a_plugin_hears_of_a_refund_that_waits_within_its_batch_once(install: Install) -> None:
    listener = Listener()
    async with install(listener=listener) as shop:
        await shop.member("ann")
        assert None is (await enable_plugin(shop.kernel, shop.owner, "listener")).problem
        await before_its_order(shop)
        await work_once(shop.kernel)
        await work_once(shop.kernel)

    assert ["order.paid", "order.refunded"] == listener.told


# ── since when


@pytest.fixture
def elsewhere(database: Database, registry: Registry, clock: FixedClock, kernel: Kernel) -> Kernel:
    """Another process of the shop, with a memory of its own."""
    return build_kernel(database, registry, clock, kernel.settings, SystemClock())


class Halt:
    """Settlements stop between reading the configuration and writing, until they may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.arrived, self.may_go_on, load = asyncio.Event(), asyncio.Event(), decision_loop.load_facts

        async def halting(*args: Any, **more: Any) -> Any:
            self.arrived.set()
            await self.may_go_on.wait()
            return await load(*args, **more)

        monkeypatch.setattr(decision_loop, "load_facts", halting)


async def test_saving_an_endpoint_ends_after_what_began_before_it(
    post: Post, shop: Shop, elsewhere: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.member("ann")
    answered: list[str] = []

    async def answer(name: str, asked: Any) -> Any:
        result = await asked
        answered.append(name)
        return result

    halt = Halt(monkeypatch)
    event = asyncio.create_task(answer("event", record_events(elsewhere, shop.owner, [order("o1")])))
    await halt.arrived.wait()
    saving = asyncio.create_task(answer("endpoint", post.endpoint()))
    await asyncio.sleep(0.3)
    halt.may_go_on.set()
    await event
    receiver = await saving
    await record_events(elsewhere, shop.owner, [order("o2")])
    await post.deliver()

    assert ["event", "endpoint"] == answered
    assert "o2" in receiver.orders


async def test_what_fails_while_an_endpoint_is_saved_is_told(
    post: Post, shop: Shop, elsewhere: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.member("ann")
    await record_events(shop.kernel, shop.owner, [refund("o1", "100.01")])
    halt = Halt(monkeypatch)
    event = asyncio.create_task(record_events(elsewhere, shop.owner, [order("o1")]))
    await halt.arrived.wait()
    saving = asyncio.create_task(post.endpoint(FAILED_TOPIC))
    await asyncio.sleep(0.3)
    halt.may_go_on.set()
    await event
    receiver = await saving
    await post.deliver()

    assert [FAILED_TOPIC] == [one.body["type"] for one in receiver.taken]


async def test_all_that_is_acknowledged_after_an_endpoint_was_saved_is_told(
    post: Post, shop: Shop, elsewhere: Kernel
) -> None:
    """Many settle, in two processes, while the endpoint is saved."""
    await shop.member("ann")
    acknowledged: list[str] = []
    is_saved = asyncio.Event()

    async def send(kernel: Kernel, name: str) -> None:
        numbers = count(1)
        while len(acknowledged) < 10:
            number = f"{name}{next(numbers)}"
            (recorded,) = await record_events(kernel, shop.owner, [order(number)])
            assert recorded.outcome == "RECORDED"
            if is_saved.is_set():
                acknowledged.append(number)

    async def save() -> None:
        await asyncio.sleep(0.05)
        await post.endpoint()
        is_saved.set()

    await asyncio.gather(save(), send(shop.kernel, "here"), send(elsewhere, "there"))
    await post.deliver()
    (receiver,) = post.receivers.values()

    assert set() == set(acknowledged) - set(receiver.orders)


async def test_clock_work_is_told_to_an_endpoint_that_was_saved_since_the_worker_began_its_turn(
    post: Post, shop: Shop, elsewhere: Kernel
) -> None:
    await shop.member("ann")
    await shop.grant(ANN, "points", "5", expires_at=post.clock.now_us() + 1_000_000)
    async with elsewhere.db.read() as session:
        merchant = await elsewhere.programs.merchant(session, shop.owner.merchant_id)
        await elsewhere.programs.of(session, merchant)
    receiver = await post.endpoint(EVERY_TOPIC)
    post.clock.advance(2_000_000)
    await run_due(elsewhere, merchant, post.clock.now_us())
    await post.deliver()

    assert ["asset.expired"] == [one.body["type"] for one in receiver.taken]
