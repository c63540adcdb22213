"""Orders that are edited, cut down, enlarged or revived, on both databases: only amounts move, by the difference."""

from collections.abc import Iterable
from typing import Any

import pytest

from headless.plugins import Earn, Effect, Events, Rule, RuleContext, Skip, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tag_kinds import save_tag
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.verifying import verify
from tests.kit.setup import where
from tests.services.shop import Shop

TEA = {"sku": "t", "category": "tea", "quantity": "3", "amount": "60.00"}
GIFT = {"sku": "g", "category": "gift", "quantity": "1", "amount": "40.00"}
CUP = {"sku": "c", "category": "ware", "quantity": "1", "amount": "25.00"}


def code(answer: Recorded) -> tuple[str, str]:
    """Outcome and code of a failure."""
    assert answer.problem is not None, answer
    return answer.outcome, answer.problem.code


class SumOfOrders(Rule):
    """Earns what earlier orders came to."""

    id = "sum_of_orders"
    on = ("order.paid",)
    assets = ("points",)
    needs = {"orders": Events("order.paid", last=20)}

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        return [Earn("points", sum(int(order.data.total) for order in ctx.facts["orders"]))]


class Sums:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [SumOfOrders]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"sum_of_orders": Sums()})


async def opened(shop: Shop, **settings: Any) -> Lookup:
    await shop.rule("points_per_spend", **settings)
    return await shop.member()


async def totals(shop: Shop, member: Lookup, key: str = "order") -> tuple[int, int, int]:
    """What the member's orders count: how many, gross, given back."""
    sums = (await shop.state(member)).totals.lifetime(key)
    return sums.count, sums.amount, sums.less


async def test_more_and_less_move_by_the_difference(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")

    more = await shop.amend(ann, "A", "130.00")
    assert (more.outcome, [change.amount for change in more.changes]) == ("RECORDED", [30])
    assert (await shop.balance(ann), await totals(shop, ann)) == ("130", (1, 13000, 0))
    less = await shop.amend(ann, "A", "80.00")
    assert [change.amount for change in less.changes] == [-50]
    assert (await shop.balance(ann), await totals(shop, ann)) == ("80", (1, 8000, 0))
    await shop.refund(ann, "40.00", "A")
    assert await shop.balance(ann) == "40"
    assert code(await shop.refund(ann, "40.01", "A")) == ("REFUSED", "REFUND_TOO_LARGE")
    await shop.refund(ann, "40.00", "A")
    assert (await shop.balance(ann), await totals(shop, ann)) == ("0", (0, 8000, 8000))
    assert await shop.drifts() == []


async def test_refunds_go_on_counting(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")
    await shop.refund(ann, "50.00", "A")

    assert code(await shop.amend(ann, "A", "49.99")) == ("REFUSED", "BELOW_REFUNDED")
    await shop.amend(ann, "A", "200.00")
    assert await shop.balance(ann) == "150"
    await shop.amend(ann, "A", "60.00")
    assert await shop.balance(ann) == "10"
    await shop.refund(ann, "10.00", "A")
    assert (await shop.balance(ann), await totals(shop, ann)) == ("0", (0, 6000, 6000))
    assert await shop.drifts() == []


async def test_an_order_wholly_refunded_is_started_over(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")
    await shop.refund(ann, "100.00", "A")

    revived = await shop.amend(ann, "A", "100.00")
    assert revived.outcome == "RECORDED"
    assert (await shop.balance(ann), await totals(shop, ann)) == ("100", (1, 10000, 0))
    await shop.refund(ann, "60.00", "A")
    assert await shop.balance(ann) == "40"
    await shop.refund(ann, "40.00", "A")
    await shop.amend(ann, "A", "10.00")
    assert (await shop.balance(ann), await totals(shop, ann)) == ("10", (1, 1000, 0))
    assert await shop.drifts() == []


async def test_an_order_amended_to_what_it_is_changes_nothing(shop: Shop) -> None:
    ann = await opened(shop, per_category={"tea": "2"})
    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])
    await shop.refund(ann, "20.00", "A", items=[{"sku": "t", "quantity": "1", "amount": "20.00"}])
    before = await shop.balance(ann)

    for items in ({}, {"items": [TEA, GIFT]}, {"items": [{**TEA, "amount": "60.0"}, GIFT]}):
        same = await shop.amend(ann, "A", "100.0", **items)
        assert (same.outcome, same.changes) == ("RECORDED", [])

    assert await shop.balance(ann) == before
    assert await shop.drifts() == []


async def test_lines_move_their_own_points_and_totals(shop: Shop) -> None:
    condition = where("net_spend", "GTE", "1", category="tea")
    await save_tag(shop.kernel, shop.owner, {"code": "tea", "name": "Tea", "condition": condition})
    ann = await opened(shop, per_category={"tea": "2"})
    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])
    assert await shop.balance(ann) == "160"

    assert code(await shop.amend(ann, "A", "125.00")) == ("INVALID", "ITEMS_NEEDED")
    await shop.amend(ann, "A", "125.00", items=[TEA, GIFT, CUP])
    assert (await shop.balance(ann), await totals(shop, ann, "order|category=tea")) == ("185", (1, 6000, 0))
    await shop.amend(ann, "A", "85.00", items=[{**TEA, "quantity": "1", "amount": "20.00"}, GIFT, CUP])
    assert (await shop.balance(ann), await totals(shop, ann, "order|category=tea")) == ("105", (1, 2000, 0))
    refused = await shop.refund(ann, "40.00", "A", items=[{"sku": "t", "quantity": "2", "amount": "40.00"}])
    assert code(refused) == ("REFUSED", "REFUND_TOO_LARGE")
    await shop.refund(ann, "20.00", "A", items=[{"sku": "t", "quantity": "1", "amount": "20.00"}])
    assert (await shop.balance(ann), await totals(shop, ann, "order|category=tea")) == ("65", (1, 2000, 2000))
    await shop.amend(
        ann, "A", "65.00", items=[{**TEA, "quantity": "1", "amount": "20.00"}, {**GIFT, "amount": "45.00"}]
    )
    assert await shop.balance(ann) == "45"
    assert await shop.drifts() == []


