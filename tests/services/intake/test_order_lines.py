"""Lines of linked refunds on a real database: as the order has them, for refunds that waited, too."""

from typing import Any

from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from tests.kit.setup import where
from tests.services.shop import Shop

TEA = {"sku": "t", "category": "tea", "quantity": "3", "amount": "60.00"}
GIFT = {"sku": "g", "category": "gift", "quantity": "1", "amount": "40.00"}


def line(sku: str, quantity: str, amount: str) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "amount": amount}


async def tea_spend(shop: Shop, member: Lookup) -> int:
    """What stands of the member's spending on tea, in cents."""
    totals = (await shop.state(member)).totals.lifetime("order|category=tea")
    return totals.amount - totals.less


async def opened(shop: Shop) -> Lookup:
    condition = where("net_spend", "GTE", "1", category="tea")
    saved = await save_tag(shop.kernel, shop.owner, {"code": "tea", "name": "Tea", "condition": condition})
    assert saved.problem is None
    await shop.rule("points_per_spend", per_category={"tea": "2"})
    return await shop.member()


async def test_a_line_takes_its_category_from_the_order(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])

    await shop.refund(ann, "40.00", "A", items=[line("t", "2", "40.00")])
    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (2000, "80")
    refused = await shop.refund(ann, "20.00", "A", items=[line("T", "1", "20.00")])
    assert refused.problem is not None
    assert (refused.outcome, refused.problem.code) == ("REFUSED", "NOT_ON_ORDER")
    assert "'t' (3 for 60.00), 'g' (1 for 40.00)" in refused.problem.message
    refused = await shop.refund(ann, "40.00", "A", items=[line("t", "2", "20.00")])
    assert refused.problem is not None
    assert (refused.problem.code, refused.problem.data["left"]) == ("REFUND_TOO_LARGE", "20.00")

    assert await shop.drifts() == []


async def test_a_refund_that_waited_takes_its_lines_from_the_order_that_came(shop: Shop) -> None:
    ann = await opened(shop)
    waits = await shop.refund(ann, "20.00", "A", items=[line("t", "1", "20.00")])
    assert waits.outcome == "DEFERRED"

    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])

    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (4000, "120")
    await shop.refund(ann, "40.00", "A", items=[line("t", "2", "40.00")])
    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (0, "40")
    assert await shop.drifts() == []


async def test_the_same_refund_again_is_the_same_though_more_is_stored_of_it(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])
    sent = {"refundId": "R", "orderId": "A", "amount": "20.00", "items": [line("t", "1", "20.00")]}

    respelled = {**sent, "amount": "20.0", "items": [line("t", "1.0", "20.000")]}
    other = {**sent, "items": [line("t", "1", "19.00")]}

    outcomes = [
        (await shop.send("order.refunded", ann, data, key="R")).outcome for data in (sent, sent, respelled, other)
    ]

    assert outcomes == ["RECORDED", "DUPLICATE", "DUPLICATE", "CONFLICT"]


async def test_skus_and_categories_have_one_spelling(shop: Shop) -> None:
    """As in imported files, and as the codes in settings and conditions that name them."""
    ann = await opened(shop)
    await shop.order(ann, "60.00", "A", items=[{**TEA, "sku": "t ", "category": "\u200btea "}])
    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (6000, "120")

    await shop.refund(ann, "20.00", "A", items=[line(" t\u00a0", "1", "20.00")])
    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (4000, "80")
    assert await shop.drifts() == []


async def test_lines_finer_than_the_currency_add_up_by_category_as_well(shop: Shop) -> None:
    """They are rounded once, by largest remainder, for points, totals and refunds alike."""
    ann = await opened(shop)
    fine = [{**TEA, "amount": "10.005"}, {**TEA, "sku": "u", "amount": "9.995"}]
    answer = await shop.order(ann, "20.00", "A", items=fine)
    assert (await tea_spend(shop, ann), await shop.balance(ann), answer.outcome) == (2000, "40", "RECORDED")
    assert not [item for item in answer.document or () if "c" in item]

    refused = await shop.refund(ann, "20.00", "A", items=[line("t", "1", "10.02")])
    assert refused.outcome == "REFUSED"
    await shop.refund(ann, "10.00", "A", items=[line("t", "3", "10.005")])
    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (1000, "20")
    await shop.refund(ann, "10.00", "A")
    assert (await tea_spend(shop, ann), await shop.balance(ann)) == (0, "0")
    thirds = [{**TEA, "category": "tea", "amount": "3.333"}, {**TEA, "sku": "u", "category": "tin", "amount": "6.667"}]
    await shop.order(ann, "10.00", "B", items=thirds)
    assert await tea_spend(shop, ann) == 333
    assert await shop.drifts() == []
