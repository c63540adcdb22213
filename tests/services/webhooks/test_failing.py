"""Receivers that fail: what waits is told later, in order, and what nobody takes is given up at last."""

from typing import Any

import pytest

from headless.engine.values.limits import WEBHOOK_FAILURES_BEFORE_REST
from headless.models.tables.webhooks.deliveries import DeliveryState
from headless.models.tables.webhooks.endpoints import EndpointState
from headless.services.webhooks.outcomes import jittered
from headless.services.webhooks.replaying import replay
from tests.services.shop import Shop
from tests.services.webhooks.receivers import DAY_US, HOUR_US, MINUTE_US, Post, down, problem_in, well


async def states(post: Post, receiver: Any) -> list[str]:
    return [DeliveryState(delivery.state).name for delivery in await post.deliveries(receiver)]


async def test_a_receiver_that_is_down_for_an_hour_misses_nothing(post: Post, shop: Shop) -> None:
    members = [await shop.member(f"m{number}") for number in range(4)]
    receiver = await post.endpoint()
    receiver.behaves = down
    for number in range(12):
        await shop.order(members[number % 4], "10", f"o{number}")
        await post.later(5 * MINUTE_US)
    assert [] == receiver.taken
    assert 40 > receiver.asked
    receiver.behaves = well
    await post.later(20 * MINUTE_US)

    assert {f"o{number}" for number in range(12)} == set(receiver.orders)
    for place in range(4):
        assert [f"o{number}" for number in range(place, 12, 4)] == [
            order for order in receiver.orders if int(order[1:]) % 4 == place
        ]
    assert {"DELIVERED"} == set(await states(post, receiver))


async def test_what_one_message_makes_fail_is_tried_for_three_days_and_then_given_up(post: Post, shop: Shop) -> None:
    ann, bob = await shop.member("ann"), await shop.member("bob")
    receiver = await post.endpoint()
    receiver.behaves = lambda body: 500 if body["data"]["data"]["orderId"] == "poison" else 204
    await shop.order(ann, "10", "poison")
    await shop.order(ann, "10", "next")
    for _ in range(6 * 3):
        await shop.order(bob, "10")
        await post.later(4 * HOUR_US - MINUTE_US, HOUR_US)
    assert "next" not in receiver.orders
    assert "WAITING" == (await states(post, receiver))[0]
    await post.later(2 * HOUR_US, HOUR_US // 2)

    poison = (await post.deliveries(receiver))[0]
    assert (DeliveryState.GIVEN_UP, 500) == (poison.state, poison.status)
    assert 10 < poison.attempts < 20
    assert "the endpoint answers with the status {status}" == problem_in(poison.error)
    assert "next" == receiver.orders[-1]
    assert EndpointState.ON == (await post.stored(receiver)).shown_state


async def test_an_endpoint_that_fails_too_often_rests_and_is_probed_once(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    receiver.behaves = down
    for number in range(WEBHOOK_FAILURES_BEFORE_REST + 30):
        await shop.order(await shop.member(f"m{number}"), "10")
    await post.deliver()

    asked = receiver.asked
    assert WEBHOOK_FAILURES_BEFORE_REST <= asked < WEBHOOK_FAILURES_BEFORE_REST + 8
    endpoint = await post.stored(receiver)
    assert (EndpointState.PAUSED, EndpointState.ON) == (endpoint.shown_state, endpoint.state)
    assert "{url} cannot be reached: {name}" == problem_in(endpoint.problem)
    await post.deliver()
    assert asked == receiver.asked
    await post.later(MINUTE_US + 1)
    assert asked + 1 == receiver.asked
    receiver.behaves = well
    await post.later(2 * MINUTE_US)
    assert WEBHOOK_FAILURES_BEFORE_REST + 30 == len(receiver.taken)
    assert (EndpointState.ON, 0) == ((await post.stored(receiver)).shown_state, (await post.stored(receiver)).failures)


async def test_what_waits_at_an_endpoint_that_fails_for_three_days_is_given_up_and_sent_again(
    post: Post, shop: Shop
) -> None:
    member = await shop.member()
    receiver = await post.endpoint()
    receiver.behaves = down
    for number in range(20):
        await shop.order(member if number % 2 else await shop.member(f"m{number}"), "10", f"o{number}")
    await post.later(3 * DAY_US + HOUR_US, 10 * MINUTE_US)
    await shop.order(member, "10", "o20")
    await post.deliver()

    assert ["GIVEN_UP"] * 20 + ["WAITING"] == await states(post, receiver)
    receiver.behaves = well
    await post.later(20 * MINUTE_US)
    assert ["o20"] == receiver.orders
    assert 20 == await replay(shop.kernel, shop.owner.merchant_id, endpoint=receiver.endpoint_id)
    await post.deliver()
    assert 21 == len(receiver.orders)
    assert [f"o{number}" for number in range(1, 20, 2)] == [
        order for order in receiver.orders[1:] if int(order[1:]) % 2
    ]


async def test_an_endpoint_that_is_gone_is_paused(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    receiver.behaves = lambda body: 410
    await shop.order(await shop.member(), "10", "o1")
    await post.later(DAY_US, HOUR_US)

    assert 1 == receiver.asked
    assert EndpointState.PAUSED == (await post.stored(receiver)).shown_state
    receiver.behaves = well
    await post.save(id=receiver.endpoint_id, state="ON")
    await post.deliver()
    assert ["o1"] == receiver.orders


async def test_a_payload_that_cannot_be_made_is_not_the_endpoints_fault(
    post: Post, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = await post.endpoint()
    await shop.order(await shop.member(), "10", "o1")

    async def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(post.queries, "answer", broken)
        await post.deliver()
    (delivery,) = await post.deliveries(receiver)
    assert (1, "the payload could not be made: {reason}") == (delivery.attempts, problem_in(delivery.error))
    assert 0 == (await post.stored(receiver)).failures
    await post.later(MINUTE_US)
    assert ["o1"] == receiver.orders


def test_pauses_differ_a_little() -> None:
    assert [80, 100, 120] == [jittered(100, chance) for chance in (0.0, 0.5, 1.0)]
