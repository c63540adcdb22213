"""Members who are erased or merged, and deliveries that grow old."""

import json
from typing import Any

from headless.engine.program.webhooks import EVERY_TOPIC, FAILED_TOPIC
from headless.engine.values.limits import WEBHOOK_KEPT_DAYS
from headless.services.configuration.rules import save_rule
from headless.services.intake.events import EventInput, record_events
from headless.services.lives.erasing import erase_member
from headless.services.lives.merging import merge_members
from headless.services.webhooks.running import tend
from tests.services.shop import Shop
from tests.services.webhooks.receivers import DAY_US, MINUTE_US, Post, down, well


async def test_an_erased_member_is_told_of_no_more_but_for_the_erasure(post: Post, shop: Shop) -> None:
    ann, bob = await shop.member("ann", name="Ann Canary"), await shop.member("bob")
    receiver = await post.endpoint(EVERY_TOPIC, query="{ type data member { number name } }")
    await shop.order(ann, "10", "o1")
    await post.deliver()
    receiver.behaves = down
    await shop.order(ann, "10", "o2")
    await post.deliver()
    await shop.order(bob, "10", "o3")
    assert None is (await erase_member(shop.kernel, shop.owner, ann)).problem
    assert {"bob", "ann"} == {one.body["data"]["member"]["number"] for one in receiver.taken} | {"bob"}
    receiver.behaves, receiver.taken = well, []
    await post.later(5 * MINUTE_US)

    told = [one.body for one in receiver.taken]
    assert {"order.paid", "member.erased"} == {body["type"] for body in told}
    assert "Canary" not in json.dumps(told)
    assert 2 == len(await post.deliveries(receiver))


async def test_the_messages_of_a_merged_member_keep_their_order_with_those_of_the_survivor(
    post: Post, shop: Shop
) -> None:
    ann, bob = await shop.member("ann"), await shop.member("bob")
    receiver = await post.endpoint()
    receiver.behaves = down
    for member, number in ((ann, "o1"), (bob, "o2"), (ann, "o3")):
        await shop.order(member, "10", number)
    await post.deliver()
    assert None is (await merge_members(shop.kernel, shop.owner, ann, bob, "k")).problem
    await shop.order(bob, "10", "o4")
    receiver.behaves = well
    await post.later(5 * MINUTE_US)

    assert ["o1", "o2", "o3", "o4"] == receiver.orders


async def test_old_deliveries_are_deleted_but_not_what_waits_for_an_endpoint_that_is_on(post: Post, shop: Shop) -> None:
    done, waiting = await post.endpoint(url="https://done.example"), await post.endpoint(url="https://off.example")
    await shop.order(await shop.member(), "10", "o1")
    await post.save(id=waiting.endpoint_id, state="PAUSED")
    await post.deliver()
    post.clock.advance((WEBHOOK_KEPT_DAYS - 1) * DAY_US)
    await tend(post.courier)
    assert [1, 1] == [len(await post.deliveries(receiver)) for receiver in (done, waiting)]
    await post.save(id=waiting.endpoint_id, state="ON")
    post.clock.advance(2 * DAY_US)
    await tend(post.courier)
    assert [0, 1] == [len(await post.deliveries(receiver)) for receiver in (done, waiting)]
    await post.save(id=waiting.endpoint_id, state="OFF")
    await tend(post.courier)

    assert [0, 0] == [len(await post.deliveries(receiver)) for receiver in (done, waiting)]


async def test_failed_events_are_told_and_those_that_failed_before_there_was_an_endpoint(
    post: Post, shop: Shop
) -> None:
    async def fails(order: str) -> None:
        await shop.refund(member, "100.01", order)
        await shop.order(member, "100", order)

    async def outbox() -> Any:
        async with shop.kernel.db.read() as session:
            return await session.fetch_value("SELECT count(*) FROM outbox WHERE topic = $1", FAILED_TOPIC)

    member = await shop.member()
    await fails("o1")
    assert 1 == await outbox()
    other = await post.endpoint("order.paid", url="https://other.example")
    await fails("o2")
    assert 2 == await outbox()
    receiver = await post.endpoint(FAILED_TOPIC, query="{ type state data problem { code } }")
    await fails("o3")
    await post.deliver()

    assert 0 == await outbox()
    bodies = [one.body for one in receiver.taken]
    assert [FAILED_TOPIC] * 3 == [body["type"] for body in bodies]
    assert [("order.refunded", "FAILED", "REFUND_TOO_LARGE")] * 3 == [
        (body["data"]["type"], body["data"]["state"], body["data"]["problem"]["code"]) for body in bodies
    ]
    assert ["o1", "o2", "o3"] == receiver.orders
    assert ["o2", "o3"] == other.orders


async def test_what_follows_from_an_event_is_told_after_it(post: Post, shop: Shop) -> None:
    reached = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "silver", "name": "Silver", "rank": 1, "condition": reached})
    receiver = await post.endpoint(EVERY_TOPIC)
    member = await shop.member()
    await shop.order(member, "10")
    await post.deliver()

    assert ["member.joined", "order.paid", "tier.changed"] == [one.body["type"] for one in receiver.taken]


async def test_a_sandbox_with_a_clock_of_its_own_is_told_at_once(post: Post, shop: Shop) -> None:
    async with shop.kernel.db.transaction() as session:
        ahead = post.clock.now_us() + 100 * DAY_US
        await session.execute("UPDATE merchant SET sandbox = TRUE, clock_at = $1", ahead)
    receiver = await post.endpoint()
    given = EventInput("order.paid", {"orderId": "o1", "total": "5"}, await shop.member(), "shop", "1")
    await record_events(shop.kernel, shop.owner, [given])
    await save_rule(shop.kernel, shop.owner, {"rule": "points_per_spend"})
    await post.deliver()

    assert ["o1"] == receiver.orders
