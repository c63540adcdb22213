"""A rule that failed on a refund sees the refund's order when it is tried again, as it would have seen it then."""

from typing import Any

import pytest

from headless.plugins import Boost, Reclaim
from headless.services.plugin_admin.plugins import enable_plugin
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
