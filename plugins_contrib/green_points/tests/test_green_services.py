"""Through the services, on both databases: earned, offered by preference, redeemed while there are any."""

import asyncio
from typing import Any

from headless.ids import Prefix, encode
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.lives.merging import merge_members
from headless.services.members.benefits import save_benefit
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop

NOBODY = {"any": []}
SOAP = {"sku": "soap", "category": "sustainable", "quantity": "1", "amount": "30"}
PHONE = {"sku": "phone", "category": "electronics", "quantity": "1", "amount": "70"}
REWARDS = {"cup": {"price": "50", "stock": "cup"}, "tree": {"price": "20", "coupon": "tree"}}


async def enable(shop: Shop, **settings: Any) -> None:
    """Enable the plugin with three cups and one tree."""
    cup = {"code": "cup", "name": "Bamboo cup", "value": "ECONOMIC", "condition": NOBODY, "stock": 3}
    tree = {"code": "tree", "name": "A tree", "discount": {"gift": "A tree is planted"}, "stock": 1}
    assert (await save_benefit(shop.kernel, shop.owner, cup)).problem is None
    assert (await save_coupon_kind(shop.kernel, shop.owner, tree)).problem is None
    given = {"eco_rewards": {"rewards": REWARDS}, **settings}
    saved = await enable_plugin(shop.kernel, shop.owner, "green_points", given)
    assert saved.problem is None, saved.problem


def codes(done: Any) -> list[str]:
    return sorted(result.problem.code if result.problem else result.outcome for result in done)


async def test_it_brings_an_asset_of_its_own_and_earns_it(shop: Shop) -> None:
    await enable(shop)
    ann = await shop.member("ann")
    await shop.send("green_points.action", ann, {"action": "own_cup"})
    await shop.send("green_points.action", ann, {"action": "own_cup"})
    await shop.order(ann, "100", "o1", items=[SOAP, PHONE])
    assert "35" == await shop.balance(ann, "green")

    await shop.refund(ann, "30", "o1", items=[SOAP])

    assert "5" == await shop.balance(ann, "green")


async def test_three_cups_for_eight_members_at_once(shop: Shop) -> None:
    await enable(shop)
    members = [await shop.member(f"m{number}") for number in range(8)]
    for member in members:
        await shop.grant(member, "green", "60")

    done = await asyncio.gather(*(shop.send("green_points.redeem", member, {"reward": "cup"}) for member in members))

    assert ["EXHAUSTED"] * 5 + ["RECORDED"] * 3 == codes(done)
    assert ["10"] * 3 + ["60"] * 5 == sorted([await shop.balance(member, "green") for member in members])
    assert [] == await verify(shop.kernel)


async def test_one_tree_is_planted_once_and_who_has_too_little_pays_nothing(shop: Shop) -> None:
    await enable(shop)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await shop.grant(ann, "green", "40")

    done = [await shop.send("green_points.redeem", member, {"reward": "tree"}) for member in (bob, ann, ann)]

    assert ["INSUFFICIENT_BALANCE", "RECORDED", "EXHAUSTED"] == [codes([result])[0] for result in done]
    assert ("20", "0") == (await shop.balance(ann, "green"), await shop.balance(bob, "green"))


async def test_it_is_offered_by_preference(shop: Shop) -> None:
    likes = {"test": {"metric": "orders", "op": "GTE", "value": 1, "args": {"category": "sustainable"}}}
    assert (await save_tag(shop.kernel, shop.owner, {"code": "eco", "name": "Eco", "condition": likes})).problem is None
    await enable(shop, eco_actions={"tag": "eco"}, sustainable_products={"tag": "eco"})
    ann = await shop.member("ann")

    await shop.order(ann, "30", items=[SOAP])
    assert "0" == await shop.balance(ann, "green")
    await shop.order(ann, "30", items=[SOAP])

    assert "30" == await shop.balance(ann, "green")


async def test_disabled_it_decides_nothing_and_enabled_again_it_goes_on(shop: Shop) -> None:
    await enable(shop)
    ann = await shop.member("ann")
    await shop.order(ann, "30", items=[SOAP])
    await disable_plugin(shop.kernel, shop.owner, "green_points")
    await shop.order(ann, "30", items=[SOAP])
    refused = await shop.send("green_points.action", ann, {"action": "own_cup"})
    assert ("30", "PLUGIN_NOT_ENABLED") == (await shop.balance(ann, "green"), codes([refused])[0])

    assert (await enable_plugin(shop.kernel, shop.owner, "green_points")).problem is None
    await shop.order(ann, "30", items=[SOAP])

    assert "60" == await shop.balance(ann, "green")


async def test_deeds_of_a_merged_member_are_the_survivors(shop: Shop) -> None:
    await enable(shop)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    for member in (ann, bob):
        await shop.send("green_points.action", member, {"action": "own_cup"})
    await work_once(shop.kernel)
    assert (await merge_members(shop.kernel, shop.owner, bob, ann, "m1")).problem is None
    await work_once(shop.kernel)

    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT member_id FROM green_points_deed")
    assert [encode(Prefix.MEMBER, (await shop.state(ann)).id)] * 2 == [row["member_id"] for row in rows]
    assert [] == await verify(shop.kernel)
