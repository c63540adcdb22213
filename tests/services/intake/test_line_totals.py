"""Points, totals and what is stored take the same lines, whichever door an order comes through, on both databases."""

from decimal import Decimal
from typing import Any

import pytest

from headless.engine.member.state import MemberState
from headless.services.configuration.tag_kinds import save_tag
from headless.services.importing.orders.orders import import_orders
from headless.services.kernel.lookups import Lookup
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from tests.services.shop import Shop


def line(sku: str, amount: str, quantity: str = "1") -> dict[str, str]:
    return {"sku": sku, "category": sku, "quantity": quantity, "amount": amount}


async def counted(shop: Shop) -> Lookup:
    """A member, and tags that make the totals by category count."""
    await shop.rule("points_per_spend", per_category={"shirt": "2"})
    for code in ("shoe", "shirt"):
        test = {"metric": "net_spend", "op": "GTE", "value": "1", "args": {"category": code}}
        await save_tag(shop.kernel, shop.owner, {"code": code, "name": code, "condition": {"test": test}})
    return await shop.member()


def spent(state: MemberState, category: str) -> Decimal:
    count = state.totals.lifetime(f"order|category={category}")
    return Decimal(count.amount - count.less).scaleb(-2)


async def drifts(shop: Shop) -> list[Any]:
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    return [*(await verify(shop.kernel)), *[found async for found in differences(shop.kernel, merchant)]]


async def test_an_exchange_counts_with_its_signs(shop: Shop) -> None:
    member = await counted(shop)

    answer = await shop.order(member, "30.00", items=[line("shoe", "-50.00", "-1"), line("shirt", "80.00")])

    assert answer.outcome == "RECORDED", answer.problem
    assert answer.document is not None
    assert not any("c" in item for item in answer.document)
    state = await shop.state(member)
    assert ("110", Decimal("-50.00"), Decimal("80.00")) == (
        await shop.balance(member), spent(state, "shoe"), spent(state, "shirt"),
    )  # fmt: skip
    assert await drifts(shop) == []


@pytest.mark.parametrize("spelling", ["90.00", 90, "90"])
async def test_lines_are_scaled_for_points_and_totals_alike_and_the_answer_says_so(shop: Shop, spelling: Any) -> None:
    member = await counted(shop)
    items = [line("shoe", "40.00"), line("shirt", "60.00")]

    answer = await shop.order(member, "90.00", "o1", items=items)
    again = await shop.send("order.paid", member, {"orderId": "o1", "total": spelling, "items": items}, key="paid-o1")

    assert answer.outcome == "RECORDED", answer.problem
    assert {"c": "lines_scaled", "k": {"lines": "100.00", "total": "90.00"}} in list(answer.document or ())
    assert again.outcome == "DUPLICATE", again.problem
    state = await shop.state(member)
    assert ("144", Decimal("36.00"), Decimal("54.00")) == (
        await shop.balance(member), spent(state, "shoe"), spent(state, "shirt"),
    )  # fmt: skip
    assert await drifts(shop) == []


@pytest.mark.parametrize("total", ["30.00", "15.00"])
async def test_a_file_takes_the_same_lines(shop: Shop, tmp_path: Any, total: str) -> None:
    member = await counted(shop)
    discount = Decimal(total) - 30
    path = tmp_path / "orders.csv"
    rows = [
        "order,member,time,sku,category,quantity,price",
        "o1,m1,2026-05-01,shoe,shoe,-1,50",
        "o1,m1,2026-05-01,shirt,shirt,1,80",
    ]
    path.write_text("\n".join([*rows, *([f"o1,m1,2026-05-01,,,1,{discount}"] if discount else []), ""]))
    columns = {name: name for name in rows[0].split(",")}

    report = await import_orders(
        shop.kernel, "tea", path, columns, member_by="number", rejected=tmp_path / "rejected.csv"
    )

    share = Decimal(total) / 30
    assert (1, int(bool(discount))) == (report.orders, report.scaled), report.rejected
    state = await shop.state(member)
    assert (str(int(110 * share)), -50 * share, 80 * share) == (
        await shop.balance(member), spent(state, "shoe"), spent(state, "shirt"),
    )  # fmt: skip
    assert await drifts(shop) == []


async def test_a_file_whose_lines_cannot_be_scaled_is_rejected(shop: Shop, tmp_path: Any) -> None:
    await counted(shop)
    path = tmp_path / "orders.csv"
    rows = ["order,member,time,sku,quantity,price", "o1,m1,2026-05-01,shoe,-1,50", "o1,m1,2026-05-01,,1,80", ""]
    path.write_text("\n".join(rows))
    columns = {name: name for name in rows[0].split(",")}

    report = await import_orders(
        shop.kernel, "tea", path, columns, member_by="number", rejected=tmp_path / "rejected.csv"
    )

    assert {"lines do not add up": 2} == dict(report.rejected)
