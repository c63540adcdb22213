"""What happens is told to endpoints: signed, once it is committed, one after another for each member."""

from collections.abc import Collection
from typing import Any

import pytest
from prometheus_client import generate_latest

from headless.models.base.session import Session
from headless.services.intake.events import EventInput, record_events
from headless.services.settling import webhooks
from headless.services.worker.metrics import WorkerMetrics, new_registry
from tests.kit.series import series_of, value
from tests.services.shop import Shop
from tests.services.webhooks.receivers import Post, down, number_of, well


async def test_an_event_is_told_as_standard_webhooks_say(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint("order.paid")
    recorded = await shop.order(await shop.member("4711"), "10.00", "o1")

    assert 1 == await post.deliver()
    (message,) = receiver.taken
    assert {"type", "timestamp", "data"} == set(message.body)
    data = message.body["data"]
    assert ("order.paid", data["occurredAt"]) == (message.body["type"], message.body["timestamp"])
    assert ("4711", "o1", "RECORDED") == (data["member"]["number"], data["data"]["orderId"], data["state"])
    (delivery,) = await post.deliveries(receiver)
    assert (number_of(message.id), recorded.event_id) == (delivery.id, delivery.event_id)
    assert (1, 204, None) == (delivery.attempts, delivery.status, delivery.error)
    assert post.clock.now_us() == delivery.delivered_at
    assert 0 == await post.deliver()


async def test_nothing_is_written_for_topics_that_no_endpoint_asked_for(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint("tier.changed")
    await shop.order(await shop.member(), "10.00")

    assert [] == await post.deliveries(receiver)


async def test_a_members_next_message_waits_and_other_members_do_not(post: Post, shop: Shop) -> None:
    ann, bob = await shop.member("ann"), await shop.member("bob")
    receiver = await post.endpoint("order.paid")
    receiver.behaves = lambda body: 500 if body["data"]["member"]["number"] == "ann" else 204
    for member, number in ((ann, "a1"), (bob, "b1"), (ann, "a2"), (bob, "b2")):
        await shop.order(member, "10", number)
    await post.deliver()
    await shop.order(ann, "10", "a3")
    await post.deliver()

    assert ["b1", "b2"] == receiver.orders
    assert [1, 1, 0, 1, 0] == [delivery.attempts for delivery in await post.deliveries(receiver)]
    receiver.behaves = lambda body: 204
    await post.later(60_000_000)
    assert ["b1", "b2", "a1", "a2", "a3"] == receiver.orders


async def test_an_endpoint_that_is_down_delays_no_other(post: Post, shop: Shop) -> None:
    bad, good = await post.endpoint(url="https://bad.example"), await post.endpoint(url="https://good.example")
    bad.behaves = down
    member = await shop.member()
    for number in ("o1", "o2", "o3"):
        await shop.order(member, "10", number)
        await post.deliver()

    assert (["o1", "o2", "o3"], []) == (good.orders, bad.orders)


async def test_without_an_endpoint_nothing_is_read_or_written_and_with_one_little(
    post: Post, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    read = webhooks.last_places

    async def counted(session: Session, merchant_id: int, member_ids: Collection[int]) -> Any:
        reads.append(len(member_ids))
        return await read(session, merchant_id, member_ids)

    monkeypatch.setattr(webhooks, "last_places", counted)
    members = [await shop.member(f"m{number}") for number in range(5)]

    async def orders(start: int) -> None:
        given = [
            EventInput(
                "order.paid", {"orderId": f"o{start + place}", "total": "5"}, member, "shop", f"o{start + place}"
            )
            for place, member in enumerate(members * 2)
        ]
        assert {"RECORDED"} == {one.outcome for one in await record_events(shop.kernel, shop.owner, given)}

    await orders(0)
    await post.endpoint("tier.changed")
    await orders(10)
    assert [] == reads
    receiver = await post.endpoint("order.paid")
    await orders(20)
    assert [5] == reads
    assert 10 == len(await post.deliveries(receiver))


async def test_places_rise_even_if_another_process_had_a_faster_clock(post: Post, shop: Shop) -> None:
    receiver, member = await post.endpoint(), await shop.member()
    receiver.behaves = down
    await shop.order(member, "10", "o1")
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE webhook_delivery SET position = position + 1000000000000000")
    await shop.order(member, "10", "o2")
    await post.deliver()
    receiver.behaves = well
    await post.later(60_000_000)

    assert ["o1", "o2"] == receiver.orders


async def test_what_waits_and_what_was_given_up_is_in_the_metrics(post: Post, shop: Shop) -> None:
    await post.endpoint()
    for number in range(3):
        await shop.order(await shop.member(f"m{number}"), "10")
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE webhook_delivery SET state = 2 WHERE id = (SELECT min(id) FROM webhook_delivery)")
    post.clock.advance(90_000_000)
    registry = new_registry()
    await WorkerMetrics(registry).refresh(shop.kernel)
    series = series_of(generate_latest(registry).decode())

    shown = [
        value(series, f"headless_queue_{name}", queue="webhooks") for name in ("waiting", "oldest_seconds", "given_up")
    ]
    assert [2, 90, 1] == shown