async def test_what_the_order_met_decides(shop: Shop) -> None:
    """Rates, tiers and rules of then, not of now."""
    await shop.rule("points_per_spend", per="2")
    await shop.rule("tier_multiplier", track="main", times={"gold": "3"})
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": condition})
    ann = await shop.member()
    await shop.pass_time("2026-06-02T10:00")
    await shop.order(ann, "100.00", "A")
    await shop.order(ann, "100.00", "B")
    assert await shop.balance(ann) == "800"
    await shop.pass_time("2026-06-20T10:00")
    changed = {"rule": "points_per_spend", "name": "points_per_spend", "settings": {"per": "7"}}
    assert (await save_rule(shop.kernel, shop.owner, changed)).problem is None
    await shop.rule("growth_per_spend")

    await shop.amend(ann, "A", "150.00")
    assert (await shop.balance(ann), await shop.balance(ann, "growth")) == ("900", "0")
    await shop.amend(ann, "B", "50.00")
    assert (await shop.balance(ann), await shop.balance(ann, "growth")) == ("600", "0")
    assert await shop.drifts() == []


async def test_more_has_the_orders_own_expiry(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "expiry": {"after": "30d"}}
    await save_asset_kind(shop.kernel, shop.owner, points)
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")
    await shop.pass_time("2026-06-20T10:00")
    await shop.amend(ann, "A", "150.00")
    assert await shop.balance(ann) == "150"

    await shop.pass_time("2026-07-02T10:00")
    assert await shop.balance(ann) == "0"
    late = await shop.amend(ann, "A", "170.00")
    assert (await shop.balance(ann), [change.amount for change in late.changes]) == ("0", [20, -20])
    await shop.amend(ann, "A", "10.00")
    assert await shop.balance(ann) == "0"
    assert await shop.drifts() == []


async def test_a_lower_total_reviews_tiers_at_once(shop: Shop) -> None:
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
    await shop.ladder(
        {"code": "gold", "name": "Gold", "rank": 1, "condition": condition}, downgrade="TO_QUALIFIED", validity="1y"
    )
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")
    assert await shop.tier(ann) == "gold"

    await shop.amend(ann, "A", "99.00")
    assert await shop.tier(ann) is None
    await shop.amend(ann, "A", "100.00")
    assert await shop.tier(ann) == "gold"
    assert await shop.drifts() == []


