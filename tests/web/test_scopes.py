"""A token sees what its scopes allow, and each field that it may not see says so once."""

from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from tests.web.shop import LADDER, Shop


async def test_a_field_without_its_scope_is_null_with_an_error_at_each_place_and_the_rest_stands(shop: Shop) -> None:
    create = (
        'mutation { memberCreate(input: {number: "1", name: "Ada", phone: "+44123456"}) { userErrors { message } } }'
    )
    await shop.ask(create)
    await shop.ask(create.replace('"1"', '"2"').replace("56", "57"))
    secret = await shop.token("members:read")
    answer = await shop.send("{ members { edges { node { number name phone } } } }", secret=secret)
    numbers = [edge["node"]["number"] for edge in answer["data"]["members"]["edges"]]

    assert ["1", "2"] == sorted(numbers)
    assert {"members:pii"} == {error["extensions"]["requiredScope"] for error in answer["errors"]}
    assert [["members:read"]] * 4 == [error["extensions"]["grantedScopes"] for error in answer["errors"]]
    places = sorted(tuple(error["path"]) for error in answer["errors"])
    assert [("members", "edges", at, "node", name) for at in (0, 1) for name in ("name", "phone")] == places


async def test_the_schema_is_read_with_its_scope(shop: Shop) -> None:
    query = "{ __schema { queryType { name } } }"
    errors = await shop.errors(query, secret=await shop.token("members:read"))
    read = await shop.ask(query, secret=await shop.token("schema:read"))

    assert [("FORBIDDEN", None)] == errors
    assert {"__schema": {"queryType": {"name": "Query"}}} == read


async def test_a_token_cannot_give_more_than_it_has(shop: Shop) -> None:
    secret = await shop.token("tokens:manage", "members:read")
    make = """mutation($scopes: [String!]!) { tokenCreate(input: {name: "till", scopes: $scopes}) {
      secret token { scopes } userErrors { code path } } }"""
    fine = (await shop.ask(make, {"scopes": ["members:read"]}, secret))["tokenCreate"]
    beyond = (await shop.ask(make, {"scopes": ["admin"]}, secret))["tokenCreate"]
    unknown = (await shop.ask(make, {"scopes": ["members:eat"]}, secret))["tokenCreate"]

    assert ["members:read"] == fine["token"]["scopes"]
    assert fine["secret"].startswith("hm_corner-shop_")
    assert {"secret": None, "token": None, "userErrors": [{"code": "SCOPE_NOT_HELD", "path": ["scopes"]}]} == beyond
    assert "UNKNOWN_SCOPE" == unknown["userErrors"][0]["code"]


async def test_a_condition_needs_the_scope_of_what_it_tests(shop: Shop) -> None:
    await shop.ask(LADDER)
    secret = await shop.token("tags:manage", "tags:read")
    save = """mutation { tagSave(input: {code: "spring", name: "Spring",
      condition: {test: {metric: "birthday_in", op: LTE, value: 30}}}) { tag { code } userErrors { code } } }"""
    answer = await shop.send(save, secret=secret)

    assert {"tagSave": None} == answer["data"]
    assert "FORBIDDEN" == answer["errors"][0]["extensions"]["code"]


async def test_a_merchant_knows_nothing_of_another(shop: Shop) -> None:

    created = await shop.ask('mutation { memberCreate(input: {number: "1"}) { member { id } } }')
    id_ = created["memberCreate"]["member"]["id"]
    other = await create_merchant(shop.kernel, "other", currency="EUR", time_zone="Europe/Berlin")
    secret = (await create_token(shop.kernel, other.id, "owner", ["admin"]))[1]
    query = "query($id: ID!) { node(id: $id) { id } member(by: {id: $id}) { id } }"

    assert {"node": None, "member": None} == await shop.ask(query, {"id": id_}, secret)
    assert {"node": {"id": id_}, "member": {"id": id_}} == await shop.ask(query, {"id": id_})
