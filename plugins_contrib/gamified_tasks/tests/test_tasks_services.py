"""Through the services, on both databases: the golden scenarios, many at once, and nothing drifts."""

import asyncio
from typing import Any

import pytest

from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.lives.merging import merge_members
from headless.services.members.benefits import save_benefit, use_benefit
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant

NOBODY = {"any": []}


async def enable(shop: Shop, **settings: Any) -> None:
    """Enable the plugin with these settings by rule id."""
    saved = await enable_plugin(shop.kernel, shop.owner, "gamified_tasks", settings)
    assert saved.problem is None, saved.problem


async def benefit(shop: Shop, code: str, **more: Any) -> None:
    document = {"code": code, "name": code, "value": "SERVICE", **more}
    assert (await save_benefit(shop.kernel, shop.owner, document)).problem is None


async def pass_time(shop: Shop, to: str) -> None:
    """Move the clock on, and let the worker do all that is due."""
    shop.clock.set(instant(to))
    await work_once(shop.kernel)


async def claim(shop: Shop, member: Lookup, task: str) -> str:
    """Claim a reward. Return RECORDED, or the code of the refusal."""
    done = await shop.send("gamified_tasks.claim", member, {"task": task})
    return done.problem.code if done.problem is not None else done.outcome


async def uses(shop: Shop, member: Lookup, *keys: str) -> list[str | None]:
    """Use free delivery. Return the code of each refusal, or None."""
    done = [await use_benefit(shop.kernel, shop.owner, member, "free_delivery", key) for key in keys]
    return [result.problem.code if result.problem is not None else None for result in done]


async def sound(shop: Shop) -> bool:
    """Return True if nothing drifts, and the same rules decide the same again."""
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    again = [difference async for difference in differences(shop.kernel, merchant)]
    return (await verify(shop.kernel), again) == ([], [])


async def test_s10_the_growth_tree_grows_in_its_order(shop: Shop) -> None:
    await enable(shop)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await shop.send("referral.joined", ann, {"referred": {"number": "bob"}})
    await work_once(shop.kernel)
    await shop.order(bob, "10")
    await work_once(shop.kernel)

    refused = await shop.send("gamified_tasks.claim", ann, {"task": "refer_a_friend"})

    assert refused.problem is not None
    assert ("TASK_LOCKED", ["first_order", "three_months"]) == (
        refused.problem.code, refused.problem.data["data"]["missing"],
    )  # fmt: skip
    for to in ("2026-01-20T12:00", "2026-02-20T12:00", "2026-03-20T12:00"):
        await pass_time(shop, to)
        await shop.order(ann, "10")
    assert ["RECORDED"] * 3 == [
        await claim(shop, ann, task) for task in ("refer_a_friend", "three_months", "first_order")
    ]
    assert ("1250", True) == (await shop.balance(ann), await sound(shop))


async def test_s10_a_month_left_out_leaves_the_advanced_task_open(shop: Shop) -> None:
    await enable(shop)
    ann = await shop.member("ann")
    for to in ("2026-01-20T12:00", "2026-03-20T12:00", "2026-04-20T12:00"):
        await pass_time(shop, to)
        await shop.order(ann, "10")

    assert ["TASK_NOT_DONE", "TASK_LOCKED"] == [
        await claim(shop, ann, task) for task in ("three_months", "refer_a_friend")
    ]


async def test_orders_from_before_the_plugin_count(shop: Shop) -> None:
    ann = await shop.member("ann")
    await shop.order(ann, "10")
    await enable(shop)

    assert ["RECORDED", "ALREADY_CLAIMED"] == [await claim(shop, ann, "first_order") for _ in range(2)]
    assert "50" == await shop.balance(ann)


async def test_many_claims_at_once_pay_once(shop: Shop) -> None:
    await enable(shop)
    ann = await shop.member("ann")
    await shop.order(ann, "10")

    done = await asyncio.gather(*(claim(shop, ann, "first_order") for _ in range(8)))

    assert ["ALREADY_CLAIMED"] * 7 + ["RECORDED"] == sorted(done)
    assert "50" == await shop.balance(ann)


async def test_s12_three_in_a_row_one_refunded_and_never_twice(shop: Shop) -> None:
    await benefit(shop, "free_delivery", condition=NOBODY)
    await enable(shop, order_streak={"benefit": "free_delivery"})
    ann = await shop.member("ann")
    for number in ("o1", "o2", "o3"):
        await shop.order(ann, "30", number)
    await shop.refund(ann, "30", "o2")
    assert ["NOT_ELIGIBLE"] == await uses(shop, ann, "u1")

    for number in ("o4", "o5", "o6"):
        await shop.order(ann, "30", number)

    first, second = await uses(shop, ann, "u2", "u3")
    assert (True, False) == (first is None, second is None)
    assert await sound(shop)


