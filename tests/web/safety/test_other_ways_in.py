"""The same attacks by another way: other methods, other doors, other spellings, and what is left when a caller has ended."""

import asyncio
from typing import Any

import pytest

from headless.schema.serving import event_queries
from tests.web.access.test_tokens import HOUR, MAKE, REVOKE, at
from tests.web.live.client import connect
from tests.web.safety.test_taken import ANN, CREATE, UPDATE, probe
from tests.web.shop import NOW_US, Shop, bearer

SAVE = 'mutation { tagSave(input: {code: "x", name: "X"}) { tag { id } } }'
ERASE = """mutation { memberErase(input: {member: {number: "1"}, idempotencyKey: "e"}) {
  member { id } userErrors { code } } }"""
EVENT = {"type": "checkin", "member": {"number": "1"}, "source": "pos", "externalId": "1", "data": {}}
CLOUD = {"specversion": "1.0", "type": "checkin", "source": "pos", "id": "1", "subject": "number:1", "data": {}}
RESERVED = ("plugin:paid_tiers", "Plugin : paid_tiers", "ｐｌｕｇｉｎ:paid_tiers", "en\u200bgine")


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "POSTS", "post ", "QUERY"])
async def test_no_other_method_changes_anything(shop: Shop, method: str) -> None:
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        headers = {**bearer(shop.secret), name: "POST"}
        for sent in ({"json": {"query": SAVE}}, {"params": {"query": SAVE, "_method": "POST"}}):
            answer = await shop.client.request(method, "/graphql", headers=headers, **sent)  # type: ignore[arg-type]

            assert answer.status_code in (200, 204, 400, 405)
            assert "tag" not in answer.text

    assert {"tags": []} == await shop.ask("{tags{code}}")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_form_of_another_site_changes_nothing(shop: Shop, media: str) -> None:
    bodies = (b'{"query": "' + SAVE.replace('"', '\\"').encode() + b'"}', b"query=" + SAVE.encode())
    for body in bodies:
        headers = {**bearer(shop.secret), "Content-Type": media}
        await shop.client.post("/graphql", content=body, headers=headers)

    assert {"tags": []} == await shop.ask("{tags{code}}")


@pytest.mark.parametrize("host", ["evil.example", "shop@evil.example", "shop:80:80", "", "shop\tevil.example"])
async def test_no_answer_repeats_the_host_that_was_named(shop: Shop, host: str) -> None:
    for method, path in (
        ("GET", "/graphql"),
        ("POST", "/graphql/"),
        ("OPTIONS", "/events"),
        ("GET", "//evil.example/graphql"),
    ):
        headers = {
            **bearer(shop.secret),
            "Host": host,
            "Origin": "https://evil.example",
            "Forwarded": "host=evil.example",
        }
        answer = await shop.client.request(method, path, headers=headers)

        told = answer.text + str({name: text for name, text in answer.headers.items() if name != "location"})
        assert answer.status_code < 300 or answer.status_code >= 400
        assert "evil.example" not in told


@pytest.mark.parametrize("source", RESERVED)
async def test_a_source_of_the_system_is_refused_at_each_door(shop: Shop, source: str) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    headers = bearer(shop.secret)
    media = {"Content-Type": "application/cloudevents+json"}
    many = {"Content-Type": "application/cloudevents-batch+json"}
    cloud = {**CLOUD, "source": source}
    told = [
        (await shop.client.post("/events", json=cloud, headers=headers | media)).text,
        (await shop.client.post("/events", json=[cloud], headers=headers | many)).text,
    ]
    for field in ("eventsRecord", "eventsSimulate"):
        document = f"mutation($e: [EventInput!]!) {{ {field}(input: {{events: $e}}) {{ results {{ userErrors {{ code }} }} }} }}"
        told.append(str(await shop.send(document, {"e": [{**EVENT, "source": source}]})))
        async with connect(shop, shop.secret) as client:
            await client.subscribe("a", document, e=[{**EVENT, "source": source}])
            told.append(str(await client.hear()))

    assert all("RESERVED_SOURCE" in text for text in told), told
    assert {"events": {"totalCount": 1}} == await shop.ask("{ events { totalCount } }")


