"""POST /events: CloudEvents, one or a batch."""

from typing import Any

import pytest

from tests.web.shop import LADDER, Shop, bearer

ONE = {"Content-Type": "application/cloudevents+json"}
BATCH = {"Content-Type": "application/cloudevents-batch+json"}


def paid(number: str, order: str = "A-1", **changes: Any) -> dict[str, Any]:
    """An order as a till would send it."""
    event = {
        "specversion": "1.0",
        "id": f"paid-{order}",
        "source": "till-1",
        "type": "order.paid",
        "subject": f"number:{number}",
        "time": "2026-02-02T02:00:00Z",
        "data": {"orderId": order, "total": "60.00", "items": []},
    }
    return {**event, **changes}


async def member(shop: Shop, number: str = "4711") -> str:
    create = "mutation($n: String!) { memberCreate(input: {number: $n}) { member { id } userErrors { message } } }"
    return str((await shop.ask(create, {"n": number}))["memberCreate"]["member"]["id"])


async def test_a_cloud_event_is_recorded_once(shop: Shop) -> None:
    await shop.ask(LADDER)
    id_ = await member(shop)
    first = await shop.client.post("/events", json=paid("4711"), headers={**bearer(shop.secret), **ONE})
    again = await shop.client.post("/events", json=paid("4711"), headers={**bearer(shop.secret), **ONE})
    other = paid("4711", data={"orderId": "A-1", "total": "61.00"})
    conflict = await shop.client.post("/events", json=other, headers={**bearer(shop.secret), **ONE})

    assert (200, "RECORDED", id_) == (first.status_code, first.json()["status"], first.json()["member"])
    assert (200, "DUPLICATE") == (again.status_code, again.json()["status"])
    assert first.json()["event"] == again.json()["event"]
    assert (409, "CONFLICT") == (conflict.status_code, conflict.json()["status"])


async def test_in_a_batch_each_event_has_its_own_result(shop: Shop) -> None:
    await member(shop)
    sent = [
        paid("4711"),
        paid("unknown", "A-2"),
        "nonsense",
        paid("4711", "A-3", specversion="0.3"),
        paid("4711", "A-4"),
    ]
    response = await shop.client.post("/events", json=sent, headers={**bearer(shop.secret), **BATCH})
    results = response.json()["results"]

    assert 200 == response.status_code
    assert ["RECORDED", "INVALID", "INVALID", "INVALID", "RECORDED"] == [result["status"] for result in results]
    assert "paid-A-4" == results[4]["id"]
    assert ["specversion"] == results[3]["errors"][0]["path"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"source": "s" * 201}, "source"),
        ({"type": None}, "type"),
        ({"subject": "4711"}, "subject"),
        ({"subject": {"number": "4711"}}, "subject"),
        ({"time": "2026-02-02T02:00:00"}, "time"),
        ({"time": "yesterday"}, "time"),
        ({"data_base64": "eA=="}, "data_base64"),
    ],
)
async def test_what_is_wrong_with_an_event_is_named(shop: Shop, changes: dict[str, Any], named: str) -> None:
    response = await shop.client.post("/events", json=paid("4711", **changes), headers={**bearer(shop.secret), **ONE})

    assert (422, "INVALID") == (response.status_code, response.json()["status"])
    assert [named] == response.json()["errors"][0]["path"]


async def test_an_unknown_type_says_which_there_are(shop: Shop) -> None:
    response = await shop.client.post(
        "/events", json=paid("4711", type="order.payed"), headers={**bearer(shop.secret), **ONE}
    )

    assert 422 == response.status_code
    assert "order.paid" in response.json()["errors"][0]["message"]


async def test_recording_needs_its_scope(shop: Shop) -> None:
    secret = await shop.token("members:read")
    response = await shop.client.post("/events", json=paid("4711"), headers={**bearer(secret), **ONE})
    error = response.json()["errors"][0]["extensions"]

    assert 403 == response.status_code
    assert ("FORBIDDEN", "events:write", ["members:read"]) == (
        error["code"],
        error["requiredScope"],
        error["grantedScopes"],
    )


async def test_naming_a_member_by_phone_needs_the_scope_of_personal_data(shop: Shop) -> None:
    secret = await shop.token("events:write")
    sent = paid("4711", subject="phone:+441234567")
    response = await shop.client.post("/events", json=sent, headers={**bearer(secret), **ONE})

    assert (403, "members:pii") == (
        response.status_code,
        response.json()["errors"][0]["extensions"]["requiredScope"],
    )


@pytest.mark.parametrize("content", [b"", b"{", b"7", b"[]", b'"x"'])
async def test_a_malformed_body_is_refused(shop: Shop, content: bytes) -> None:
    headers = {**bearer(shop.secret), "Content-Type": "application/json"}
    response = await shop.client.post("/events", content=content, headers=headers)

    assert 400 == response.status_code
    assert response.json()["errors"][0]["extensions"]["code"] in ("INVALID_JSON", "INVALID_REQUEST", "BATCH_SIZE")


async def test_orders_that_change_come_as_cloud_events_and_need_no_member(shop: Shop) -> None:
    first, second = await member(shop), await member(shop, "4712")

    async def sent(type_: str, key: str, data: dict[str, Any]) -> tuple[str, str]:
        event = {"specversion": "1.0", "id": key, "source": "till-1", "type": type_, "data": {"orderId": "A-1", **data}}
        answered = await shop.client.post("/events", json=event, headers={**bearer(shop.secret), **ONE})
        return answered.json()["status"], answered.json()["member"]

    await shop.client.post("/events", json=paid("4711"), headers={**bearer(shop.secret), **ONE})

    assert ("RECORDED", first) == await sent("order.amended", "a1", {"amendmentId": "a1", "total": "80.00"})
    assert ("RECORDED", first) == await sent("order.moved", "m1", {"to": {"number": "4712"}})
    assert ("RECORDED", second) == await sent("order.refunded", "r1", {"refundId": "r1", "amount": "10.00"})
    assert ("RECORDED", second) == await sent("order.amended", "a2", {"amendmentId": "a2", "total": "90.00"})