async def test_s12_under_keep_it_stays(shop: Shop) -> None:
    await benefit(shop, "free_delivery", condition=NOBODY)
    await enable(shop, order_streak={"benefit": "free_delivery", "on_refund": "KEEP"})
    ann = await shop.member("ann")
    for number in ("o1", "o2", "o3"):
        await shop.order(ann, "30", number)
    await shop.refund(ann, "30", "o3")

    first, second = await uses(shop, ann, "u1", "u2")
    assert (True, False) == (first is None, second is None)


async def test_s16_the_first_review_counts_and_the_same_words_again_do_not(shop: Shop) -> None:
    await enable(shop)
    ann = await shop.member("ann")
    for number in ("o1", "o2", "o3"):
        await shop.order(ann, "30", number)

    about = [{"orderId": number} for number in ("o1", "o2", "o3")]
    words = {"text": "好好好,非常好,下次还买!!!"}
    done = [await shop.send("review.posted", ann, {**words, **order}) for order in (*about, {})]

    codes = [result.problem.code if result.problem else result.outcome for result in done]
    assert ["RECORDED", "DUPLICATE_TEXT", "DUPLICATE_TEXT", "ORDER_MISSING"] == codes
    assert "10" == await shop.balance(ann)


async def test_a_second_check_in_of_the_day_is_the_same_and_tomorrow_brings_more(shop: Shop) -> None:
    await enable(shop)
    ann = await shop.member("ann")
    assert ["RECORDED", "DUPLICATE"] == [(await shop.send("checkin", ann, {})).outcome for _ in range(2)]

    await pass_time(shop, "2026-01-06T00:00")
    await shop.send("checkin", ann, {})

    assert "3" == await shop.balance(ann)


async def test_beans_for_the_first_three_of_eight(shop: Shop) -> None:
    await benefit(shop, "beans", condition=NOBODY, stock=3)
    await enable(shop, limited_grab={"grabs": {"beans": {"amount": "50", "stock": "beans"}}})
    members = [await shop.member(f"m{number}") for number in range(8)]

    done = await asyncio.gather(*(shop.send("gamified_tasks.grab", member, {"grab": "beans"}) for member in members))

    codes = sorted(result.problem.code if result.problem else result.outcome for result in done)
    assert ["EXHAUSTED"] * 5 + ["RECORDED"] * 3 == codes
    assert ["0"] * 5 + ["50"] * 3 == sorted([await shop.balance(member) for member in members])
    assert await sound(shop)


async def test_a_referral_is_paid_to_both_on_success_and_taken_back_with_the_order(shop: Shop) -> None:
    await enable(shop)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    await shop.send("referral.joined", ann, {"referred": {"number": "bob"}})
    await shop.send("referral.joined", ann, {"referred": {"number": "ann"}})
    await work_once(shop.kernel)
    assert ("0", "0") == (await shop.balance(ann), await shop.balance(bob))

    await shop.order(bob, "10", "o1")
    await work_once(shop.kernel)
    await work_once(shop.kernel)
    assert ("500", "100") == (await shop.balance(ann), await shop.balance(bob))

    await shop.refund(bob, "10", "o1")
    await work_once(shop.kernel)
    assert ("0", "0", True) == (await shop.balance(ann), await shop.balance(bob), await sound(shop))


async def test_a_goal_that_cannot_be_read_is_not_saved(shop: Shop) -> None:
    goals = {"a": {"test": {"metric": "nonsense", "op": "GTE", "value": 1}}}
    settings = {"growth_tree": {"goals": goals, "tasks": {"a": {"amount": 5}}}}

    saved = await enable_plugin(shop.kernel, shop.owner, "gamified_tasks", settings)

    assert saved.problem is not None
    assert ("INVALID_CONDITION", ("settings", "growth_tree")) == (saved.problem.code, saved.problem.path[:2])
    assert "there is no metric 'nonsense'" in saved.problem.message


async def test_tasks_count_towards_a_tier(shop: Shop) -> None:
    silver = {"test": {"metric": "earned", "op": "GTE", "value": "15", "args": {"asset": "growth"}}}
    await shop.ladder({"code": "silver", "name": "Silver", "rank": 1, "condition": silver})
    did = {"metric": "events", "op": "GTE", "value": 1}
    goals = {
        "hello": {"test": {**did, "args": {"type": "checkin"}}},
        "log_in": {"test": {**did, "args": {"type": "login"}}},
    }
    tasks = {"hello": {"asset": "growth", "amount": "5"}, "log_in": {"asset": "growth", "amount": "10"}}
    tree = {"goals": goals, "tasks": tasks, "claimed": False}
    await enable(shop, growth_tree=tree)
    ann = await shop.member("ann")

    await shop.send("checkin", ann, {})
    assert None is await shop.tier(ann)
    await shop.send("login", ann, {})

    assert "silver" == await shop.tier(ann)