async def heard_at_last(client: Any) -> Any:
    while isinstance(message := await client.hear(), dict):
        pass
    return message


@pytest.mark.parametrize("ends", ["its maker's maker is revoked", "its maker's maker expires"])
async def test_what_a_token_has_open_ends_with_the_line_that_made_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    monkeypatch.setattr("headless.web.live.sockets.CHECK_SECONDS", 0.1)
    secret, ids = None, list[str]()
    for _ in range(3):
        given = {"name": "x", "scopes": ["tokens:manage", "events:write"], "expiresAt": at(NOW_US + HOUR)}
        made = (await shop.ask(MAKE, {"input": given}, secret))["tokenCreate"]
        secret = made["secret"]
        ids.append(made["token"]["id"])
    assert secret
    async with connect(shop, secret) as client:
        if ends == "its maker's maker expires":
            shop.clock.set(NOW_US + HOUR)
        else:
            await shop.ask(REVOKE, {"id": ids[0]})
        async with asyncio.timeout(20):
            code = await heard_at_last(client)
    headers = {**bearer(secret), "Content-Type": "application/cloudevents+json"}
    answers = [
        await shop.client.post("/events", json=CLOUD, headers=headers),
        await shop.client.post("/graphql", json={"query": "{ viewer { id } }"}, headers=headers),
        await shop.client.get("/graphql", params={"query": "{ viewer { id } }"}, headers=headers),
    ]

    assert 4403 == code
    assert {401} == {answer.status_code for answer in answers}


async def test_all_that_tells_of_members_is_counted_together(shop: Shop) -> None:
    await shop.ask(CREATE, {"f": ANN})
    await shop.ask(CREATE, {"f": {"number": "2"}})
    writer = await shop.token("members:read", "members:write")
    told = set()
    for number in range(40):
        told.add(await probe(shop, writer, identities=[{"system": "chat", "id": "a"}]))
        told.add(await probe(shop, writer, number=f"n{number}", email=" ANN@Example.com "))
        answer = await shop.ask(UPDATE, {"f": {"member": {"number": "2"}, "phone": "+44 (0)20 7183 8750"}}, writer)
        told |= {error["code"] for error in answer["memberUpdate"]["userErrors"]}

    assert {"TAKEN", "TOO_MANY_TAKEN"} == told


async def test_an_erased_member_takes_nothing_personal_by_any_road(shop: Shop) -> None:
    await shop.ask(CREATE, {"f": {**ANN, "name": "Ann Swordfish"}})
    gone = (await shop.ask(ERASE))["memberErase"]
    assert [] == gone["userErrors"]
    by = {"id": gone["member"]["id"]}
    for fields in (
        {"name": "Ann Swordfish"}, {"attributes": {"note": "Swordfish"}}, {"email": "swordfish@example.com"},
        {"identities": [{"system": "chat", "id": "swordfish"}]}, {"status": "ACTIVE"},
    ):  # fmt: skip
        answer = await shop.ask(UPDATE, {"f": {"member": by, **fields}})

        assert {"memberUpdate": {"userErrors": [{"code": "MEMBER_ERASED"}]}} == answer, fields
    sent = {**EVENT, "member": by, "data": {"note": "Swordfish"}}
    await shop.send(
        "mutation($e: [EventInput!]!) { eventsRecord(input: {events: $e}) { results { status } } }", {"e": [sent]}
    )
    for word in ("Swordfish", "ann@example.com"):
        told = await shop.ask("query($s: String) { members(search: $s) { totalCount } }", {"s": word})
        assert {"members": {"totalCount": 0}} == told
    events = await shop.send(
        "query($by: MemberRef!) { member(by: $by) { name attributes events { edges { node { data } } } } }", {"by": by}
    )

    assert "Swordfish" not in str(events)
    assert {"number": "1"} != (await shop.ask(CREATE, {"f": {**ANN, "name": "Another"}}))["memberCreate"]["userErrors"]


def test_long_queries_of_webhooks_are_not_remembered() -> None:
    before = event_queries._short_document.cache_info().currsize
    for number in range(20):
        event_queries.document_of(f"{{ id # {number} {'x' * 20_000}\n }}")

    assert before == event_queries._short_document.cache_info().currsize
