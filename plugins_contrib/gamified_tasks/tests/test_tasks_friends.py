"""Referrals and the tasks that ask for them, through the services: what came to nothing does not count."""

import pytest
from test_tasks_services import claim, enable, referred, sound

from headless.services.kernel.lookups import Lookup
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant


async def counted(shop: Shop, member: Lookup) -> tuple[int, str | None]:
    """Return how many referrals a member has, and the tier that they bring."""
    state = await shop.state(member)
    return state.totals.lifetime("event:referral.joined").count, state.tier_code(None)


async def test_a_void_referral_counts_for_nobody_and_brings_no_tier(shop: Shop) -> None:
    await enable(shop)
    await shop.rule("upgrade_gift", gifts={"host": {"asset": "points", "amount": "7"}})
    one = {"test": {"metric": "referrals", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "host", "name": "Host", "rank": 1, "condition": one}, downgrade="TO_QUALIFIED")
    ann, bob, cat = [await shop.member(number) for number in ("ann", "bob", "cat")]
    await referred(shop, bob, "ann")

    void, good = await referred(shop, ann, "bob"), await referred(shop, cat, "bob")

    assert (["REFERRAL_VOID"], []) == (void[1], good[1])
    assert [(0, None), (1, "host"), (1, "host")] == [await counted(shop, member) for member in (ann, bob, cat)]
    assert ["0", "7", "7"] == [await shop.balance(member) for member in (ann, bob, cat)]
    assert await sound(shop)


async def test_a_referral_that_turns_out_void_with_the_friend_counts_no_more(shop: Shop) -> None:
    await enable(shop, referral={"new_for": "10d"})
    one = {"test": {"metric": "referrals", "window": "1y", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "host", "name": "Host", "rank": 1, "condition": one}, downgrade="TO_QUALIFIED")
    ann, cat, _ = [await shop.member(number) for number in ("ann", "cat", "bob")]
    shop.clock.set(instant("2026-07-01T12:00"))
    await shop.member("dan")

    await referred(shop, ann, "bob")
    await referred(shop, cat, "dan")
    await work_once(shop.kernel)

    assert [(0, None), (1, "host")] == [await counted(shop, ann), await counted(shop, cat)]
    assert await sound(shop)


async def test_referrals_of_the_past_are_counted_without_void_ones(shop: Shop) -> None:
    await enable(shop)
    ann, bob, _ = [await shop.member(number) for number in ("ann", "bob", "cat")]
    await referred(shop, bob, "ann")
    await referred(shop, ann, "bob")

    one = {"test": {"metric": "referrals", "op": "GTE", "value": 1}}
    await shop.ladder({"code": "host", "name": "Host", "rank": 1, "condition": one}, downgrade="TO_QUALIFIED")
    await work_once(shop.kernel)

    assert [0, 1] == [(await counted(shop, member))[0] for member in (ann, bob)]
    assert [] == await verify(shop.kernel)


@pytest.mark.parametrize("on_refund", ["TAKE_BACK", "KEEP"])
@pytest.mark.parametrize("claimed", [True, False])
async def test_a_task_of_friends_goes_with_the_order_of_the_friend(shop: Shop, on_refund: str, claimed: bool) -> None:
    goal = {
        "test": {"metric": "events", "op": "GTE", "value": 1, "args": {"type": "gamified_tasks.referral_succeeded"}}
    }
    tree = {"goals": {"refer": goal}, "tasks": {"refer": {"amount": "40"}}, "on_refund": on_refund, "claimed": claimed}
    await enable(shop, growth_tree=tree)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await referred(shop, ann, "bob")
    await shop.order(bob, "10", "o1")
    await work_once(shop.kernel)
    if claimed:
        assert "RECORDED" == await claim(shop, ann, "refer")
    assert "540" == await shop.balance(ann)

    await shop.refund(bob, "10", "o1")
    await work_once(shop.kernel)

    kept = on_refund == "KEEP"
    assert ("40" if kept else "0") == await shop.balance(ann)
    assert ("ALREADY_CLAIMED" if kept else "TASK_NOT_DONE") == await claim(shop, ann, "refer")
    await shop.order(bob, "10", "o2")
    await work_once(shop.kernel)
    if claimed and not kept:
        assert "RECORDED" == await claim(shop, ann, "refer")
    assert "540" == await shop.balance(ann)
    assert await sound(shop)


async def test_a_task_of_two_friends_says_how_many_are_missing(shop: Shop) -> None:
    goal = {
        "test": {"metric": "events", "op": "GTE", "value": 2, "args": {"type": "gamified_tasks.referral_succeeded"}}
    }
    await enable(shop, growth_tree={"goals": {"refer": goal}, "tasks": {"refer": {"amount": "40"}}})
    ann = await shop.member("ann")
    for friend in ("bob", "cat"):
        await shop.member(friend)
        await referred(shop, ann, friend)
        await shop.order(Lookup("number", friend), "10", f"of-{friend}")
    await work_once(shop.kernel)
    await shop.refund(Lookup("number", "bob"), "10", "of-bob")
    await work_once(shop.kernel)

    refused = await shop.send("gamified_tasks.claim", ann, {"task": "refer"})

    assert refused.problem is not None
    assert ("TASK_NOT_DONE", "0.5000") == (refused.problem.code, refused.problem.data["data"]["progress"])
    assert "refer is not done yet: bring new members who order: 1 more" == refused.problem.message
