"""What is malformed in one event of a GraphQL batch is that event's problem alone."""

import pytest

from tests.web.shop import Shop

RECORD = """mutation ($events: [EventInput!]!) {
  eventsRecord(input: {events: $events}) { results { status userErrors { code message path } } userErrors { code } }
}"""


@pytest.mark.parametrize(
    ("bad", "path", "named"),
    [
        ({"occurredAt": "2026-13-01T00:00:00Z"}, ["occurredAt"], "2026-13-01"),
        ({"occurredAt": "2026-01-01T00:00:00"}, ["occurredAt"], "no offset"),
        ({"member": {}}, ["member"], "nothing"),
        ({"member": {"number": "a", "phone": "b"}}, ["member"], "number, phone"),
    ],
)
async def test_one_malformed_event_leaves_the_others_standing(
    shop: Shop, bad: dict[str, object], path: list[str], named: str
) -> None:
    await shop.ask('mutation { memberCreate(input: {number: "ann"}) { member { id } } }')
    good = {
        "type": "order.paid", "source": "till", "externalId": "1", "member": {"number": "ann"},
        "data": {"orderId": "o1", "total": "5"},
    }  # fmt: skip
    wrong = {**good, "externalId": "2", "data": {"orderId": "o2", "total": "5"}, **bad}

    answer = await shop.send(RECORD, {"events": [good, wrong]})

    results = answer["data"]["eventsRecord"]["results"]
    assert [result["status"] for result in results] == ["RECORDED", "INVALID"]
    assert results[1]["userErrors"][0]["path"] == path
    assert named in results[1]["userErrors"][0]["message"]
