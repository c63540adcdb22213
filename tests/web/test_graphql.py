"""POST /graphql: who may, what is taken, what comes back."""

import pytest

from tests.web.shop import LADDER, Shop, bearer

MALFORMED = [
    (b"", "INVALID_JSON"),
    (b"{", "INVALID_JSON"),
    (b"\xff\xfe", "INVALID_JSON"),
    (b"NaN", "INVALID_JSON"),
    (b"[]", "INVALID_REQUEST"),
    (b'"query"', "INVALID_REQUEST"),
    (b"null", "INVALID_REQUEST"),
    (b"{}", "QUERY_MISSING"),
    (b'{"query": 1}', "QUERY_MISSING"),
    (b'{"query": "  "}', "QUERY_MISSING"),
    (b'{"query": "{merchant{name}}", "variables": []}', "INVALID_REQUEST"),
    (b'{"query": "{merchant{name}}", "variables": "x"}', "INVALID_REQUEST"),
    (b'{"query": "{merchant{name}}", "operationName": 1}', "INVALID_REQUEST"),
    (b'{"query": "{member(by: {number: \\"a\\u0000\\"}){id}}"}', "INVALID_JSON"),
    (b"[" * 3000, "INVALID_JSON"),
]


async def test_a_shop_is_set_up_and_read_back(shop: Shop) -> None:
    saved = await shop.ask(LADDER)
    read = await shop.ask("{ tierTracks { code tiers { code rank condition memberCount } } tags { code condition } }")

    assert {"userErrors": []} == saved["ladder"] == saved["regulars"] == saved["spend"] == saved["points"]
    assert ["bronze", "silver"] == [tier["code"] for tier in read["tierTracks"][0]["tiers"]]
    assert {"test": {"metric": "orders", "op": "GTE", "value": 2}} == read["tierTracks"][0]["tiers"][1]["condition"]
    assert {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}} == read["tags"][0]["condition"]


async def test_without_a_token_nothing_is_answered(shop: Shop) -> None:
    for headers in ({}, bearer("hm_corner-shop_wrong"), {"Authorization": "Basic eDp5"}, bearer("x" * 5000)):
        response = await shop.client.post("/graphql", json={"query": "{merchant{name}}"}, headers=headers)

        assert (401, "UNAUTHENTICATED") == (response.status_code, response.json()["errors"][0]["extensions"]["code"])
        assert "Bearer" == response.headers["www-authenticate"]


async def test_where_a_body_is_broken_is_told_in_chinese(shop: Shop) -> None:
    headers = {**bearer(shop.secret), "Content-Type": "application/json", "Accept-Language": "zh"}
    response = await shop.client.post("/graphql", content=b'{"query":\n "{ me { id } }",}', headers=headers)

    assert "请求体不是有效的JSON，第2行第17列有误" == response.json()["errors"][0]["message"]


@pytest.mark.parametrize(("body", "code"), MALFORMED)
async def test_a_malformed_body_is_told_apart(shop: Shop, body: bytes, code: str) -> None:
    headers = {**bearer(shop.secret), "Content-Type": "application/json"}
    response = await shop.client.post("/graphql", content=body, headers=headers)

    assert (400, code) == (response.status_code, response.json()["errors"][0]["extensions"]["code"])


async def test_only_json_of_a_bounded_size_is_taken(shop: Shop) -> None:
    text = await shop.client.post(
        "/graphql", content=b"{}", headers={**bearer(shop.secret), "Content-Type": "text/plain"}
    )
    large = await shop.client.post(
        "/graphql", content=b" " * 2_000_001, headers={**bearer(shop.secret), "Content-Type": "application/json"}
    )

    assert (415, 413) == (text.status_code, large.status_code)
    assert "BODY_TOO_LARGE" == large.json()["errors"][0]["extensions"]["code"]


async def test_queries_may_be_sent_by_get_and_mutations_may_not(shop: Shop) -> None:
    read = await shop.client.get("/graphql", params={"query": "{merchant{slug}}"}, headers=bearer(shop.secret))
    written = await shop.client.get(
        "/graphql",
        params={"query": 'mutation {tagSave(input: {code: "x", name: "X"}) {tag {id}}}'},
        headers=bearer(shop.secret),
    )
    tags = await shop.ask("{tags{code}}")

    assert {"merchant": {"slug": "corner-shop"}} == read.json()["data"]
    assert "METHOD_NOT_ALLOWED" == written.json()["errors"][0]["extensions"]["code"]
    assert (405, "POST") == (written.status_code, written.headers["allow"])
    assert {"tags": []} == tags


async def test_the_media_type_that_is_asked_for_says_how_errors_are_told(shop: Shop) -> None:
    accept = {**bearer(shop.secret), "Accept": "application/graphql-response+json"}
    fine = await shop.client.post("/graphql", json={"query": "{merchant{slug}}"}, headers=accept)
    wrong = await shop.client.post("/graphql", json={"query": "{nothing}"}, headers=accept)
    old = await shop.client.post("/graphql", json={"query": "{nothing}"}, headers=bearer(shop.secret))

    assert [200, 400, 200] == [response.status_code for response in (fine, wrong, old)]
    assert "application/graphql-response+json" == fine.headers["content-type"]
    assert "INVALID_QUERY" == old.json()["errors"][0]["extensions"]["code"]


async def test_every_answer_says_what_it_cost(shop: Shop) -> None:
    answer = await shop.send("{merchant{name}}")

    assert {"requested": 1, "most": 20_000} == answer["extensions"]["cost"]


async def test_a_revoked_token_is_refused_within_seconds(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = await shop.token("members:read")
    id_ = (await shop.ask("{viewer{id scopes lastFour}}", secret=secret))["viewer"]
    revoke = "mutation($id: ID!) { tokenRevoke(input: {id: $id}) { token { revokedAt } userErrors { code } } }"
    revoked = await shop.ask(revoke, {"id": id_["id"]})
    monkeypatch.setattr("headless.web.authentication.REMEMBERED_SECONDS", 0.0)
    shop.app.state.endpoints.graphql.__self__.authentication._known.clear()
    response = await shop.client.post("/graphql", json={"query": "{viewer{id}}"}, headers=bearer(secret))

    assert ["members:read"] == id_["scopes"]
    assert secret[-4:] == id_["lastFour"]
    assert revoked["tokenRevoke"]["token"]["revokedAt"]
    assert 401 == response.status_code
