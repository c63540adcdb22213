"""A member's whole page, with its wallet, quote and prices, costs as many queries with fifty benefits and two hundred coupons."""

from typing import Any

from headless.services.members.coupons import Codes, issue_coupons
from tests.resolvers.reader import Reader, Statements, label
from tests.services.members.giving import benefit, coupon_kind
from tests.services.shop import Shop

GOLD = {"test": {"metric": "tag", "op": "CONTAINS", "value": "gold"}}
ORDERS = {"test": {"metric": "orders", "op": "GTE", "value": 1, "window": "30d"}}
COUPON = """id code serial state expiresAt usedAt order member { number }
  kind { id code name left discount { amount percent most gift } scope { categories } group }"""
BENEFIT = """id code name value left stock setAside { count left } price { kind { code name } amount } gives { code left }
  grants { kind { code } amount } earlyAccess season { firstDay } memberPrice { percentOff each delivery scope { categories } }"""
PAGE = f"""query($order: OrderInput!, $shelf: [OrderItemInput!]!) {{ member(by: {{number: "m1"}}) {{
  number tier {{ code benefits {{ code }} }} tags {{ tag {{ code }} }} assets {{ kind {{ code }} available worth }}
  benefits {{ id status why used remaining opensAt closesAt resetsAt unseen missing {{ text }} lacks {{ amount }}
    benefit {{ {BENEFIT} }} uses(first: 2) {{ totalCount edges {{ node {{ id serial coupon {{ code }} }} }} }} }}
  first: coupons(first: 100) {{ totalCount edges {{ node {{ {COUPON} }} }} }}
  last: coupons(last: 100, orderBy: EXPIRES_FIRST) {{ edges {{ node {{ {COUPON} }} }} }}
  prices(items: $shelf) {{ sku list price benefit {{ {BENEFIT} }} }}
  quote(order: $order) {{
    prices {{ sku list price benefit {{ {BENEFIT} }} }} coupons {{ coupon {{ {COUPON} }} usable saves why }}
    best lines {{ sku list amount }} total delivery left payWith {{ kind {{ code name }} most worth why }}
    earns {{ kind code amount text }} userErrors {{ code message path }} }}
}} }}"""


async def furnish(shop: Shop, member: Any, benefits: range, coupons: range) -> None:
    """Save benefits of each sort, rewards and prices among them, and give coupons of as many kinds."""
    for number in benefits:
        await benefit(
            shop, f"b{number:02}", condition=ORDERS, opensAt=1, earlyAccess=[{"condition": GOLD, "days": 3}], stock=900,
            setAside=[{"condition": GOLD, "count": 2}], price=[{"kind": "points", "amount": "1"}], gives="c000",
            grants=[{"kind": "growth", "amount": "1"}], quota=None if number % 2 else 3,
        )  # fmt: skip
        price = {"percentOff": str(1 + number), "scope": {"categories": ["tea"]}}
        await benefit(shop, f"p{number:02}", condition=ORDERS, memberPrice=price)
    for number in coupons:
        scope = {"categories": ["tea"]} if number % 2 else None
        kind = {"minimum": "1", "scope": scope, "group": f"g{number % 9}", "validity": f"{1 + number}d"}
        await coupon_kind(shop, f"c{number:03}", discount={"amount": "0.50"}, **kind)
        issued = await issue_coupons(shop.kernel, shop.owner, member, Codes(f"c{number:03}", 1, None, f"i{number}"))
        assert issued.problem is None, issued.problem


async def test_a_page_of_fifty_benefits_and_two_hundred_coupons_costs_as_many_queries_as_of_one_of_each(
    shop: Shop, reader: Reader, statements: Statements
) -> None:
    await shop.rule("points_per_spend")
    await shop.rule("spend_cap")
    await label(shop, "gold")
    await shop.ladder({"code": "silver", "name": "Silver", "rank": 1, "condition": ORDERS}, default=True)
    member = await shop.member()
    await shop.order(member, "10", "o1")

    await coupon_kind(shop, "c000", discount={"amount": "0.50"})
    await furnish(shop, member, range(1), range(1))
    one, page = await counted(reader, statements, 1)
    assert (2, 1, 1) == (len(page["benefits"]), page["first"]["totalCount"], len(page["quote"]["coupons"]))

    await furnish(shop, member, range(1, 25), range(1, 200))
    many, page = await counted(reader, statements, 50)

    assert (50, 200, 200) == (len(page["benefits"]), page["first"]["totalCount"], len(page["quote"]["coupons"]))
    assert (50, []) == (len(page["prices"]), page["quote"]["userErrors"])
    assert one == many
    assert many < 30


async def counted(reader: Reader, statements: Statements, lines: int) -> tuple[int, Any]:
    """How many statements the page takes with an order and a shelf of so many lines, and what it says."""
    items = [{"sku": f"s{number}", "category": "tea", "quantity": "1", "amount": "5.00"} for number in range(lines)]
    order = {"total": f"{5 * lines}.00", "delivery": "4.00", "items": items}
    await reader.ask(PAGE, order=order, shelf=items)
    statements.take()
    data = await reader.ask(PAGE, order=order, shelf=items)
    return statements.take(), data["member"]
