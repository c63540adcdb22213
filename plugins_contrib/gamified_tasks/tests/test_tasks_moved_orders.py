"""An order that goes to another member takes along what it did for the first: tasks, rows, referrals, medals, reviews."""

from collections.abc import Mapping
from typing import Any

from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.services.shop import Shop

NO_TASKS: Mapping[str, Any] = {"goals": {}, "tasks": {}}


async def playing(shop: Shop, **settings: Any) -> list[Lookup]:
    """Let three members play: ann, bob and cat."""
    tree = {"growth_tree": {"claimed": False}}
    saved = await enable_plugin(shop.kernel, shop.owner, "gamified_tasks", {**tree, **settings})
    assert saved.problem is None, saved.problem
    return [await shop.member(number) for number in ("ann", "bob", "cat")]


async def move(shop: Shop, order: str, member: Lookup, to: Lookup) -> None:
    moved = await shop.send("order.moved", member, {"orderId": order, "to": {to.kind: to.value}})
    assert moved.outcome == "RECORDED", moved.problem
    await work_once(shop.kernel)


async def test_a_task_goes_with_the_order_that_it_stood_on(shop: Shop) -> None:
    ann, bob, _ = await playing(shop)
    await shop.order(ann, "10", "o1")

    await move(shop, "o1", ann, bob)

    assert ("0", "50") == (await shop.balance(ann), await shop.balance(bob))
    assert [] == await shop.drifts()
    await shop.order(ann, "10", "o2")
    assert "50" == await shop.balance(ann)


async def test_a_referral_is_withdrawn_with_the_order_that_made_it_succeed(shop: Shop) -> None:
    ann, bob, cat = await playing(shop, growth_tree=NO_TASKS, referral={})
    await shop.send("referral.joined", ann, {"referred": {"number": "bob"}})
    await work_once(shop.kernel)
    await shop.order(bob, "10", "o1")
    await work_once(shop.kernel)
    assert ("500", "100") == (await shop.balance(ann), await shop.balance(bob))

    await move(shop, "o1", bob, cat)

    assert ["0", "0", "0"] == [await shop.balance(member) for member in (ann, bob, cat)]
    await shop.order(bob, "10", "o2")
    await work_once(shop.kernel)
    assert ("500", "100") == (await shop.balance(ann), await shop.balance(bob))
    assert [] == await shop.drifts()


async def test_an_order_that_left_counts_in_no_row(shop: Shop) -> None:
    ann, bob, _ = await playing(shop, growth_tree=NO_TASKS, order_streak={"orders": 2, "amount": "70"})
    await shop.order(ann, "10", "o1")
    await move(shop, "o1", ann, bob)

    await shop.order(ann, "10", "o2")
    assert "0" == await shop.balance(ann)
    await shop.order(ann, "10", "o3")
    assert "70" == await shop.balance(ann)
    await move(shop, "o2", ann, bob)

    assert ("0", "70") == (await shop.balance(ann), await shop.balance(bob))
    assert [] == await shop.drifts()


async def test_a_medal_and_the_points_of_a_review_go_with_their_order(shop: Shop) -> None:
    goal = {"test": {"metric": "net_spend", "op": "GTE", "value": "10"}}
    assert (await save_tag(shop.kernel, shop.owner, {"code": "gourmet", "name": "Gourmet"})).problem is None
    medals = {"goals": {"gourmet": goal}, "medals": {"gourmet": {"amount": "5", "lost": True}}}
    ann, bob, _ = await playing(shop, growth_tree=NO_TASKS, category_medals=medals, review_points={"review": "7"})
    await shop.order(ann, "10", "o1")
    await shop.send("review.posted", ann, {"orderId": "o1", "text": "Well brewed and well worth its price."})
    assert "12" == await shop.balance(ann)

    await move(shop, "o1", ann, bob)

    assert ("0", "5") == (await shop.balance(ann), await shop.balance(bob))
    assert (0, 1) == (len((await shop.state(ann)).tag_codes), len((await shop.state(bob)).tag_codes))
    assert [] == await shop.drifts()
