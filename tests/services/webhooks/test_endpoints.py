"""Endpoints as they are saved: what they may see, how they end, and their secrets."""

import json
from dataclasses import replace
from typing import Any

import pytest

from headless.config import Settings
from headless.engine.values.limits import WEBHOOK_ENDPOINTS
from headless.errors import Denied, Misconfigured
from headless.models.tables.webhooks.endpoints import EndpointState
from headless.services.configuration.tokens import create_token, principal_of, revoke_token, rotate_token
from headless.services.kernel.principals import Principal
from headless.services.webhooks.signatures import secrets_of
from tests.services.shop import Shop
from tests.services.webhooks.conftest import SECRET_KEY
from tests.services.webhooks.receivers import DAY_US, HOUR_US, MINUTE_US, Post, down, well

SCOPES = ("webhooks:manage", "events:read")


async def bearer(shop: Shop, *scopes: str, expires_at: int | None = None) -> Principal:
    merchant_id = shop.owner.merchant_id
    id_, _ = await create_token(shop.kernel, merchant_id, "partner", scopes, None, expires_at)
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, merchant_id)
        principal = await principal_of(shop.kernel, session, merchant, id_)
    assert principal is not None
    return principal


async def test_a_payload_shows_what_the_token_that_saved_the_endpoint_may_see(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint(principal=await bearer(shop, *SCOPES))
    await shop.order(await shop.member("4711", name="Ann"), "10")
    await post.deliver()

    assert "member" not in receiver.taken[0].body["data"]
    given = {"url": "https://shop.example", "topics": ["order.paid"]}
    for scopes, query, missing in (
        (SCOPES, "{ member { name } }", "members:read"),
        ((*SCOPES, "members:read"), "{ member { name } }", "members:pii"),
        ((*SCOPES, "members:read"), "{ ...A } fragment A on Event { entries { amount } }", "assets:read"),
        (SCOPES[:1], None, "events:read"),
    ):
        answer = await post.save(await bearer(shop, *scopes), **given, query=query)
        assert ("FORBIDDEN", missing) == (answer.saved.problem.code, answer.saved.problem.message.parameters["scope"])


async def test_a_token_that_sees_less_takes_no_payload_over(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint(query="{ type data member { number name } }")
    weak = await bearer(shop, *SCOPES)
    for change in ({"url": "https://thief.example"}, {"rotateSecret": True}, {"topics": ["*"]}):
        answer = await post.save(weak, id=receiver.endpoint_id, **change)
        assert ("FORBIDDEN", None) == (answer.saved.problem.code, answer.secret)
    assert None is (await post.save(weak, id=receiver.endpoint_id, query=None)).saved.problem
    await shop.order(await shop.member(), "10")
    await post.deliver()
    assert "member" not in receiver.taken[0].body["data"]


@pytest.mark.parametrize("end", ["revoked", "expired"])
async def test_an_endpoint_ends_with_its_token_until_another_saves_it(post: Post, shop: Shop, end: str) -> None:
    expires_at = post.clock.now_us() + HOUR_US
    maker = await bearer(shop, *SCOPES, expires_at=expires_at if end == "expired" else None)
    receiver = await post.endpoint(principal=maker)
    await shop.order(await shop.member(), "10", "o1")
    await post.deliver()
    if end == "revoked":
        await revoke_token(shop.kernel, shop.owner, maker.token_id)
    await post.later(HOUR_US, HOUR_US)
    await shop.order(await shop.member("other"), "10", "o2")
    await post.later(HOUR_US, 20 * MINUTE_US)

    assert ["o1"] == receiver.orders
    assert EndpointState.PAUSED == (await post.stored(receiver)).shown_state
    await post.save(await bearer(shop, *SCOPES), id=receiver.endpoint_id)
    await post.deliver()
    assert ["o1", "o2"] == receiver.orders


async def test_a_replaced_token_hands_its_endpoints_to_its_successor(post: Post, shop: Shop) -> None:
    maker = await bearer(shop, *SCOPES)
    receiver = await post.endpoint(principal=maker)
    successor_id, _ = await rotate_token(shop.kernel, shop.owner, maker.token_id, 60)
    await post.later(HOUR_US, HOUR_US)
    await shop.order(await shop.member(), "10", "o1")
    await post.deliver()

    assert ["o1"] == receiver.orders
    assert successor_id == (await post.stored(receiver)).token_id


async def test_an_endpoint_ends_with_the_maker_of_its_token(post: Post, shop: Shop) -> None:
    admin = await bearer(shop, "admin")
    id_, _ = await create_token(shop.kernel, shop.owner.merchant_id, "hooks", SCOPES, maker=admin)
    receiver = await post.endpoint(principal=replace(admin, token_id=id_, scopes=frozenset(SCOPES)))
    await revoke_token(shop.kernel, shop.owner, admin.token_id)
    await shop.order(await shop.member(), "10", "o1")
    await post.deliver()

    assert [] == receiver.orders
    assert EndpointState.PAUSED == (await post.stored(receiver)).shown_state


async def test_the_audit_trail_keeps_what_was_changed_but_no_secret(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint(query="{ type }")
    rotated = (await post.save(id=receiver.endpoint_id, state="OFF", rotateSecret=True)).secret
    async with shop.kernel.db.read() as session:
        sql = 'SELECT action, "before", "after" FROM audit_record WHERE noun = $1 ORDER BY id'
        rows = [tuple(row) for row in await session.fetch(sql, "WebhookEndpoint")]

    assert ["created", "changed"] == [action for action, _, _ in rows]
    assert {"state": "ON"} == {name: value for name, value in json.loads(rows[1][1]).items() if value is not None}
    assert {"state": "OFF", "secret": "new"} == json.loads(rows[1][2])
    assert receiver.secret not in str(rows)
    assert rotated not in str(rows)


async def test_a_partners_token_saves_no_endpoint(post: Post, shop: Shop) -> None:
    with pytest.raises(Denied):
        await post.endpoint(principal=replace(await bearer(shop, *SCOPES), partner_id=5))


async def test_both_secrets_sign_for_a_day_after_a_rotation(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    old = receiver.secret
    new = (await post.save(id=receiver.endpoint_id, rotateSecret=True)).secret
    assert None is (await post.save(id=receiver.endpoint_id)).secret
    member = await shop.member()
    for secret in (old, new):
        receiver.secret = secret
        await shop.order(member, "10")
        await post.deliver()
    assert 2 == len(receiver.taken)
    await post.later(DAY_US, DAY_US)
    for secret, count in ((new, 3), (old, 3)):
        receiver.secret = secret
        await shop.order(member, "10")
        try:
            await post.deliver()
        finally:
            assert count == len(receiver.taken)


async def test_a_secret_is_stored_sealed_and_opened_by_the_old_key_too(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    stored, merchant_id, now = await post.stored(receiver), shop.owner.merchant_id, post.clock.now_us()
    assert receiver.secret not in stored.secret
    assert stored.secret.startswith("sealed:")

    rotated = Settings(secret_key="another secret key of this server", secret_key_old=SECRET_KEY)
    assert [receiver.secret] == secrets_of(rotated, merchant_id, stored, now)
    for settings in (Settings(secret_key="another secret key of this server"), Settings()):
        with pytest.raises(Misconfigured, match="HEADLESS_SECRET_KEY_OLD"):
            secrets_of(settings, merchant_id, stored, now)
    with pytest.raises(Misconfigured):
        secrets_of(rotated, merchant_id + 1, stored, now)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"url": "http://shop.example"}, "INVALID_URL"),
        ({"url": "https://user:word@shop.example"}, "INVALID_URL"),
        ({"url": "https://shop.example/#x"}, "INVALID_URL"),
        ({"url": "https://127.0.0.1/"}, "INVALID_URL"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "INVALID_URL"),
        ({"url": "https://100.64.0.1/"}, "INVALID_URL"),
        ({"url": "https://[fd00::1]/"}, "INVALID_URL"),
        ({"url": "https://169.254.169.254/latest"}, "INVALID_URL"),
        ({"url": "https://localhost/"}, "INVALID_URL"),
        ({"url": "https://shop.example:99999/"}, "INVALID_URL"),
        ({"url": "https://茶.example/"}, "INVALID_URL"),
        ({"url": "https://evil.example\\@127.0.0.1/"}, "INVALID_URL"),
        ({"url": ""}, "EMPTY"),
        ({"url": "https://shop.example/" + "a" * 500}, "TOO_LONG"),
        ({"topics": []}, "INVALID_TOPICS"),
        ({"topics": ["order.sold"]}, "UNKNOWN_TOPIC"),
        ({"topics": None}, "MISSING"),
        ({"id": 5}, "UNKNOWN_ENDPOINT"),
        ({"expectedVersion": 1}, "STALE_VERSION"),
        ({"query": "{ nothing }"}, "INVALID_QUERY"),
        ({"query": "mutation { x }"}, "INVALID_QUERY"),
        ({"query": "{ id } { type }"}, "INVALID_QUERY"),
        ({"query": "query ($a: Int) { id }"}, "INVALID_QUERY"),
        ({"query": "{ id } type Query { x: Int }"}, "INVALID_QUERY"),
        ({"query": "{ id"}, "INVALID_QUERY"),
        ({"query": "{ __schema { types { name } } }"}, "INVALID_QUERY"),
        ({"query": "x" * 100_001}, "TOO_LONG"),
        ({"query": "{ id" + "\n" * 10_001 + "}"}, "QUERY_TOO_LARGE"),
        ({"query": "{" + " id" * 1_501 + "}"}, "QUERY_TOO_LARGE"),
        ({"query": "{ data }" + "".join(f" fragment F{n} on Event {{ id }}" for n in range(201))}, "QUERY_TOO_LARGE"),
        ({"query": "{ member { attributes(x: " + "9" * 200 + ") } }"}, "INVALID_QUERY"),
        ({"query": "{" + "a{" * 400 + "a" + "}" * 401}, "INVALID_QUERY"),
    ],
)
async def test_what_cannot_be_an_endpoint_is_refused(post: Post, given: dict[str, Any], code: str) -> None:
    answer = await post.save(**{"url": "https://shop.example", "topics": ["order.paid"], **given})

    assert code == answer.saved.problem.code
    assert None is answer.secret


async def test_endpoints_are_counted(post: Post) -> None:
    receivers = [await post.endpoint() for _ in range(WEBHOOK_ENDPOINTS)]
    more = {"url": "https://shop.example", "topics": ["*"]}
    assert "TOO_MANY" == (await post.save(**more)).saved.problem.code
    await post.save(id=receivers[0].endpoint_id, state="OFF")
    assert None is (await post.save(**more)).saved.problem
    assert "TOO_MANY" == (await post.save(id=receivers[0].endpoint_id, state="ON")).saved.problem.code


async def test_an_endpoint_that_is_off_is_told_nothing_and_one_that_is_paused_later(post: Post, shop: Shop) -> None:
    member = await shop.member()
    receiver = await post.endpoint()
    await shop.order(member, "10", "o1")
    for state, number in (("OFF", "o2"), ("PAUSED", "o3")):
        await post.save(id=receiver.endpoint_id, state=state)
        await shop.order(member, "10", number)
        await post.deliver()
        assert [] == receiver.taken
    await post.save(id=receiver.endpoint_id, state="ON")
    await post.deliver()

    assert ["o1", "o3"] == receiver.orders


async def test_saving_ends_a_rest(post: Post, shop: Shop) -> None:
    receiver = await post.endpoint()
    receiver.behaves = down
    for number in range(10):
        await shop.order(await shop.member(f"m{number}"), "10")
    await post.deliver()
    receiver.behaves = well
    await post.save(id=receiver.endpoint_id, state="ON")
    await post.deliver()

    assert 10 == len(receiver.taken)