async def test_tenders_do_not_move(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "worth": "0.01"}
    await save_asset_kind(shop.kernel, shop.owner, points)
    ann = await opened(shop)
    await shop.grant(ann, "points", "2000")
    await shop.order(ann, "100.00", "A", payWith=[{"asset": "points", "amount": "2000"}])
    assert await shop.balance(ann) == "80"

    assert code(await shop.amend(ann, "A", "19.99")) == ("REFUSED", "BELOW_TENDERS")
    await shop.amend(ann, "A", "150.00")
    assert await shop.balance(ann) == "130"
    await shop.refund(ann, "150.00", "A")
    assert await shop.balance(ann) == "2000"
    await shop.amend(ann, "A", "10.00")
    assert await shop.balance(ann) == "2010"
    assert await shop.drifts() == []


async def test_coupons_are_used_and_come_back(shop: Shop) -> None:
    kind = {"code": "ten", "name": "Ten", "discount": {"amount": "10.00"}, "minimum": "50.00"}
    assert (await save_coupon_kind(shop.kernel, shop.owner, kind)).problem is None
    ann = await opened(shop)
    await issue_coupons(shop.kernel, shop.owner, ann, Codes("ten", 2, None, "two"))
    async with shop.kernel.db.read() as session:
        first, second = [row["code"] for row in await session.fetch("SELECT code FROM coupon ORDER BY id")]
    await shop.order(ann, "90.00", "A", coupons=[first])

    assert code(await shop.amend(ann, "A", "20.00", coupons=[first, second])) == ("REFUSED", "MINIMUM_NOT_REACHED")
    await shop.amend(ann, "A", "90.00", coupons=[second])
    assert code(await shop.order(ann, "90.00", "B", coupons=[second])) == ("REFUSED", "COUPON_USED")
    assert (await shop.order(ann, "90.00", "C", coupons=[first])).outcome == "RECORDED"
    assert code(await shop.amend(ann, "A", "80.00", coupons=[first, second])) == ("REFUSED", "COUPON_USED")
    assert (await shop.amend(ann, "A", "80.00")).outcome == "RECORDED"
    assert (await shop.amend(ann, "A", "100.00", coupons=[])).outcome == "RECORDED"
    assert (await shop.order(ann, "90.00", "D", coupons=[second])).outcome == "RECORDED"
    assert await shop.balance(ann) == "280"
    assert await shop.drifts() == []


async def test_an_amendment_waits_for_its_order(shop: Shop) -> None:
    ann = await opened(shop)
    waits = await shop.amend(ann, "A", "150.00")
    assert waits.outcome == "DEFERRED"
    assert (await shop.refund(ann, "50.00", "A")).outcome == "DEFERRED"

    await shop.order(ann, "100.00", "A")
    assert (await shop.balance(ann), await totals(shop, ann)) == ("100", (1, 15000, 5000))
    assert await shop.drifts() == []


