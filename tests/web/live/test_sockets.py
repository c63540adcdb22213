"""Members are watched over WebSocket: what is told, to whom, and how a connection ends."""

import asyncio
from typing import Any

import pytest

from headless.web.live import sockets
from headless.web.live.messages import Close
from tests.web.live.client import connect
from tests.web.shop import Shop

WATCH = """subscription ($number: String!) { memberChanged(by: {number: $number}) {
  member { number asset(kind: "stars") { available } } event { type } changes { kind text } } }"""
GRANT = """mutation ($number: String!, $key: String!) { assetGrant(input: {member: {number: $number}, kind: "stars",
  amount: "5", reason: "thanks", idempotencyKey: $key}) { userErrors { message } } }"""


async def join(shop: Shop, *numbers: str) -> None:
    await shop.ask('mutation { assetKindSave(input: {code: "stars", name: "Stars"}) { userErrors { message } } }')
    for number in numbers:
        await shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ message }} }} }}')


async def grant(shop: Shop, number: str, key: str) -> None:
    assert {"assetGrant": {"userErrors": []}} == await shop.ask(GRANT, {"number": number, "key": key})


def told(message: Any) -> Any:
    assert "next" == message["type"], message
    return message["payload"]["data"]["memberChanged"]


async def test_a_change_is_told_with_the_member_as_it_is_now(shop: Shop) -> None:
    await join(shop, "m1", "m2")
    async with connect(shop, shop.secret) as client:
        await client.subscribe("a", WATCH, number="m1")
        assert await client.silent(0.3)

        await grant(shop, "m2", "k1")
        await grant(shop, "m1", "k2")

        assert {
            "member": {"number": "m1", "asset": {"available": "5"}},
            "event": {"type": "asset.granted"},
            "changes": [{"kind": "ASSET", "text": "Stars +5, now 5"}],
        } == told(await client.hear())
        assert await client.silent(0.3)


async def test_each_answer_is_read_anew(shop: Shop) -> None:
    await join(shop, "m1")
    async with connect(shop, shop.secret) as client:
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.3)
        for number, expected in ((1, "5"), (2, "10"), (3, "15")):
            await grant(shop, "m1", f"k{number}")
            assert expected == told(await client.hear())["member"]["asset"]["available"]


async def test_what_a_client_no_longer_wants_is_not_sent(shop: Shop) -> None:
    await join(shop, "m1")
    async with connect(shop, shop.secret) as client:
        await client.subscribe("a", WATCH, number="m1")
        await client.subscribe("b", WATCH, number="m1")
        await asyncio.sleep(0.3)
        await client.say("complete", "a")
        await grant(shop, "m1", "k1")

        assert "b" == (await client.hear())["id"]
        assert await client.silent(0.3)
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.3)
        await grant(shop, "m1", "k2")
        assert {"a", "b"} == {(await client.hear())["id"], (await client.hear())["id"]}


async def test_queries_and_mutations_are_answered_on_the_same_connection(shop: Shop) -> None:
    await join(shop, "m1")
    async with connect(shop, shop.secret) as client:
        await client.subscribe("q", "{ merchant { slug } }")
        assert {"merchant": {"slug": "corner-shop"}} == (await client.hear())["payload"]["data"]
        assert {"type": "complete", "id": "q"} == await client.hear()
        await client.subscribe("m", GRANT, number="m1", key="k1")
        assert {"assetGrant": {"userErrors": []}} == (await client.hear())["payload"]["data"]
        assert {"type": "complete", "id": "m"} == await client.hear()


async def test_what_cannot_be_watched_is_said_and_the_connection_stays(shop: Shop) -> None:
    await join(shop, "m1")
    pii = await shop.token("members:read")
    async with connect(shop, pii) as client:
        for id_, query, code in (
            ("1", 'subscription { memberChanged(by: {number: "nobody"}) { member { id } } }', "UNKNOWN_MEMBER"),
            ("2", 'subscription { memberChanged(by: {phone: "+44 20 1"}) { member { id } } }', "FORBIDDEN"),
            ("3", "subscription { memberChanged { member { id } } }", "FORBIDDEN"),
            ("4", "subscription { memberChanged { nothing } }", "INVALID_QUERY"),
            (
                "5",
                "subscription { a: memberChanged { event { id } } b: memberChanged { event { id } } }",
                "INVALID_QUERY",
            ),
            ("6", "", "QUERY_MISSING"),
        ):
            await client.subscribe(id_, query)
            message = await client.hear()
            assert ("error", id_) == (message["type"], message["id"])
            assert code == message["payload"][0]["extensions"]["code"], id_
        await client.say("ping")
        assert {"type": "pong"} == await client.hear()


async def test_changes_are_told_as_far_as_the_token_may_see_them(shop: Shop) -> None:
    await join(shop, "m1")
    reader = await shop.token("members:read")
    async with connect(shop, reader) as client:
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.3)
        await grant(shop, "m1", "k1")

        message = await client.hear()
        assert {"member": {"number": "m1", "asset": None}, "event": None, "changes": []} == told(message)
        assert {"FORBIDDEN"} == {error["extensions"]["code"] for error in message["payload"]["errors"]}


