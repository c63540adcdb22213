"""Sending again, and dry runs."""

import pytest

from headless.errors import Denied, Invalid, NotFound
from headless.ids import Prefix, encode
from headless.services.configuration.tokens import revoke_token
from headless.services.webhooks.replaying import replay
from headless.services.webhooks.trying import try_endpoint
from tests.services.shop import Shop
from tests.services.webhooks.receivers import MINUTE_US, Post, down
from tests.services.webhooks.test_endpoints import SCOPES, bearer


async def test_what_was_delivered_is_sent_again_under_the_same_id(post: Post, shop: Shop) -> None:
    member, merchant_id = await shop.member(), shop.owner.merchant_id
    receiver, other = await post.endpoint(), await post.endpoint(url="https://other.example")
    await shop.order(member, "10", "o1")
    await post.deliver()
    post.clock.advance(MINUTE_US)
    since = post.clock.now_us()
    for number in ("o2", "o3"):
        await shop.order(member, "10", number)
    await post.deliver()
    first = [one.id for one in receiver.taken]
    ids = [delivery.id for delivery in await post.deliveries(receiver)]

    receiver.taken, other.taken = [], []
    assert 1 == await replay(shop.kernel, merchant_id, deliveries=[ids[1], 404])
    await post.deliver()
    assert [first[1]] == [one.id for one in receiver.taken]
    assert 2 == await replay(shop.kernel, merchant_id, endpoint=receiver.endpoint_id, since=since)
    await post.deliver()
    assert first[1:] == [one.id for one in receiver.taken[1:]]
    assert 4 == await replay(shop.kernel, merchant_id, since=since)
    assert 0 == await replay(shop.kernel, merchant_id, since=since)
    await post.deliver()
    assert (5, 2) == (len(receiver.taken), len(other.taken))
    assert 0 == await replay(shop.kernel, merchant_id, endpoint=receiver.endpoint_id)


async def test_a_replay_says_what_it_is_of(post: Post, shop: Shop) -> None:
    for given in ({}, {"deliveries": [1], "since": 5}, {"deliveries": [1], "endpoint": 5}, {"deliveries": [1] * 1_001}):
        with pytest.raises(Invalid):
            await replay(shop.kernel, shop.owner.merchant_id, **given)
    with pytest.raises(NotFound):
        await replay(shop.kernel, shop.owner.merchant_id, endpoint=5)


async def test_a_dry_run_shows_request_and_answer_and_leaves_nothing(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    with pytest.raises(NotFound):
        await try_endpoint(post.courier, shop.owner, receiver.endpoint_id, None)
    await shop.order(await shop.member(), "10", "o1")
    recorded = await shop.order(await shop.member("m2"), "10", "o2")
    before = await post.deliveries(receiver)
    trial = await try_endpoint(post.courier, shop.owner, receiver.endpoint_id, None)

    assert (204, "", None) == (trial.status, trial.answer, trial.problem)
    assert "webhook-signature" in trial.headers
    assert '"orderId":"o2"' in trial.body
    receiver.behaves = down
    trial = await try_endpoint(post.courier, shop.owner, receiver.endpoint_id, recorded.event_id)
    assert (None, None) == (trial.status, trial.answer)
    assert trial.problem == "https://shop.example cannot be reached: ConnectError"
    assert before == await post.deliveries(receiver)
    assert 0 == (await post.stored(receiver)).failures
    with pytest.raises(NotFound):
        await try_endpoint(post.courier, shop.owner, receiver.endpoint_id, 5)
    with pytest.raises(NotFound):
        await try_endpoint(post.courier, shop.owner, 5, None)


async def test_a_dry_run_shows_no_more_than_both_tokens_may_see(post: Post, shop: Shop) -> None:
    maker = await bearer(shop, *SCOPES, "members:read")
    receiver = await post.endpoint(principal=maker, query="{ type member { number } }")
    await shop.order(await shop.member("secret"), "10")
    for asking in (await bearer(shop, *SCOPES), await bearer(shop, *SCOPES, "members:pii")):
        trial = await try_endpoint(post.courier, asking, receiver.endpoint_id, None)
        assert "secret" not in trial.body
    assert "secret" in (await try_endpoint(post.courier, maker, receiver.endpoint_id, None)).body
    with pytest.raises(Denied):
        await try_endpoint(post.courier, await bearer(shop, "webhooks:manage"), receiver.endpoint_id, None)
    await revoke_token(shop.kernel, shop.owner, maker.token_id)
    with pytest.raises(Denied) as refusal:
        await try_endpoint(post.courier, shop.owner, receiver.endpoint_id, None)
    assert "TOKEN_ENDED" == refusal.value.code


async def test_of_another_merchant_nothing_is_sent_again_or_tried(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    recorded = await shop.order(await shop.member(), "10")
    await post.deliver()
    other = await Shop.open(shop.kernel, shop.clock, "other")
    (delivery,) = await post.deliveries(receiver)

    assert 0 == await replay(shop.kernel, other.owner.merchant_id, deliveries=[delivery.id])
    assert 0 == await replay(shop.kernel, other.owner.merchant_id, since=0)
    with pytest.raises(NotFound):
        await replay(shop.kernel, other.owner.merchant_id, endpoint=receiver.endpoint_id)
    with pytest.raises(NotFound):
        await try_endpoint(post.courier, other.owner, receiver.endpoint_id, recorded.event_id)
    answer = await post.save(other.owner, id=receiver.endpoint_id, rotateSecret=True)
    assert ("UNKNOWN_ENDPOINT", None) == (answer.saved.problem.code, answer.secret)
    assert encode(Prefix.WEBHOOK, receiver.endpoint_id).startswith("hook_")
