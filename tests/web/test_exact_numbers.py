"""Numbers arrive with all their digits, through GraphQL and as CloudEvents, and compare as numbers."""

import json
from typing import Any

from tests.web.shop import Shop, bearer
from tests.web.test_events import ONE, paid

LONG = "9007199254740993.25"
CREATE = """mutation($n: String!, $a: JSON) {
  memberCreate(input: {number: $n, attributes: $a}) { member { attributes } userErrors { message } }
}"""
FIND = "query($w: Condition) { members(where: $w, first: 9) { edges { node { number } } } }"


async def found(shop: Shop, op: str, value: Any) -> list[str]:
    where = {"test": {"metric": "attribute", "op": op, "value": value, "args": {"name": "size"}}}
    answer = await shop.ask(FIND, {"w": where})
    return [edge["node"]["number"] for edge in answer["members"]["edges"]]


async def test_an_attribute_is_found_as_a_number_whatever_it_was_sent_as(shop: Shop) -> None:
    for number, size in (("a", 5), ("b", "5"), ("c", 5.5), ("d", "many"), ("e", 2**70), ("f", str(2**70 + 1))):
        await shop.ask(CREATE, {"n": number, "a": {"size": size}})

    assert ["a", "b"] == await found(shop, "EQ", 5)
    assert ["a", "b", "c", "e", "f"] == await found(shop, "GTE", 4)
    assert ["c"] == await found(shop, "EQ", 5.5)
    assert ["e"] == await found(shop, "EQ", str(2**70))


async def test_no_digit_is_lost_on_the_way_in(shop: Shop) -> None:
    query = (
        f'mutation {{ memberCreate(input: {{number: "x", attributes: {{a: {LONG}}}}}) {{ member {{ attributes }} }} }}'
    )
    literal = await shop.client.post("/graphql", json={"query": query}, headers=bearer(shop.secret))
    order = paid("x", data={"orderId": "A-1", "total": 0})

    body = json.dumps(order).replace('"total": 0', '"total": 12345678901234.56')
    sent = await shop.client.post("/events", content=body, headers={**bearer(shop.secret), **ONE})

    assert {"a": LONG} == literal.json()["data"]["memberCreate"]["member"]["attributes"]
    assert "RECORDED" == sent.json()["status"], sent.json()
    again = json.dumps({**order, "data": {"orderId": "A-1", "total": "12345678901234.56"}})
    repeated = await shop.client.post("/events", content=again, headers={**bearer(shop.secret), **ONE})
    assert "DUPLICATE" == repeated.json()["status"]