async def test_a_revoked_token_closes_the_connection(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await join(shop, "m1")
    created = 'mutation { tokenCreate(input: {name: "t", scopes: ["members:read"]}) { token { id } secret } }'
    token = (await shop.ask(created))["tokenCreate"]
    async with connect(shop, token["secret"]) as client:
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.3)
        await shop.ask(
            f'mutation {{ tokenRevoke(input: {{id: "{token["token"]["id"]}"}}) {{ userErrors {{ code }} }} }}'
        )

        assert Close.FORBIDDEN == await client.hear(5.5)


async def test_a_connection_needs_a_token_and_the_protocol(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async with connect(shop) as client:
        await client.say("connection_init", payload={"Authorization": "Bearer hm_nobody"})
        assert Close.FORBIDDEN == await client.hear()
    async with connect(shop) as client:
        await client.say("connection_init")
        assert Close.FORBIDDEN == await client.hear()
    async with connect(shop) as client:
        await client.subscribe("a", "{ merchant { slug } }")
        assert Close.UNAUTHORIZED == await client.hear()
    async with connect(shop, protocols=("graphql-ws",)) as client:
        assert Close.NO_SUBPROTOCOL == await client.hear()
    monkeypatch.setattr(sockets, "INIT_SECONDS", 0.05)
    async with connect(shop) as client:
        assert Close.INIT_TIMEOUT == await client.hear()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", Close.BAD_MESSAGE), ("{", Close.BAD_MESSAGE), ("[]", Close.BAD_MESSAGE), ("{}", Close.BAD_MESSAGE),
        ('{"type": 1}', Close.BAD_MESSAGE), ('{"type": "subscribe"}', Close.BAD_MESSAGE),
        ('{"type": "subscribe", "id": ""}', Close.BAD_MESSAGE), ('{"type": "subscribe", "id": "a"}', Close.BAD_MESSAGE),
        ('{"type": "subscribe", "id": "a", "payload": "x"}', Close.BAD_MESSAGE),
        ('{"type": "next", "id": "a"}', Close.BAD_MESSAGE),
        ('{"type": "\\ud800"}', Close.BAD_MESSAGE), ("[" * 100_000, Close.BAD_MESSAGE),
        ('{"type": "connection_init"}', Close.TOO_MANY_INITS),
    ],
)  # fmt: skip
async def test_a_frame_that_is_no_message_closes_the_connection(shop: Shop, frame: str, code: Close) -> None:
    async with connect(shop, shop.secret) as client:
        await client.frame(frame)
        assert code == await client.hear()


async def test_an_id_that_is_in_use_closes_the_connection(shop: Shop) -> None:
    await join(shop, "m1")
    async with connect(shop, shop.secret) as client:
        await client.subscribe("a", WATCH, number="m1")
        await client.subscribe("a", WATCH, number="m1")
        assert Close.SUBSCRIBER_EXISTS == await client.hear()


async def test_who_does_not_read_is_dropped(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SEND_SECONDS", 0.2)
    await join(shop, "m1")
    async with connect(shop, shop.secret) as stuck, connect(shop, shop.secret) as client:
        await stuck.subscribe("a", WATCH, number="m1")
        await client.subscribe("a", WATCH, number="m1")
        await asyncio.sleep(0.3)
        stuck.stuck = True
        await grant(shop, "m1", "k1")
        assert "5" == told(await client.hear(1))["member"]["asset"]["available"]

        await asyncio.sleep(0.5)
        stuck.stuck = False
        assert stuck.heard.empty()
        await grant(shop, "m1", "k2")
        assert "10" == told(await client.hear(1))["member"]["asset"]["available"]
        assert stuck.heard.empty()


async def test_a_watched_member_who_is_merged_is_watched_on_as_the_survivor(shop: Shop) -> None:
    await join(shop, "m1", "m2")
    merge = """mutation { memberMerge(input: {from: {number: "m1"}, into: {number: "m2"}, idempotencyKey: "merge"}) {
      userErrors { message } } }"""
    async with connect(shop, shop.secret) as old, connect(shop, shop.secret) as own:
        await old.subscribe("a", WATCH, number="m1")
        await own.subscribe("b", WATCH, number="m2")
        await asyncio.sleep(0.3)
        assert {"memberMerge": {"userErrors": []}} == await shop.ask(merge)
        merged = [told(await client.hear()) for client in (old, own)]
        await grant(shop, "m2", "k1")
        after = [told(await client.hear()) for client in (old, own)]

    assert [("m2", "member.merged")] * 2 == [(one["member"]["number"], one["event"]["type"]) for one in merged]
    assert ["5", "5"] == [one["member"]["asset"]["available"] for one in after]


async def test_a_member_is_no_longer_told_once_merged(shop: Shop) -> None:
    await join(shop, "m1", "m2")
    made = await shop.ask(
        'mutation { memberTokenCreate(input: {member: {number: "m1"}}) { token userErrors { message } } }'
    )
    async with connect(shop, made["memberTokenCreate"]["token"]) as client:
        await client.subscribe("a", "subscription { memberChanged { member { number } } }")
        await asyncio.sleep(0.3)
        await shop.ask("""mutation { memberMerge(input: {from: {number: "m1"}, into: {number: "m2"},
          idempotencyKey: "merge"}) { userErrors { message } } }""")

        assert Close.FORBIDDEN == await client.hear()
