"""Several operations in one request: each with its own result, together within the limits of one."""

from typing import Any

from headless.engine.values.limits import QUERY_COST
from tests.web.shop import Shop, bearer, open_shop

NAME = {"query": "{merchant{slug}}"}


async def post(shop: Shop, body: Any) -> tuple[int, Any]:
    answer = await shop.client.post("/graphql", json=body, headers=bearer(shop.secret))
    return answer.status_code, answer.json()


async def test_each_operation_has_its_own_result_in_its_place(shop: Shop) -> None:
    tag = 'mutation Add($name: String!) { tagSave(input: {code: "tea", name: $name}) { tag { name } userErrors { code } } }'
    status, answers = await post(
        shop,
        [
            {"query": tag, "variables": {"name": "Tea"}},
            {"query": "{ tags { name } }"},
            {"query": "{ nothing }"},
            "no object",
            {},
            {"query": "{"},
            NAME,
        ],
    )

    assert 200 == status
    assert {"tagSave": {"tag": {"name": "Tea"}, "userErrors": []}} == answers[0]["data"]
    assert {"tags": [{"name": "Tea"}]} == answers[1]["data"]
    codes = [answer["errors"][0]["extensions"]["code"] for answer in answers[2:6]]
    assert ["INVALID_QUERY", "INVALID_REQUEST", "QUERY_MISSING", "SYNTAX"] == codes
    assert all("requestId" in answer["extensions"] for answer in answers[2:6])
    assert {"merchant": {"slug": "corner-shop"}} == answers[6]["data"]


async def test_more_operations_than_the_limit_are_refused_whole(shop: Shop) -> None:
    ten, eleven, none = await post(shop, [NAME] * 10), await post(shop, [NAME] * 11), await post(shop, [])

    assert (200, 10) == (ten[0], len(ten[1]))
    assert (400, "BATCH_TOO_LARGE") == (eleven[0], eleven[1]["errors"][0]["extensions"]["code"])
    assert "the list has 11 operations, at most 10 are taken at once: split it" == eleven[1]["errors"][0]["message"]
    assert (400, "INVALID_REQUEST") == (none[0], none[1]["errors"][0]["extensions"]["code"])


async def test_their_costs_are_added_up(shop: Shop) -> None:
    costly = {"query": "{ members(first: 100) { edges { node { tier { name } events(first: 40) { totalCount } } } } }"}
    alone = await post(shop, costly)
    cost = alone[1]["extensions"]["cost"]["requested"]
    count = QUERY_COST // cost + 1
    fits, together = await post(shop, [costly] * (count - 1)), await post(shop, [costly] * count)

    assert count <= 10, "ask for more in this test"
    assert 200 == fits[0]
    assert (400, "QUERY_TOO_LARGE") == (together[0], together[1]["errors"][0]["extensions"]["code"])
    assert f"these operations have {cost * count} points of cost" in together[1]["errors"][0]["message"]


async def test_an_operator_says_how_many(database_url: str) -> None:
    async with open_shop(database_url, {"batch": 1}) as shop:
        assert [200, 400] == [(await post(shop, [NAME] * count))[0] for count in (1, 2)]
