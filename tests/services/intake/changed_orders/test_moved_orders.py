"""Orders that belong to another member than the one for whom they were recorded, on both databases."""

from typing import Any

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.members.members import update_member
from tests.kit.setup import where
from tests.services.intake.changed_orders.test_amended_orders import GIFT, TEA, code, totals
from tests.services.shop import Shop


async def two(shop: Shop) -> tuple[Lookup, Lookup]:
    await shop.rule("points_per_spend", per_category={"tea": "2"})
    return await shop.member("ann"), await shop.member("bob")


async def move(shop: Shop, member: Lookup | None, order: str, to: str, **more: Any) -> Recorded:
    data = {"orderId": order, "to": {"number": to}, **more}
    key = f"move-{order}-{to}"
    return (await record_events(shop.kernel, shop.owner, [EventInput("order.moved", data, member, "shop", key)]))[0]


async def test_an_order_goes_with_its_points_and_totals(shop: Shop) -> None:
    condition = where("net_spend", "GTE", "1", category="tea")
    await save_tag(shop.kernel, shop.owner, {"code": "tea", "name": "Tea", "condition": condition})
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])
    await shop.pass_time("2026-06-10T12:00")

    moved = await move(shop, ann, "A", "bob", reason="wrong card")
    assert (moved.outcome, [change.amount for change in moved.changes if change.kind == "ASSET"]) == (
        "RECORDED",
        [-120, -40],
    )
    assert (await shop.balance(ann), await totals(shop, ann)) == ("0", (0, 0, 0))
    assert (await shop.balance(bob), await totals(shop, bob)) == ("160", (1, 10000, 0))
    assert await totals(shop, ann, "order|category=tea") == (0, 0, 0)
    assert await totals(shop, bob, "order|category=tea") == (1, 6000, 0)
    assert await shop.drifts() == []


async def test_what_it_brings_has_the_orders_own_time(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "expiry": {"after": "30d"}}
    await save_asset_kind(shop.kernel, shop.owner, points)
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A")
    await shop.pass_time("2026-06-20T12:00")
    await move(shop, ann, "A", "bob")
    assert await shop.balance(bob) == "100"

    await shop.pass_time("2026-07-02T12:00")
    assert await shop.balance(bob) == "0"
    assert await shop.drifts() == []