async def test_a_medal_of_a_category_opens_its_benefits(shop: Shop) -> None:
    assert (await save_tag(shop.kernel, shop.owner, {"code": "tea_lover", "name": "Tea lover"})).problem is None
    wears_it = {"test": {"metric": "tag", "op": "CONTAINS", "value": "tea_lover"}}
    await benefit(shop, "tasting", condition=wears_it, quota=1)
    goal = {"test": {"metric": "net_spend", "op": "GTE", "value": "100", "args": {"category": "tea"}}}
    await enable(shop, category_medals={"goals": {"tea_lover": goal}, "medals": {"tea_lover": {}}})
    ann = await shop.member("ann")
    early = await use_benefit(shop.kernel, shop.owner, ann, "tasting", "u1")
    await shop.order(ann, "100", items=[{"sku": "t", "category": "tea", "quantity": "1", "amount": "100"}])

    used = await use_benefit(shop.kernel, shop.owner, ann, "tasting", "u2")

    assert early.problem is not None
    assert ("NOT_ELIGIBLE", None) == (early.problem.code, used.problem)


ROW = {"orders": 2, "amount": "50"}
FIRST = {"goals": {"first_order": {"test": {"metric": "orders", "op": "GTE", "value": 1}}},
         "tasks": {"first_order": {"amount": "50"}}, "claimed": False}  # fmt: skip
MEDAL = {"goals": {"buyer": {"test": {"metric": "orders", "op": "GTE", "value": 1}}},
         "medals": {"buyer": {"amount": "50", "lost": True}}}  # fmt: skip


async def brought(shop: Shop, member: Lookup, rule: str) -> None:
    """Let a rule give 50 points whose cause is the order `last`."""
    if rule == "referral":
        friend = await shop.member("friend")
        await shop.send("referral.joined", friend, {"referred": {"number": "ann"}})
        await work_once(shop.kernel)
    if rule == "order_streak":
        await shop.order(member, "10", "before")
    await shop.order(member, "10", "last")
    if rule == "review_points":
        assert (await shop.send("review.posted", member, {"orderId": "last", "text": "lovely"})).outcome == "RECORDED"


@pytest.mark.parametrize(("spent", "balance"), [("KEPT", "7"), ("OWED", "-23")])
@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        ("order_streak", ROW),
        ("growth_tree", FIRST),
        ("category_medals", MEDAL),
        ("referral", {"referred": "50"}),
        ("review_points", {"review": "50"}),
    ],
)
async def test_the_unused_part_of_a_reward_goes_back_with_its_order(
    shop: Shop, rule: str, settings: dict[str, Any], spent: str, balance: str
) -> None:
    tag = await save_tag(shop.kernel, shop.owner, {"code": "buyer", "name": "Buyer"})
    assert tag.problem is None
    await enable(shop, **{rule: {**settings, "spent": spent}})
    member = await shop.member("ann")
    await brought(shop, member, rule)
    assert "50" == await shop.balance(member)
    await shop.spend(member, "points", "30")
    await shop.grant(member, "points", "7")

    await shop.refund(member, "10", "last")

    assert balance == await shop.balance(member)
    assert await sound(shop)


async def referred(shop: Shop, by: Lookup, number: str) -> tuple[str, list[str]]:
    """Tell of a referral, and let the worker pass it on. Return the outcome, and what the sender is told."""
    sent = await shop.send("referral.joined", by, {"referred": {"number": number}})
    await work_once(shop.kernel)
    return sent.outcome, [problem.code for problem in sent.problems]


async def test_a_void_referral_does_not_stand_in_the_way_of_a_good_one(shop: Shop) -> None:
    await enable(shop)
    ann, bob, cat = [await shop.member(number) for number in ("ann", "bob", "cat")]
    assert ("RECORDED", []) == await referred(shop, bob, "ann")

    void = await referred(shop, ann, "bob")
    good = await referred(shop, cat, "bob")
    late = await referred(shop, ann, "bob")

    assert ("RECORDED", ["REFERRAL_VOID"]) == void
    assert ("RECORDED", []) == good
    assert ("CONFLICT", ["ALREADY_RECORDED"]) == late
    await shop.order(bob, "20", "o1")
    await work_once(shop.kernel)
    assert ("500", "0") == (await shop.balance(cat), await shop.balance(ann))
    assert await sound(shop)


async def test_a_referral_of_one_who_is_not_new_leaves_the_member_to_others(shop: Shop) -> None:
    await enable(shop, referral={"new_for": "10d"})
    ann, cat, _ = [await shop.member(number) for number in ("ann", "cat", "bob")]
    shop.clock.set(instant("2026-07-01T12:00"))

    first, second = await referred(shop, ann, "bob"), await referred(shop, cat, "bob")

    assert [("RECORDED", []), ("RECORDED", [])] == [first, second]


async def test_rows_of_merged_members_are_joined(shop: Shop) -> None:
    await enable(shop, order_streak={"orders": 4, "amount": "50"})
    ann, bob = await shop.member("ann"), await shop.member("bob")
    for member, number in ((ann, "a1"), (bob, "b1"), (bob, "b2")):
        await shop.order(member, "10", number)
    assert (await merge_members(shop.kernel, shop.owner, bob, ann, "m1")).problem is None

    await shop.order(bob, "10", "b3")

    assert "50" == await shop.balance(ann)
    await shop.refund(ann, "10", "b1")
    assert "0" == await shop.balance(ann)
    assert await sound(shop)
