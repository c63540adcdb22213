"""Rankings as front ends read them: pages of a list, a member's place, and what a member may see of others."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from headless.models.tables.members.rankings.places import StoredPlace, keep_places, stored_value
from headless.services.kernel.principals import system
from headless.services.plugin_admin.plugins import enable_plugin
from tests.plugins.declarations.boards import Boards
from tests.web.shop import Shop, open_shop

RANKING = """query($name: String = "boards.week", $on: Date, $previous: Boolean, $first: Int, $after: String, $last: Int,
  $before: String) { ranking(name: $name, on: $on, previous: $previous) { name label from to
  places(first: $first, after: $after, last: $last, before: $before) { totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { rank value since member { number } } } } } }"""
MINE = """{ me { place(ranking: "boards.week") { rank value member { number } } ext { boards { mine } } } }"""
ORDER = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  userErrors { code message } } } }"""
TOKEN = """mutation($by: MemberLookup) { memberTokenCreate(input: {member: $by}) { token } }"""


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop with the plugin, and four members who spent in the first week of February 2026."""
    async with open_shop(database_url, boards=Boards()) as opened:
        await enable_plugin(opened.kernel, system(opened.merchant_id, "corner-shop", "test"), "boards")
        for number, total in (("1", "10"), ("2", "30"), ("3", "20"), ("4", "5.50")):
            await opened.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ code }} }} }}')
            await order(opened, number, total)
        yield opened


async def order(shop: Shop, number: str, total: str) -> None:
    event = {
        "type": "order.paid", "member": {"number": number}, "source": "shop", "externalId": f"o{number}{total}",
        "data": {"orderId": f"o{number}{total}", "total": total},
    }  # fmt: skip
    answer = await shop.ask(ORDER, {"events": [event]})
    assert ["RECORDED"] == [result["status"] for result in answer["eventsRecord"]["results"]]


async def listed(shop: Shop, secret: str | None = None, **given: Any) -> Any:
    return (await shop.ask(RANKING, given, secret))["ranking"]


def places(page: Any) -> list[Any]:
    """Rank, value and whose it is."""
    nodes = [edge["node"] for edge in page["places"]["edges"]]
    return [(node["rank"], node["value"], node["member"] and node["member"]["number"]) for node in nodes]


async def signed_in(shop: Shop, number: str) -> str:
    token: str = (await shop.ask(TOKEN, {"by": {"number": number}}))["memberTokenCreate"]["token"]
    return token


async def test_a_list_has_its_window_and_no_more_places_than_it_should(shop: Shop) -> None:
    page = await listed(shop)

    assert [(1, "30", "2"), (2, "20", "3"), (3, "10", "1")] == places(page)
    assert ("boards.week", "2026-02-02", "2026-02-08") == (page["name"], page["from"], page["to"])
    assert 3 == page["places"]["totalCount"]
    assert not page["places"]["pageInfo"]["hasNextPage"]


async def test_pages_forward_and_backward_show_the_same_ranks(shop: Shop) -> None:
    first = await listed(shop, first=2)
    rest = await listed(shop, first=2, after=first["places"]["pageInfo"]["endCursor"])
    assert [1, 2, 3] == [rank for page in (first, rest) for rank, *_ in places(page)]

    last = await listed(shop, last=2)
    before = await listed(shop, last=2, before=last["places"]["pageInfo"]["startCursor"])
    assert [[2, 3], [1]] == [[rank for rank, *_ in places(page)] for page in (last, before)]


async def test_the_list_of_the_week_before_stays(shop: Shop) -> None:
    shop.clock.set(shop.clock.now_us() + 7 * 86_400_000_000)
    await shop.ask('mutation { clockAdvance(input: {to: "2026-02-10T12:00:00Z"}) { userErrors { code message } } }')
    await order(shop, "4", "7")

    assert [(1, "7", "4")] == places(await listed(shop))
    assert [(1, "30", "2"), (2, "20", "3"), (3, "10", "1")] == places(await listed(shop, previous=True))
    assert places(await listed(shop, previous=True)) == places(await listed(shop, on="2026-02-05"))


async def test_a_member_sees_its_own_place_and_of_others_rank_and_value_alone(shop: Shop) -> None:
    secret = await signed_in(shop, "3")

    assert [(1, "30", None), (2, "20", "3"), (3, "10", None)] == places(await listed(shop, secret))
    assert {"rank": 2, "value": "20", "member": {"number": "3"}} == (await shop.ask(MINE, secret=secret))["me"]["place"]
    nowhere = await shop.ask('{ me { place(ranking: "boards.week") { rank } } }', secret=await signed_in(shop, "4"))
    assert nowhere["me"]["place"] is None


async def test_a_list_needs_the_scope_of_what_members_are_ranked_by(shop: Shop) -> None:
    rich, weak = {"name": "boards.rich"}, await shop.token("members:read")

    assert [] == await shop.errors(RANKING, secret=weak)
    assert [("FORBIDDEN", ["ranking"])] == await shop.errors(RANKING, rich, weak)
    assert [] == await shop.errors(RANKING, rich, await shop.token("members:read", "assets:read"))
    assert [("FORBIDDEN", ["ranking"])] == await shop.errors(RANKING, secret=await shop.token("events:read"))


async def test_what_is_not_there_is_said(shop: Shop) -> None:
    assert await listed(shop, name="boards.none") is None
    nowhere = await shop.ask('{ member(by: {number: "1"}) { place(ranking: "boards.none") { rank } } }')
    assert nowhere["member"] == {"place": None}
    assert [("NO_SUCH_WINDOW", ["ranking"])] == await shop.errors(RANKING, {"name": "boards.ever", "previous": True})


async def test_ten_thousand_places_are_paged_to_the_last(shop: Shop) -> None:
    async with shop.kernel.db.transaction() as session:
        (known,) = await session.fetch("SELECT * FROM member WHERE number = '1'")
        columns = [name for name in dict(known) if name not in ("id", "number", "number_folded")]
        ids = range(1, 10_003)
        for id_ in ids:
            await session.execute(
                f"""INSERT INTO member (id, {", ".join(columns)}) SELECT {id_}, {", ".join(columns)} FROM member
WHERE number = '1'"""
            )
        rows = [StoredPlace(id_, "boards.ever/ever", 0, *stored_value(id_ // 3 + 2), 0, 1) for id_ in ids]
        await keep_places(session, shop.merchant_id, rows)
    seen: list[int] = []
    after = None
    while True:
        page = await listed(shop, name="boards.ever", first=100, after=after)
        seen += [rank for rank, *_ in places(page)]
        if not page["places"]["pageInfo"]["hasNextPage"]:
            break
        after = page["places"]["pageInfo"]["endCursor"]

    assert list(range(1, 10_001)) == seen
    assert 10_000 == page["places"]["totalCount"]