async def test_refunds_move_along_and_later_ones_may_name_either_or_none(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A")
    await shop.refund(ann, "40.00", "A")
    await move(shop, ann, "A", "bob")
    assert (await shop.balance(ann), await shop.balance(bob)) == ("0", "60")
    assert await totals(shop, bob) == (1, 10000, 4000)

    await shop.refund(ann, "10.00", "A")
    await shop.refund(bob, "10.00", "A")
    nameless = EventInput("order.refunded", {"refundId": "n", "orderId": "A", "amount": "10.00"}, None, "shop", "n")
    assert (await record_events(shop.kernel, shop.owner, [nameless]))[0].outcome == "RECORDED"
    assert (await shop.balance(ann), await shop.balance(bob)) == ("0", "30")
    assert code(await shop.refund(ann, "30.01", "A")) == ("REFUSED", "REFUND_TOO_LARGE")
    carol = await shop.member("carol")
    assert code(await shop.refund(carol, "1.00", "A")) == ("INVALID", "ORDER_OF_ANOTHER_MEMBER")
    await shop.amend(ann, "A", "200.00")
    assert (await shop.balance(ann), await shop.balance(bob)) == ("0", "130")
    await shop.refund(ann, "130.00", "A")
    assert (await shop.balance(bob), await totals(shop, bob)) == ("0", (0, 20000, 20000))
    assert await shop.drifts() == []


async def test_an_amended_order_moves_as_it_is_and_comes_back(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A")
    await shop.amend(ann, "A", "150.00")
    await shop.refund(ann, "50.00", "A")

    await move(shop, ann, "A", "bob")
    assert (await shop.balance(ann), await shop.balance(bob)) == ("0", "100")
    await shop.amend(bob, "A", "100.00")
    assert await shop.balance(bob) == "50"
    back = await move(shop, None, "A", "ann")
    assert back.outcome == "RECORDED"
    assert (await shop.balance(ann), await shop.balance(bob)) == ("50", "0")
    await shop.refund(bob, "50.00", "A")
    assert (await shop.balance(ann), await totals(shop, ann)) == ("0", (0, 10000, 10000))
    assert await shop.drifts() == []


async def test_spent_points_are_owed_by_the_one_who_spent_them(shop: Shop) -> None:
    ann, bob = await two(shop)
    await shop.order(ann, "100.00", "A")
    await shop.spend(ann, "points", "70")

    await move(shop, ann, "A", "bob")

    assert (await shop.balance(ann), await shop.balance(bob)) == ("-70", "100")
    assert await shop.drifts() == []


async def test_a_batch_equals_its_events_one_by_one(shop: Shop) -> None:
    ann, bob = await two(shop)
    sent: list[tuple[str, Lookup, dict[str, Any]]] = [
        ("order.paid", ann, {"orderId": "A", "total": "100.00"}),
        ("order.moved", ann, {"orderId": "A", "to": {"number": "bob"}}),
        ("order.refunded", ann, {"orderId": "A", "refundId": "r1", "amount": "10.00"}),
        ("order.amended", bob, {"orderId": "A", "amendmentId": "a1", "total": "60.00"}),
        ("order.refunded", bob, {"orderId": "A", "refundId": "r2", "amount": "10.00"}),
        ("order.moved", ann, {"orderId": "A", "to": {"number": "ann"}}),
        ("order.refunded", bob, {"orderId": "A", "refundId": "r3", "amount": "10.00"}),
    ]
    inputs = [EventInput(type_, data, member, "shop", f"t{n}") for n, (type_, member, data) in enumerate(sent)]

    answers = await record_events(shop.kernel, shop.owner, inputs)

    assert [answer.outcome for answer in answers] == ["RECORDED"] * 7
    assert (await shop.balance(ann), await totals(shop, ann)) == ("30", (1, 6000, 3000))
    assert (await shop.balance(bob), await totals(shop, bob)) == ("0", (0, 0, 0))
    assert await shop.drifts() == []


async def test_in_one_batch_an_order_is_moved_from_the_member_whose_it_is(shop: Shop) -> None:
    ann, bob = await two(shop)
    order = EventInput("order.paid", {"orderId": "A", "total": "100.00"}, ann, "shop", "A")
    moved = EventInput("order.moved", {"orderId": "A", "to": {"number": "ann"}}, bob, "shop", "m")

    answers = await record_events(shop.kernel, shop.owner, [order, moved])

    assert [answer.outcome for answer in answers] == ["RECORDED", "INVALID"]
    assert code(answers[1]) == ("INVALID", "ORDER_OF_ANOTHER_MEMBER")


async def test_what_cannot_be_moved_is_told(shop: Shop) -> None:
    await save_asset_kind(shop.kernel, shop.owner, {"code": "points", "name": "Points", "worth": "0.01"})
    ann, bob = await two(shop)
    await shop.grant(ann, "points", "100")
    await shop.order(ann, "10.00", "A", payWith=[{"asset": "points", "amount": "100"}])
    await shop.order(ann, "10.00", "B")

    assert code(await move(shop, ann, "A", "bob")) == ("REFUSED", "ORDER_HAS_TENDERS")
    assert code(await move(shop, ann, "B", "ann")) == ("INVALID", "SAME_MEMBER")
    assert code(await move(shop, ann, "B", "nobody")) == ("INVALID", "UNKNOWN_MEMBER")
    assert code(await move(shop, bob, "B", "ann")) == ("INVALID", "ORDER_OF_ANOTHER_MEMBER")
    assert code(await move(shop, None, "C", "bob")) == ("INVALID", "MEMBER_MISSING")
    assert code(await move(shop, ann, "C", "bob")) == ("INVALID", "UNKNOWN_ORDER")
    await update_member(shop.kernel, shop.owner, bob, {"status": "CLOSED"})
    assert code(await move(shop, ann, "B", "bob")) == ("INVALID", "MEMBER_CLOSED")
    assert await shop.drifts() == []


async def test_it_is_decided_as_of_its_time(shop: Shop) -> None:
    """By the tier and the rates of then. What is given once is given if it was not given before."""
    await shop.rule("points_per_spend")
    await shop.rule("tier_multiplier", track="main", times={"gold": "3"})
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": condition})
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await shop.order(bob, "10.00", "B")
    await shop.pass_time("2026-06-02T12:00")
    await shop.order(ann, "50.00", "A")
    await shop.pass_time("2026-06-03T12:00")
    await shop.order(bob, "200.00", "C")
    await shop.order(bob, "1.00", "D")
    assert (await shop.balance(bob), await shop.tier(bob)) == ("213", "gold")

    await move(shop, ann, "A", "bob")
    assert await shop.balance(bob) == "263"
    await shop.amend(bob, "A", "70.00")
    assert await shop.balance(bob) == "283"
    assert await shop.drifts() == []
