"""A rule that failed on a refund sees the refund's order when it is tried again, as it would have seen it then."""

from typing import Any

import pytest

from headless.plugins import Boost, Earn, Reclaim
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.plugins.hostile.rules import plugin
from tests.services.shop import Shop


async def open_for_trouble(shop: Shop) -> Any:
    saved = await enable_plugin(shop.kernel, shop.owner, "trouble")
    assert saved.problem is None, saved.problem
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "100", "A")
    await shop.order(member, "500", "B")
    return member


@pytest.mark.parametrize(("order", "left"), [("A", "560"), (None, "520")])
async def test_a_rule_that_reclaims_for_unlinked_refunds_leaves_a_linked_one_alone(
    install: Any, order: str | None, left: str
) -> None:
    broken = [True]

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return ctx.skip("of an order") if ctx.origin is not None else [Reclaim("points", ctx.event.data.amount)]

    async with install(trouble=plugin(evaluate, on=("order.refunded",))) as shop:
        member = await open_for_trouble(shop)
        await shop.refund(member, "40", order)
        assert "560" == await shop.balance(member)

        broken.clear()
        await work_once(shop.kernel)

        assert left == await shop.balance(member)
        assert [] == await shop.drifts()


@pytest.mark.parametrize(("order", "left"), [("A", "560"), (None, "520")])
async def test_what_a_failing_boost_withheld_of_a_refund_is_settled_with_its_order_in_sight(
    install: Any, order: str | None, left: str
) -> None:
    broken = [True]

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return [Boost("points", 2)]

    async with install(trouble=plugin(evaluate, stage="boost", on=("order.refunded",))) as shop:
        member = await open_for_trouble(shop)
        await shop.refund(member, "40", order)

        broken.clear()
        await work_once(shop.kernel)

        assert left == await shop.balance(member)


async def test_the_refunded_share_is_that_of_then_and_counts_the_refund_once(install: Any) -> None:
    broken, seen = [True], []

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        seen.append(ctx.origin.refunded)
        return []

    async with install(trouble=plugin(evaluate, on=("order.refunded",))) as shop:
        member = await open_for_trouble(shop)
        await shop.refund(member, "10", "A")
        await shop.refund(member, "20", "A")
        await shop.refund(member, "40", "A")

        broken.clear()
        for _ in range(3):
            await work_once(shop.kernel)

        assert ["0.1", "0.3", "0.7"] == sorted(str(share) for share in seen)


@pytest.mark.parametrize(("total", "left"), [("50", "50"), ("300", "300")])
async def test_a_rule_that_failed_is_tried_again_with_the_order_as_it_is(install: Any, total: str, left: str) -> None:
    broken = [True]

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return [Earn("points", ctx.event.data.total)]

    async with install(trouble=plugin(evaluate)) as shop:
        await enable_plugin(shop.kernel, shop.owner, "trouble")
        member = await shop.member()
        await shop.order(member, "100", "A")
        await shop.amend(member, "A", total)
        assert "0" == await shop.balance(member)

        broken.clear()
        for _ in range(2):
            await work_once(shop.kernel)
        assert left == await shop.balance(member)
        await shop.amend(member, "A", "80")
        assert "80" == await shop.balance(member)
        assert [] == await verify(shop.kernel)


async def test_what_an_amendment_gave_is_not_given_by_the_retry(install: Any) -> None:
    broken = [True]

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return [Earn("points", ctx.event.data.total)]

    async with install(trouble=plugin(evaluate)) as shop:
        await enable_plugin(shop.kernel, shop.owner, "trouble")
        member, other = await shop.member(), await shop.member("m2")
        await shop.order(member, "100", "A")
        await shop.order(member, "10", "B")
        broken.clear()
        await shop.amend(member, "A", "80")
        await shop.send("order.moved", member, {"orderId": "B", "to": {"number": "m2"}})
        assert ("80", "10") == (await shop.balance(member), await shop.balance(other))

        for _ in range(2):
            await work_once(shop.kernel)

        assert ("80", "10") == (await shop.balance(member), await shop.balance(other))
