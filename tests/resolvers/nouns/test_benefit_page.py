"""A page of benefits with every field costs the same number of queries for one of each sort and for fifty."""

import pytest

from tests.resolvers.reader import Reader, Statements
from tests.services.members.giving import benefit, coupon_kind
from tests.services.shop import Shop

GOLD = {"test": {"metric": "tag", "op": "CONTAINS", "value": "gold"}}
ORDERS = {"test": {"metric": "orders", "op": "GTE", "value": 1, "window": "30d"}}
PAGE = """query($first: Int!, $unseen: Boolean) { members(first: $first) { edges { node { benefits(unseen: $unseen) {
  id status why used remaining opensAt closesAt resetsAt unseen seenAt missing { text } lacks { kind { code } amount }
  benefit { id code name left stock setAside { count left } price { kind { code name } amount } grants { kind { code } amount }
    gives { code left } season { firstDay lastDay } earlyAccess needsFulfilment attributes }
  uses(first: 2) { totalCount edges { node { id serial fulfilment coupon { code } entry { amount } entries { amount }
    benefit { code } } } } } } } } }"""


async def furnish(shop: Shop, numbers: range) -> None:
    for number in numbers:
        await benefit(
            shop, f"b{number:02}", condition=ORDERS, opensAt=1, season={"firstDay": "01-01", "lastDay": "12-31"},
            earlyAccess=[{"condition": GOLD, "days": 3}], stock=9, setAside=[{"condition": GOLD, "count": 2}],
            price=[{"kind": "points", "amount": "1"}], gives="tea", grants=[{"kind": "growth", "amount": "1"}],
            quota=None if number % 2 else 3,
        )  # fmt: skip


@pytest.mark.parametrize("unseen", [None, True, False])
async def test_fifty_benefits_need_as_many_queries_as_one_of_each_sort(
    reader: Reader, statements: Statements, unseen: bool | None
) -> None:
    await coupon_kind(reader.shop, "tea", stock=100)
    member = await reader.shop.member()
    await reader.shop.order(member, "10", "o1")
    await furnish(reader.shop, range(2))
    one = await counted(reader, statements, unseen, 1)
    await furnish(reader.shop, range(2, 50))
    await reader.shop.member("m2")
    many = await counted(reader, statements, unseen, 2)

    assert one == many


async def counted(reader: Reader, statements: Statements, unseen: bool | None, members: int) -> int:
    await reader.ask(PAGE, first=members, unseen=unseen)
    statements.sent.clear()
    data = await reader.ask(PAGE, first=members, unseen=unseen)
    assert len(data["members"]["edges"]) == members
    return len(statements.sent)
