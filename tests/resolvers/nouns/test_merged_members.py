"""Members who were merged, as they are read: by the merchant, and by the member's own token."""

import pytest

from headless.ids import Prefix, encode
from headless.schema.serving.execution import Request
from headless.services.kernel.principals import Principal, of_member
from tests.resolvers.reader import Reader
from tests.services.lives.merging.merges import ANN, BOB, hold, merge, two
from tests.services.shop import Shop

QUERY = """query($order: ID!, $entry: ID!, $hold: ID!) {
  me { number asset(kind: "points") { available entries { edges { node { amount } } } holds { id } }
    explain(what: {event: $order}) { text }
    events(types: ["order.paid"]) { edges { node { member { number } entries { amount reverses { id } } } } } }
  order: node(id: $order) { id ... on Event { entries { amount } } }
  entry: node(id: $entry) { id ... on Entry { event { type member { number } } } }
  hold: node(id: $hold) { id }
}"""


@pytest.mark.parametrize("own", [False, True], ids=["the merchant", "the member"])
async def test_what_was_the_merged_members_is_read_as_the_survivors(reader: Reader, shop: Shop, own: bool) -> None:
    await two(shop)
    await shop.order(ANN, "10.00", "A")
    order = await shop.order(BOB, "60.00", "B")
    granted, held = await shop.grant(BOB, "points", "5"), await hold(shop, BOB, "4", "h1")
    await merge(shop)
    assert order.event_id is not None
    assert granted.entry_id is not None
    ids = {"order": encode(Prefix.EVENT, order.event_id), "entry": encode(Prefix.ENTRY, granted.entry_id), "hold": held}

    asking: Principal = of_member(shop.owner.merchant_id, shop.owner.slug, (await shop.state(ANN)).id)
    query = QUERY if own else QUERY.replace("me {", 'member(by: {number: "bob"}) {')
    answer = await reader.api.answer(shop.kernel, asking if own else shop.owner, Request(query, ids, lang="en"))

    assert "errors" not in answer, answer["errors"]
    data = answer["data"]
    me = data["me" if own else "member"]
    assert ("ann", "71") == (me["number"], me["asset"]["available"])
    assert ["65", "10"] == [edge["node"]["amount"] for edge in me["asset"]["entries"]["edges"]]
    assert "earned 60 Points" in me["explain"]["text"]
    orders = [edge["node"] for edge in me["events"]["edges"]]
    assert [("ann", ["60"]), ("ann", ["10"])] == [
        (one["member"]["number"], [entry["amount"] for entry in one["entries"]]) for one in orders
    ]
    assert [{"amount": "60"}] == data["order"]["entries"]
    assert ({"type": "asset.granted", "member": {"number": "ann"}}, held) == (
        data["entry"]["event"],
        data["hold"]["id"],
    )
