"""What happened to members: what was sent, what every rule said, what was posted."""

from typing import Any

from tests.resolvers.reader import Reader
from tests.services.shop import Shop, instant


async def happenings(reader: Reader, arguments: str, fields: str, **given: Any) -> Any:
    return (await reader.of_member(f"events({arguments}) {{ {fields} }}", **given))["events"]


async def test_events_come_newest_first_page_by_page(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    for day in ("02", "03", "04"):
        shop.clock.set(instant(f"2026-06-{day}T12:00"))
        await shop.order(member, "10", f"o{day}")
    page = "totalCount pageInfo { endCursor hasNextPage } edges { node { data } }"

    first = await happenings(reader, 'first: 2, types: ["order.paid"]', page)
    cursor = first["pageInfo"]["endCursor"]
    rest = await happenings(reader, f'after: "{cursor}", types: ["order.paid"]', page)

    assert (["o04", "o03"], ["o02"]) == (orders(first), orders(rest))
    assert (3, True, False) == (first["totalCount"], first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"])
    other = f'{{ member(by: {{number: "m1"}}) {{ events(after: "{cursor}") {{ totalCount }} }} }}'
    assert ["INVALID_CURSOR"] == await reader.errors(other)


async def test_an_event_shows_its_decisions_and_entries(shop: Shop, reader: Reader) -> None:
    await shop.rule("points_per_spend")
    await shop.order(await shop.member(), "120", "o1")
    query = """{ event(source: "shop", externalId: "paid-o1") {
      type source externalId member { number } occurredAt recordedAt
      decisions { plugin rule name version fired code params why } entries { amount asset { code } } } }"""

    found = (await reader.ask(query))["event"]

    assert ("order.paid", "shop", "paid-o1", {"number": "m1"}) == (
        found["type"], found["source"], found["externalId"], found["member"],
    )  # fmt: skip
    assert [{
        "plugin": "builtin", "rule": "points_per_spend", "name": "points_per_spend", "version": 1, "fired": True,
        "code": "fired", "params": None, "why": "earned 120 Points (on ¥120)",
    }] == found["decisions"]  # fmt: skip
    assert [{"amount": "120", "asset": {"code": "points"}}] == found["entries"]
    assert (await reader.ask('{ event(source: "shop", externalId: "no") { id } }'))["event"] is None


async def test_a_rule_that_did_not_fire_says_why_in_the_readers_language(shop: Shop, reader: Reader) -> None:
    await shop.rule("points_per_spend")
    await shop.order(await shop.member(), "0", "o1")
    query = '{ event(source: "shop", externalId: "paid-o1") { decisions { fired code params why } } }'

    english = (await reader.ask(query))["event"]["decisions"][0]
    chinese = (await reader.ask(query, lang="zh"))["event"]["decisions"][0]

    recorded, shown = "nothing was spent that earns", "no spending that earns"
    assert {"fired": False, "code": "skipped", "params": {"why": recorded}, "why": shown} == english
    assert "没有可累积的消费" == chinese["why"]


async def test_personal_texts_of_events_need_the_scope(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await shop.send("review.posted", member, {"text": "lovely tea", "orderId": "o1"})
    page = "edges { node { data } }"
    arguments = 'types: ["review.posted"]'

    everything = await happenings(reader, arguments, page)
    less = await happenings(reader, arguments, page, scopes={"members:read", "events:read"})

    assert {"text": "lovely tea", "orderId": "o1"} == everything["edges"][0]["node"]["data"]
    assert {"orderId": "o1"} == less["edges"][0]["node"]["data"]


def orders(connection: Any) -> list[str]:
    return [edge["node"]["data"]["orderId"] for edge in connection["edges"]]
