"""A page of members with every field costs the same number of queries for 1 and for 100."""

from headless.services.intake.events import EventInput, record_events
from tests.resolvers.reader import Reader, Statements, label
from tests.services.shop import Shop

EVERYTHING = """
query Page($first: Int!) {
  members(first: $first) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      id number externalId name phone email birthday gender source joinedAt status attributes
      tier { id code name memberCount track { code } }
      standings { id since until graceUntil why clause { text } tier { code } event { type } }
      tierProgress { current { code } next { code } fraction nearest { text } toNext { text value }
        toKeep { met } keepUntil text }
      tierHistory(first: 5) { totalCount edges { node { why tier { code } event { id } } } }
      assets {
        id kind { code } available pending held debt earned spent expired worth
        expiring(within: "1y") { on amount } holds { id amount } balanceAt(time: "2026-06-01T00:00:00Z")
        entries(first: 3) {
          totalCount
          edges { node { id type amount balanceAfter reason rule funding reverses { id } asset { code }
            event { id member { id } } } }
        }
      }
      asset(kind: "points") { available }
      tags { id by reason since tag { code memberCount } }
      orders: metric(name: "orders", window: "365d")
      untracked: metric(name: "gross_spend", args: {category: "tea"})
      events(first: 5) { totalCount edges { node { id type data decisions { why effects } entries { id } } } }
      tierWhy: explain(what: {track: "main"}) { text code params clause { text } event { id } decisions { why } }
      pointsWhy: explain(what: {asset: "points"}) { text params }
      tagWhy: explain(what: {tag: "loyal"}) { text }
      at(time: "2026-06-01T12:00:00Z") { tier { code } asset(kind: "points") { balance } tags { code } }
    } }
  }
}
"""
LADDER = (
    {
        "code": "silver",
        "name": "Silver",
        "rank": 1,
        "condition": {"test": {"metric": "orders", "op": "GTE", "value": 1}},
    },
    {
        "code": "gold",
        "name": "Gold",
        "rank": 2,
        "condition": {"test": {"metric": "net_spend", "op": "GTE", "value": "1000", "window": "365d"}},
    },
)


async def test_a_page_with_every_field_needs_as_many_queries_for_one_hundred_members_as_for_one(
    shop: Shop, reader: Reader, statements: Statements
) -> None:
    await furnish(shop)
    await people(shop, range(1))
    for_one, found = await counted(reader, statements, 1)
    assert len(found) == 1

    await people(shop, range(1, 100))
    for_all, found = await counted(reader, statements, 100)

    assert len(found) == 100
    assert for_one == for_all
    assert for_all < 75


async def counted(reader: Reader, statements: Statements, first: int) -> tuple[int, list[object]]:
    """How many statements a page takes, and its members."""
    statements.take()
    data = await reader.ask(EVERYTHING, first=first)
    return statements.take(), data["members"]["edges"]


async def furnish(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.ladder(*LADDER, default=True)
    await label(shop, "loyal", {"test": {"metric": "orders", "op": "GTE", "value": 1}})


async def people(shop: Shop, numbers: range) -> None:
    """Members with an order each, recorded as one batch."""
    inputs = []
    for number in numbers:
        member = await shop.member(f"m{number}", name=f"Person {number}")
        items = [{"sku": "a", "category": "tea", "quantity": "1", "amount": "120"}]
        order = {"orderId": f"o{number}", "total": "120", "items": items}
        inputs.append(EventInput("order.paid", order, member, "shop", f"o{number}"))
    assert all(each.outcome == "RECORDED" for each in await record_events(shop.kernel, shop.owner, inputs))
