"""What every answer keeps to, whichever door it leaves by: it may not be guessed at, kept, or run by asking for its head."""

import logging
from collections.abc import Sequence
from typing import Any

import pytest

from headless.logs import without_query
from headless.resolvers.reading.answers import EXTENSION, Answer
from headless.resolvers.reading.context import ReadContext
from tests.web.shop import LADDER, Shop, bearer

SAVE = 'mutation { tagSave(input: {code: "x", name: "X"}) { tag { id } } }'
DOORS = (
    "/graphql", "/graphql?query={merchant{name}}", "/events", "/healthz", "/readyz", "/metrics", "/-/plugins", "/in/a/b", "/no",
)  # fmt: skip
"""Of every kind of answer, one."""
READS = (
    "{ viewer { id } merchant { name now } plugins { name } rules { rule } metrics { name } }",
    "{ eventTypes { name } assetKinds { code } }",
    "{ tags { code memberCount } tierTracks { code tiers { memberCount } } benefits { code left } couponKinds { code } }",
    '{ members(search: "a") { edges { node { id } } } member(by: {number: "1"}) { tier { code } } coupon(code: "x") { id } }',
    '{ events { edges { node { id } } } event(source: "a", externalId: "b") { id } }',
)
"""Every query there is, but for the export of a member, which reads one state of the database in a transaction."""


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
async def test_no_answer_may_be_guessed_at_or_kept_unless_it_says_so(shop: Shop, door: str, method: str) -> None:
    for headers in (bearer(shop.secret), {}):
        answer = await shop.client.request(method, door, headers=headers)

        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "no-store" in answer.headers["cache-control"] or "etag" in answer.headers
        assert "server" not in answer.headers


async def test_an_answer_with_data_of_a_member_is_kept_by_no_one(shop: Shop) -> None:
    event = {"specversion": "1.0", "type": "checkin", "source": "app", "id": "1", "subject": "number:1", "data": {}}
    for path, sent in (("/graphql", {"query": "{members{edges{node{id}}}}"}), ("/events", event)):
        answer = await shop.client.post(path, json=sent, headers=bearer(shop.secret))

        assert "no-store" == answer.headers["cache-control"]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_asking_for_the_head_changes_nothing(shop: Shop, method: str) -> None:
    asked = [
        {"query": SAVE},
        {"query": f"query Q {{ merchant {{ name }} }} {SAVE.replace('mutation', 'mutation M')}", "operationName": "M"},
        {"query": SAVE, "extensions": '{"persistedQuery": {"version": 1, "sha256Hash": "0"}}'},
    ]
    for params in asked:
        for accept in ("*/*", "text/event-stream", "text/html"):
            headers = {**bearer(shop.secret), "Accept": accept, "X-HTTP-Method-Override": "POST"}
            await shop.client.request(method, "/graphql", params=params, headers=headers)
    await shop.client.request(method, "/graphql", json={"query": SAVE}, headers=bearer(shop.secret))

    assert {"tags": []} == await shop.ask("{tags{code}}")