async def test_an_amendment_counts_once(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")
    first = await shop.amend(ann, "A", "150.00", amendment="a1")
    again = await shop.amend(ann, "A", "150.0", amendment="a1")

    assert (again.outcome, again.event_id) == ("DUPLICATE", first.event_id)
    assert (await shop.amend(ann, "A", "160.00", amendment="a1")).outcome == "CONFLICT"
    assert await shop.balance(ann) == "150"


async def test_a_second_order_of_a_number_is_told_what_to_send(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")

    for key in ("again", "paid-A"):
        second = await shop.send("order.paid", ann, {"orderId": "A", "total": "120.00"}, key=key)
        assert second.outcome == "CONFLICT"
        assert second.problem is not None
        assert "order.amended" in second.problem.message
        assert "order.moved" in second.problem.message
    bob = await shop.member("bob")
    theirs = await shop.send("order.paid", bob, {"orderId": "A", "total": "100.00"}, key="theirs")
    assert code(theirs) == ("CONFLICT", "ALREADY_RECORDED")


@pytest.mark.parametrize("total", ["-1", "1.001"])
async def test_a_total_is_an_amount_of_money(shop: Shop, total: str) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")

    assert (await shop.amend(ann, "A", total)).outcome == "INVALID"


async def test_a_batch_equals_its_events_one_by_one(shop: Shop) -> None:
    """The order that is amended, and others before it, are not written yet."""
    await shop.rule("points_per_spend")
    await shop.rule("tier_multiplier", track="main", times={"gold": "3"})
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": condition})
    sent: list[tuple[str, dict[str, str]]] = [
        ("order.paid", {"orderId": "A", "total": "100.00"}),
        ("order.paid", {"orderId": "A", "total": "100.00"}),
        ("order.paid", {"orderId": "B", "total": "50.00"}),
        ("order.amended", {"orderId": "B", "amendmentId": "b1", "total": "60.00"}),
        ("order.refunded", {"orderId": "B", "refundId": "r1", "amount": "10.00"}),
        ("order.amended", {"orderId": "A", "amendmentId": "a1", "total": "120.00"}),
        ("order.amended", {"orderId": "B", "amendmentId": "b2", "total": "30.00"}),
    ]
    singly, together = await shop.member("m1"), await shop.member("m2")
    for number, (type_, data) in enumerate(sent):
        await shop.send(type_, singly, data, key=f"s{number}")
    mine = {"A": "A2", "B": "B2", "a1": "a2", "b1": "b12", "b2": "b22", "r1": "r2"}
    inputs = [
        EventInput(
            type_, {name: mine.get(value, value) for name, value in data.items()}, together, "shop", f"t{number}"
        )
        for number, (type_, data) in enumerate(sent)
    ]
    await record_events(shop.kernel, shop.owner, inputs)

    assert await shop.balance(singly) == await shop.balance(together) == "180"
    assert await totals(shop, singly) == await totals(shop, together)
    assert await shop.drifts() == []


async def test_a_simulation_says_what_an_amendment_would_move(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A")
    data = {"orderId": "A", "amendmentId": "a1", "total": "130.00"}

    (told,) = await record_events(
        shop.kernel, shop.owner, [EventInput("order.amended", data, ann, "shop", "a1")], simulate=True
    )

    assert (told.outcome, [change.amount for change in told.changes]) == ("SIMULATED", [30])
    assert await shop.balance(ann) == "100"


async def test_totals_that_nobody_kept_know_amendments(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "100.00", "A", items=[TEA, GIFT])
    await shop.amend(ann, "A", "125.00", items=[{**TEA, "amount": "85.00"}, GIFT])
    await shop.refund(ann, "125.00", "A")
    await shop.amend(ann, "A", "20.00", items=[{**TEA, "amount": "20.00"}])
    await shop.refund(ann, "5.00", "B", items=[{"sku": "t", "quantity": "1", "amount": "5.00"}])
    await shop.order(ann, "60.00", "B", items=[TEA])
    bob = await shop.member("bob")
    data = {"orderId": "B", "to": {"number": "bob"}}
    assert (await shop.send("order.moved", ann, data)).outcome == "RECORDED"

    condition = where("net_spend", "GTE", "1", category="tea")
    await save_tag(shop.kernel, shop.owner, {"code": "tea", "name": "Tea", "condition": condition})

    assert await totals(shop, ann, "order|category=tea") == (1, 2000, 0)
    assert await totals(shop, bob, "order|category=tea") == (1, 6000, 500)
    assert await verify(shop.kernel) == []


async def test_rules_see_earlier_orders_as_they_are_now(kernel: Kernel, shop: Shop) -> None:
    await enable_plugin(kernel, shop.owner, "sum_of_orders", {"sum_of_orders": {}})
    ann = await shop.member()
    await shop.order(ann, "100.00", "A")
    await shop.amend(ann, "A", "30.00")
    await shop.order(ann, "1.00", "B")
    assert await shop.balance(ann) == "30"
    await shop.refund(ann, "30.00", "A")
    await shop.order(ann, "1.00", "C")
    assert await shop.balance(ann) == "31"
    await shop.amend(ann, "A", "40.00")
    await shop.order(ann, "1.00", "D")
    assert await shop.balance(ann) == "73"
    assert await shop.drifts() == []
