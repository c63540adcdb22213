"""Documents by their id: trusted ones, which are stored, and those that a client sends once with their hash."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from headless.services.documents.trusted import add_documents, remove_documents
from headless.services.kernel.principals import Principal
from headless.web.operations import documents as remembered
from headless.web.operations.documents import Documents, Texts
from headless.web.problems import Malformed
from tests.web.live.client import connect
from tests.web.shop import Shop, bearer, open_shop

HOME = "query Home { merchant { slug } }"
TRACK = "query Track($code: String!) { tierTrack(code: $code) { name } }"
HASH = sha256(HOME.encode()).hexdigest()
SLUG = {"merchant": {"slug": "corner-shop"}}


def persisted(hash_: Any, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_}}, **more}


async def post(shop: Shop, body: Any, secret: str | None = None) -> Any:
    answer = await shop.client.post("/graphql", json=body, headers=bearer(secret or shop.secret))
    return answer.json()


async def code(shop: Shop, body: Any, secret: str | None = None) -> tuple[int, str]:
    answer = await shop.client.post("/graphql", json=body, headers=bearer(secret or shop.secret))
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


async def stored(shop: Shop, **texts: str) -> None:
    await add_documents(shop.kernel, "corner-shop", texts)


@pytest.mark.parametrize("name", ["documentId", "id", "doc_id"])
async def test_a_trusted_document_is_answered_by_its_id(shop: Shop, name: str) -> None:
    await stored(shop, home=HOME, track=TRACK, **{HASH: HOME})
    listed = await post(
        shop, [{name: "home"}, {name: f"sha256:{HASH.upper()}"}, {name: "track", "variables": {"code": "x"}}]
    )
    got = await shop.client.get("/graphql", params={name: "home"}, headers=bearer(shop.secret))

    assert [SLUG, SLUG, {"tierTrack": None}] == [answer["data"] for answer in listed]
    assert SLUG == got.json()["data"]
    assert "private, max-age=60" == got.headers["cache-control"]


async def test_an_empty_text_leaves_the_document_to_its_id(shop: Shop) -> None:
    await stored(shop, home=HOME)
    by_post = await post(shop, {"query": "", "documentId": "home"})
    async with connect(shop, shop.secret) as client:
        await client.say("subscribe", "a", {"query": "", "documentId": "home"})
        by_socket = (await client.hear())["payload"]

    assert [SLUG, SLUG] == [by_post["data"], by_socket["data"]]
    assert (400, "QUERY_MISSING") == await code(shop, {"query": ""})


async def test_a_document_that_is_not_there_is_told_apart(shop: Shop) -> None:
    await stored(shop, home=HOME)
    assert (400, "DOCUMENT_NOT_FOUND") == await code(shop, {"documentId": "homepage"})
    assert (400, "DOCUMENT_NOT_FOUND") == await code(shop, {"documentId": "no id \x07"})
    assert (400, "INVALID_REQUEST") == await code(shop, {"documentId": 7})
    assert {"viewer": {"name": "owner"}} == (await post(shop, {"id": "home", "query": "{ viewer { name } }"}))["data"]


async def test_documents_belong_to_their_merchant(shop: Shop) -> None:
    await stored(shop, home=HOME)
    other = await create_merchant(shop.kernel, "tea", currency="GBP", time_zone="UTC")
    secret = (await create_token(shop.kernel, other.id, "owner", ["admin"]))[1]
    await post(shop, {"documentId": "home"})

    assert (400, "DOCUMENT_NOT_FOUND") == await code(shop, {"documentId": "home"}, secret)


async def test_what_is_removed_is_forgotten_in_a_moment(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await stored(shop, home=HOME)
    await post(shop, {"documentId": "home"})
    await remove_documents(shop.kernel, "corner-shop", ["home"])
    assert SLUG == (await post(shop, {"documentId": "home"}))["data"]
    monkeypatch.setattr(remembered, "REMEMBERED_SECONDS", -1.0)
    await stored(shop, track=TRACK)
    await post(shop, {"documentId": "track", "variables": {"code": "x"}})
    await remove_documents(shop.kernel, "corner-shop", ["track"])

    assert (400, "DOCUMENT_NOT_FOUND") == await code(shop, {"documentId": "track"})


async def test_a_client_registers_a_query_by_its_hash(shop: Shop) -> None:
    unknown = await shop.client.post("/graphql", json=persisted(HASH), headers=bearer(shop.secret))
    registered = await post(shop, persisted(HASH, query=HOME))
    by_hash = await post(shop, persisted(HASH))
    extensions = json.dumps(persisted(HASH)["extensions"])
    got = await shop.client.get("/graphql", params={"extensions": extensions}, headers=bearer(shop.secret))

    error = unknown.json()["errors"][0]
    assert (200, "PersistedQueryNotFound") == (unknown.status_code, error["message"])
    assert {"code": "PERSISTED_QUERY_NOT_FOUND"} == error["extensions"]
    assert [SLUG] * 3 == [answer["data"] for answer in (registered, by_hash, got.json())]
    assert got.headers["etag"]


async def test_a_miss_by_get_is_kept_by_no_one(shop: Shop) -> None:
    params = {"extensions": json.dumps(persisted(HASH)["extensions"])}
    accept = {**bearer(shop.secret), "Accept": "application/graphql-response+json"}
    got = await shop.client.get("/graphql", params=params, headers=accept)

    assert (200, "private, no-store") == (got.status_code, got.headers["cache-control"])


async def test_a_hash_that_is_not_the_querys_registers_nothing(shop: Shop) -> None:
    wrong = sha256(b"other").hexdigest()

    assert (400, "PERSISTED_QUERY_HASH_MISMATCH") == await code(shop, persisted(wrong, query=HOME))
    assert (200, "PERSISTED_QUERY_NOT_FOUND") == await code(shop, persisted(wrong))


@pytest.mark.parametrize("odd", [{}, [], "x", {"version": 2, "sha256Hash": HASH}, {"version": 1, "sha256Hash": 7}])
async def test_another_form_of_the_protocol_is_refused(shop: Shop, odd: Any) -> None:
    body = {"extensions": {"persistedQuery": odd}, "query": HOME}

    assert (400, "INVALID_REQUEST") == await code(shop, body)


async def test_another_process_asks_for_the_text_once_more(shop: Shop, database_url: str) -> None:
    await post(shop, persisted(HASH, query=HOME))
    async with open_shop(database_url) as other:
        assert (200, "PERSISTED_QUERY_NOT_FOUND") == await code(other, persisted(HASH))
        assert SLUG == (await post(other, persisted(HASH, query=HOME)))["data"]
        assert SLUG == (await post(other, persisted(HASH)))["data"]


async def test_a_trusted_document_answers_a_hash_in_every_process(shop: Shop) -> None:
    await stored(shop, **{HASH: HOME, "0cc175b9": HOME})

    assert SLUG == (await post(shop, persisted(HASH)))["data"]
    assert SLUG == (await post(shop, persisted("0cc175b9")))["data"]


async def test_a_mutation_by_id_is_not_run_by_get(shop: Shop) -> None:
    await stored(shop, tea='mutation { tagSave(input: {code: "tea", name: "Tea"}) { tag { id } } }')
    got = await shop.client.get("/graphql", params={"documentId": "tea"}, headers=bearer(shop.secret))

    assert "METHOD_NOT_ALLOWED" == got.json()["errors"][0]["extensions"]["code"]
    assert {"tags": []} == await shop.ask("{ tags { code } }")


async def test_a_server_of_trusted_documents_takes_nothing_else(database_url: str) -> None:
    async with open_shop(database_url, {"documents": "only"}) as shop:
        await stored(shop, home=HOME, **{HASH: HOME})
        refused = [
            {"query": HOME},
            {"query": "{ merchant { name } }"},
            persisted(sha256(TRACK.encode()).hexdigest(), query=TRACK),
            persisted(sha256(TRACK.encode()).hexdigest()),
            persisted(HASH, query=TRACK),
            {"documentId": "home", "query": TRACK},
        ]
        answered = [
            {"documentId": "home"},
            {"documentId": "home", "query": HOME},
            {"id": HASH},
            persisted(HASH),
            persisted(HASH, query=HOME),
        ]

        assert [(403, "DOCUMENT_NOT_TRUSTED")] * 6 == [await code(shop, body) for body in refused]
        assert [SLUG] * 5 == [(await post(shop, body))["data"] for body in answered]
        listed = await post(shop, [refused[0], answered[0]])
        got = await shop.client.get("/graphql", params={"query": HOME}, headers=bearer(shop.secret))

    assert ("DOCUMENT_NOT_TRUSTED", SLUG) == (listed[0]["errors"][0]["extensions"]["code"], listed[1]["data"])
    assert 403 == got.status_code


async def test_members_may_be_bound_to_trusted_documents_alone(database_url: str) -> None:
    async with open_shop(database_url, {"documents": "members"}) as shop:
        await stored(shop, home=HOME)
        documents = Documents(shop.kernel, lambda: 0.0)
        merchant = Principal(shop.merchant_id, "corner-shop", 1, "till", frozenset())
        member = replace(merchant, member_id=7)
        registered = persisted(sha256(TRACK.encode()).hexdigest(), query=TRACK)

        assert TRACK == (await documents.operation(merchant, registered, "en")).query
        assert HOME == (await documents.operation(member, {"documentId": "home"}, "en")).query
        for given in ({"query": TRACK}, registered, {"extensions": registered["extensions"]}):
            with pytest.raises(Malformed) as refused:
                await documents.operation(member, given, "en")
            assert "DOCUMENT_NOT_TRUSTED" == refused.value.code


async def test_a_members_token_is_bound_and_the_shops_own_is_not(database_url: str) -> None:
    async with open_shop(database_url, {"documents": "members"}) as shop:
        await stored(shop, me="{ me { number } }")
        await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')
        make = 'mutation { memberTokenCreate(input: {member: {number: "1"}}) { token } }'
        secret = (await shop.ask(make))["memberTokenCreate"]["token"]

        assert {"me": {"number": "1"}} == (await post(shop, {"documentId": "me"}, secret))["data"]
        assert (403, "DOCUMENT_NOT_TRUSTED") == await code(shop, {"query": "{ me { number } }"}, secret)


async def test_streams_and_sockets_take_documents_by_id_and_keep_the_rule(database_url: str) -> None:
    async with open_shop(database_url, {"documents": "only"}) as shop:
        await stored(shop, home=HOME)
        async with connect(shop, shop.secret) as client:
            await client.say("subscribe", "a", {"documentId": "home"})
            assert SLUG == (await client.hear())["payload"]["data"]
            assert "complete" == (await client.hear())["type"]
            await client.say("subscribe", "b", {"query": HOME})
            assert "DOCUMENT_NOT_TRUSTED" == (await client.hear())["payload"][0]["extensions"]["code"]
        headers = {**bearer(shop.secret), "Accept": "text/event-stream", "Accept-Encoding": "gzip, br, zstd"}
        streamed = await shop.client.post("/graphql", json={"documentId": "home"}, headers=headers)
        refused = await shop.client.post("/graphql", json={"query": HOME}, headers=headers)

    assert "event: next" in streamed.text
    assert "corner-shop" in streamed.text
    assert "content-encoding" not in streamed.headers
    assert (403, "DOCUMENT_NOT_TRUSTED") == (refused.status_code, refused.json()["errors"][0]["extensions"]["code"])


def test_what_is_remembered_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED_MOST", 3)
    monkeypatch.setattr(remembered, "REMEMBERED_CHARACTERS", 10)
    texts = Texts()
    for name in "abcd":
        texts.put((1, name), "xx")
    texts.put((1, "e"), "x" * 8)
    texts.put((1, "e"), "y" * 7)

    assert [None, None, None, "xx", "yyyyyyy"] == [texts.get((1, name)) for name in "abcde"]
    texts.put((1, "f"), "x" * 11)
    assert 0 == len(texts)
