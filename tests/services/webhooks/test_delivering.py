"""What happens is told to endpoints: signed, once it is committed, one after another for each member."""

from tests.services.shop import Shop
from tests.services.webhooks.receivers import Post, down, number_of


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