@pytest.mark.parametrize("query", READS)
async def test_a_query_changes_nothing_however_it_is_asked(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    await shop.ask(LADDER)
    await shop.ask('mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }')

    def refused() -> None:
        raise AssertionError("a query has begun a transaction")

    monkeypatch.setattr(shop.kernel.db, "transaction", refused)
    head = await shop.client.head("/graphql", params={"query": query}, headers=bearer(shop.secret))
    answer = await shop.client.get("/graphql", params={"query": query}, headers=bearer(shop.secret))

    assert 200 == head.status_code
    assert "errors" not in answer.json()


async def test_only_doors_that_read_have_a_head(shop: Shop) -> None:
    answers = [await shop.client.head(path, headers=bearer(shop.secret)) for path in ("/events", "/in/quiz/done")]

    assert [405, 405] == [answer.status_code for answer in answers]


@pytest.mark.parametrize("path", ["/graphql/", "/events/", "/healthz/", "//graphql", "/in/a/b/"])
async def test_no_one_is_sent_to_the_host_that_they_named(shop: Shop, path: str) -> None:
    headers = {**bearer(shop.secret), "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for method in ("GET", "POST"):
        answer = await shop.client.request(method, path, headers=headers)

        assert answer.status_code in (404, 405)
        assert "location" not in answer.headers
        assert "evil.example" not in answer.text


class Broken:
    """A field of the schema that fails for a reason of ours."""

    def __init__(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        async def broken(ctx: ReadContext, parents: Sequence[Any]) -> list[Any]:
            raise RuntimeError("no one knows why")

        schema = shop.app.state.endpoints.graphql.__self__.api.schema
        for field in (schema.query_type.fields["merchant"], schema.mutation_type.fields["tagSave"]):
            monkeypatch.setitem(
                field.extensions, EXTENSION, Answer("broken", None, {"input": "input"}, function=broken)
            )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("{ merchant { name } }", 500),
        ("{ a: merchant { name } b: merchant { name } }", 500),
        (SAVE, 500),
        ("{ merchant { name } viewer { name } }", 200),
        ('{ merchant { name } member(by: {number: "nobody"}) { id } }', 200),
        ("{ viewer { name } }", 200),
        ("{ nothing }", 200),
        ("{", 200),
        ('{ nodes(ids: ["mem_x"]) { id } }', 200),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_an_answer_without_anything_is_a_failure_of_ours(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, query: str, status: int, accept: str
) -> None:
    Broken(shop, monkeypatch)
    headers = {**bearer(shop.secret), "Accept": accept}
    answer = await shop.client.post("/graphql", json={"query": query}, headers=headers)
    refused = accept != "application/json" and "data" not in answer.json()

    assert (400 if refused else status) == answer.status_code


async def test_what_a_token_may_not_see_is_no_failure_of_ours(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    Broken(shop, monkeypatch)
    poor = await shop.token("members:read")
    refused = await shop.client.post("/graphql", json={"query": "{ tags { code } }"}, headers=bearer(poor))
    both = await shop.client.post(
        "/graphql", json={"query": "{ tags { code } merchant { name } }"}, headers=bearer(poor)
    )

    assert (200, 500) == (refused.status_code, both.status_code)


async def test_several_operations_fail_only_together(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    Broken(shop, monkeypatch)
    one, other = {"query": "{ merchant { name } }"}, {"query": "{ viewer { name } }"}
    some = await shop.client.post("/graphql", json=[one, other], headers=bearer(shop.secret))
    all_ = await shop.client.post("/graphql", json=[one, one], headers=bearer(shop.secret))
    by_get = await shop.client.get("/graphql", params=one, headers=bearer(shop.secret))

    assert [200, 500, 500] == [answer.status_code for answer in (some, all_, by_get)]


async def test_a_compressed_body_is_not_unpacked(shop: Shop) -> None:
    for path, media in (("/graphql", "application/json"), ("/events", "application/cloudevents+json")):
        for encoding in ("gzip", "br", "deflate, gzip"):
            headers = {**bearer(shop.secret), "Content-Type": media, "Content-Encoding": encoding}
            answer = await shop.client.post(path, content=b"\x1f\x8b", headers=headers)

            assert (415, "UNSUPPORTED_ENCODING") == (
                answer.status_code,
                answer.json()["errors"][0]["extensions"]["code"],
            )


@pytest.mark.parametrize("message", ['%s - "WebSocket %s" [accepted]', '%s - "WebSocket %s" 403'])
def test_a_line_of_the_server_about_a_websocket_has_no_query(message: str) -> None:
    args = ("127.0.0.1:5", "/graphql?token=swordfish")
    record = logging.LogRecord("uvicorn.error", logging.INFO, "x", 1, message, args, None)

    assert without_query(record)
    assert "swordfish" not in record.getMessage()
    assert "/graphql" in record.getMessage()
