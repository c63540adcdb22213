"""Events of guests over the API: sent, told, and claimed by who joins and proves it."""

from typing import Any

from tests.web.shop import Shop, bearer

RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: { events: $events }) {
  results { status event { id } member { id } decisions { rule } changes { text } userErrors { code message path } }
  userErrors { code } } }"""
JOIN = """mutation($input: MemberCreateInput!) { memberCreate(input: $input) {
  member { number asset(kind: "points") { available } } claimed { type externalId state } userErrors { code path } } }"""
PROVE = """mutation($input: MemberUpdateInput!) { memberUpdate(input: $input) {
  member { number } claimed { externalId } userErrors { code path } } }"""
PHONE = "+44 20 7946 0958"


def bought(number: str, **member: str) -> dict[str, Any]:
    return {
        "type": "order.paid", "member": member, "source": "till", "externalId": number,
        "data": {"orderId": number, "total": "9.00"},
    }  # fmt: skip


async def keep(shop: Shop) -> None:
    await shop.ask('mutation { merchantSave(input: {claimFor: "90d"}) { userErrors { code } } }')
    await shop.ask('mutation { ruleSave(input: {rule: "points_per_spend"}) { userErrors { code } } }')


async def record(shop: Shop, *events: dict[str, Any]) -> list[Any]:
    results: list[Any] = (await shop.ask(RECORD, {"events": list(events)}))["eventsRecord"]["results"]
    return results


async def test_an_event_of_a_guest_is_deferred_and_claimed(shop: Shop) -> None:
    await keep(shop)

    (kept,) = await record(shop, bought("1", phone=PHONE))
    (again,) = await record(shop, bought("1", phone=PHONE))
    joined = (await shop.ask(JOIN, {"input": {"number": "1", "phone": PHONE, "proven": ["PHONE"]}}))["memberCreate"]

    told = [{
        "code": "WAITS_FOR_GUEST", "path": ["member"],
        "message": "no member has this identifier: the event is kept for 90 days, and settled when a member has it and proves it",
    }]  # fmt: skip
    nothing = {"event": None, "member": None, "decisions": [], "changes": [], "userErrors": told}
    assert [{"status": "DEFERRED", **nothing}, {"status": "DUPLICATE", **nothing}] == [kept, again]
    assert [{"type": "order.paid", "externalId": "1", "state": "RECORDED"}] == joined["claimed"]
    assert ("9", []) == (joined["member"]["asset"]["available"], joined["userErrors"])


async def test_an_update_proves_what_the_member_has(shop: Shop) -> None:
    await keep(shop)
    await record(shop, bought("1", phone=PHONE), bought("2", email="a@b.org"))
    joined = (await shop.ask(JOIN, {"input": {"number": "1", "phone": PHONE, "email": "a@b.org"}}))["memberCreate"]

    member = {"member": {"number": "1"}}
    proven = [
        (await shop.ask(PROVE, {"input": {**member, "proven": kinds}}))["memberUpdate"]
        for kinds in (None, [], ["EMAIL"], ["IDENTITY"], ["PHONE", "EMAIL"])
    ]

    assert [] == joined["claimed"]
    claimed = [[event["externalId"] for event in answer["claimed"]] for answer in proven]
    assert [[], [], ["2"], [], ["1"]] == claimed
    assert [{"code": "NOTHING_TO_PROVE", "path": ["proven"]}] == proven[3]["userErrors"]


async def test_a_cloud_event_of_a_guest_is_deferred_as_well(shop: Shop) -> None:
    await keep(shop)
    event = {
        "specversion": "1.0", "type": "order.paid", "source": "till", "id": "1", "subject": f"phone:{PHONE}",
        "data": {"orderId": "1", "total": "9.00"},
    }  # fmt: skip
    headers = {**bearer(shop.secret), "Content-Type": "application/cloudevents+json"}

    result = (await shop.client.post("/events", json=event, headers=headers)).json()

    assert ("DEFERRED", None, "WAITS_FOR_GUEST") == (result["status"], result["member"], result["errors"][0]["code"])


async def test_a_member_cannot_send_events_for_guests(shop: Shop) -> None:
    await keep(shop)
    requests = [{**bought("1", phone=PHONE), "type": "checkin", "data": {}}, bought("2", id="mem_000000000000g")]

    assert ["INVALID", "INVALID"] == [answer["status"] for answer in await record(shop, *requests)]
