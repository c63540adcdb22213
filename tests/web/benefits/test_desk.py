"""The desk that delivers what members were promised: a queue of what waits, and what came of the rest."""

from typing import Any

import pytest

from tests.web.benefits.centre import Centre
from tests.web.shop import Shop

USES = """query($states: [Fulfilment!], $first: Int, $after: String) {
  benefitUses(states: $states, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { node { id at serial fulfilment member { number } benefit { code name } entry { amount asset { code } } } } } }"""


@pytest.fixture
async def desk(centre: Centre) -> Centre:
    """Two members with points, a kettle that is sent by parcel, and a coffee that is poured at once."""
    await centre.save("kettle", price=[{"kind": "points", "amount": "100"}], stock=9, needsFulfilment=True)
    await centre.save("coffee")
    for number in ("1", "2"):
        await centre.member(number, points="1000")
    return centre


async def used(centre: Centre, number: str, code: str = "kettle") -> str:
    answer = await centre.use(number, code)
    assert answer["userErrors"] == []
    id_: str = answer["use"]["id"]
    return id_


async def listed(centre: Centre, *states: str, secret: str | None = None, **page: Any) -> Any:
    return (await centre.shop.ask(USES, {"states": states or None, **page}, secret))["benefitUses"]


def ids(page: Any) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


async def test_what_waits_is_a_queue_with_the_newest_last(desk: Centre) -> None:
    first, _, second = await used(desk, "1"), await used(desk, "1", "coffee"), await used(desk, "2")

    page = await listed(desk, "REQUESTED")

    assert [first, second] == ids(page)
    assert 2 == page["totalCount"]
    (told, _) = (edge["node"] for edge in page["edges"])
    assert ({"number": "1"}, {"code": "kettle", "name": "Kettle"}, 1, "REQUESTED") == (
        told["member"], told["benefit"], told["serial"], told["fulfilment"],
    )  # fmt: skip
    assert {"amount": "-100", "asset": {"code": "points"}} == told["entry"]


async def test_what_is_delivered_failed_or_taken_back_waits_no_more(desk: Centre) -> None:
    sent, lost, back, waits = [await used(desk, number) for number in "1212"]
    coffee, spilt = await used(desk, "1", "coffee"), await used(desk, "2", "coffee")
    await desk.fulfil(sent, "FULFILLED", reference="SF1")
    await desk.fulfil(lost, "FAILED", reason="broken")
    for use in (back, spilt):
        assert (await desk.reverse(use))["userErrors"] == []

    by_state = {state: ids(await listed(desk, state)) for state in ("REQUESTED", "FULFILLED", "FAILED")}

    assert {"REQUESTED": [waits], "FULFILLED": [sent, coffee], "FAILED": [lost]} == by_state
    assert [sent, lost, waits, coffee] == ids(await listed(desk))
    assert [lost, waits] == ids(await listed(desk, "REQUESTED", "FAILED"))


async def test_the_queue_is_read_page_by_page(desk: Centre) -> None:
    made = [await used(desk, number) for number in "12121"]

    first = await listed(desk, "REQUESTED", first=3)
    rest = await listed(desk, "REQUESTED", first=3, after=first["pageInfo"]["endCursor"])

    assert (made[:3], True, 5) == (ids(first), first["pageInfo"]["hasNextPage"], first["totalCount"])
    assert (made[3:], False) == (ids(rest), rest["pageInfo"]["hasNextPage"])
    assert [] == ids((await desk.shop.ask("{ benefitUses(states: []) { edges { node { id } } } }"))["benefitUses"])


async def test_who_may_read_the_desk(desk: Centre, shop: Shop) -> None:
    await used(desk, "1")
    token = 'mutation { memberTokenCreate(input: {member: {number: "1"}}) { token } }'
    member = (await shop.ask(token))["memberTokenCreate"]["token"]

    for secret in (member, await shop.token("members:read")):
        answer = await shop.send(USES, {}, secret)
        assert ["FORBIDDEN"] == [error["extensions"]["code"] for error in answer["errors"]]
        assert not (answer["data"] or {}).get("benefitUses")
    narrow = await shop.send(USES, {}, await shop.token("benefits:read"))
    (edge,) = narrow["data"]["benefitUses"]["edges"]
    assert (None, None, "kettle") == (edge["node"]["member"], edge["node"]["entry"], edge["node"]["benefit"]["code"])
