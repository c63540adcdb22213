"""Through the services, on both databases: codes at once, welcome packs, renewals by the job, the statuses as metrics."""

import asyncio
from typing import Any

import pytest
from paid_club import CLUB, MONTHLY, PACK, PLUS, make_code, open_club, pass_time

from headless.services.lives.merging import merge_members
from headless.services.members.benefits import use_benefit
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop


async def ask(shop: Shop, what: str, member: Any, on: str | None = None, **data: Any) -> Any:
    return await shop.send(f"subscription.{what}", member, data, on)


async def events(shop: Shop, type_: str) -> list[Any]:
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(
            "SELECT data FROM event WHERE type = $1 AND status = 0 ORDER BY id", f"subscription.{type_}"
        )
        return [row[0] for row in rows]


async def coupons(shop: Shop, kind: str = "fresh") -> list[int]:
    """Return the statuses of a kind's coupons: 0 open, 2 used, 3 taken back."""
    sql = "SELECT c.status FROM coupon c WHERE c.kind_id = (SELECT max(id) FROM coupon_kind WHERE code = $1) ORDER BY c.id"
    async with shop.kernel.db.read() as session:
        return [row[0] for row in await session.fetch(sql, kind)]


async def test_s7_one_code_twice_at_once_makes_one_membership_and_one_typed_refusal(shop: Shop) -> None:
    await open_club(shop, PLUS)
    first, second = await shop.member("m1"), await shop.member("m2")
    code = await make_code(shop)

    done = await asyncio.gather(
        ask(shop, "code_redeemed", first, code=code), ask(shop, "code_redeemed", second, code=code)
    )

    assert ["RECORDED", "REFUSED"] == sorted(result.outcome for result in done)
    refusal = next(result.problem for result in done if result.outcome == "REFUSED")
    assert refusal.code in ("CODE_USED", "COUPON_USED")
    assert ["plus"] == [tier for tier in (await shop.tier(first), await shop.tier(second)) if tier is not None]
    assert [2] == await coupons(shop, "plus_card")


async def test_s7_the_same_member_twice_at_once(shop: Shop) -> None:
    await open_club(shop, PLUS)
    member, code = await shop.member(), await make_code(shop)

    done = await asyncio.gather(*(ask(shop, "code_redeemed", member, code=code) for _ in range(2)))

    assert ["RECORDED", "REFUSED"] == sorted(result.outcome for result in done)
    assert "CODE_USED" == next(result.problem.code for result in done if result.problem is not None)


async def test_odd_codes_are_refused_by_a_code(shop: Shop) -> None:
    await open_club(shop, PLUS)
    member, fresh = await shop.member(), await make_code(shop, "fresh")

    unknown = await ask(shop, "code_redeemed", member, code="NOSUCHCODE123")
    wrong = await ask(shop, "code_redeemed", member, code=fresh)

    assert ("UNKNOWN_CODE", "NO_PLAN_FOR_CODE") == (unknown.problem.code, wrong.problem.code)
    assert [0] == await coupons(shop)


async def test_pd8_the_welcome_pack_is_given_once_and_taken_back_with_the_fee(shop: Shop) -> None:
    await open_club(shop, PLUS)
    member = await shop.member()

    await ask(shop, "paid", member, paymentId="p1", amount="149", plan="plus")

    assert ("plus", "500", [0, 0]) == (await shop.tier(member), await shop.balance(member), await coupons(shop))
    await ask(shop, "refunded", member, refundId="r1", paymentId="p1", amount="149")
    assert (None, "0", [3, 3]) == (await shop.tier(member), await shop.balance(member), await coupons(shop))
    await ask(shop, "paid", member, paymentId="p2", amount="149", plan="plus")
    assert ("plus", "0", [3, 3]) == (await shop.tier(member), await shop.balance(member), await coupons(shop))
    assert [] == await verify(shop.kernel, "tea")


@pytest.mark.parametrize(("spent", "balance"), [("KEPT", "40"), ("OWED", "-160")])
async def test_what_was_spent_of_the_pack_is_owed_only_if_the_setting_says_so(
    shop: Shop, spent: str, balance: str
) -> None:
    await open_club(shop, {**PLUS, "welcome": {**PACK, "spent": spent}})
    member = await shop.member()
    await ask(shop, "paid", member, paymentId="p1", amount="149", plan="plus")
    await shop.spend(member, "points", "200")
    await shop.grant(member, "points", "40")
    used = await use_benefit(shop.kernel, shop.owner, member, "returns", "u1")
    assert used.problem is None

    await ask(shop, "refunded", member, refundId="r1", paymentId="p1", amount="149")

    assert (None, balance, [3, 3]) == (await shop.tier(member), await shop.balance(member), await coupons(shop))
    again = await use_benefit(shop.kernel, shop.owner, member, "returns", "u2")
    assert again.problem is not None
    assert [] == await shop.drifts()


async def test_the_pack_of_a_period_goes_back_with_its_period(shop: Shop) -> None:
    pack = {"assets": [{"asset": "points", "amount": "50"}], "every": "PERIOD"}
    await open_club(shop, {**MONTHLY, "welcome": pack})
    member = await shop.member()
    for number in ("p1", "p2", "p3"):
        await ask(shop, "paid", member, paymentId=number, amount="15", plan="monthly")
    assert "150" == await shop.balance(member)
    await shop.spend(member, "points", "60")

    balances = []
    for refund, payment, amount in ("r1", "p3", "5"), ("r2", "p3", "10"), ("r3", "p2", "15"), ("r4", "p1", "15"):
        await ask(shop, "refunded", member, refundId=refund, paymentId=payment, amount=amount)
        balances.append((await shop.balance(member), await shop.tier(member)))

    # The first pack is spent, and 10 of the second.
    assert [("90", "plus"), ("40", "plus"), ("0", "plus"), ("0", None)] == balances
    assert [] == await shop.drifts()


async def test_a_trial_brings_no_pack_and_the_payment_after_it_does(shop: Shop) -> None:
    await open_club(shop, PLUS)
    member = await shop.member()
    await ask(shop, "trial_started", member, plan="plus")
    assert "0" == await shop.balance(member)

    await ask(shop, "paid", member, paymentId="p1", amount="149", plan="plus")

    assert "500" == await shop.balance(member)


async def test_s5_by_the_worker_a_trial_is_over_on_2_march(shop: Shop) -> None:
    await open_club(shop, PLUS)
    member = await shop.member()
    await ask(shop, "trial_started", member, plan="plus")

    await pass_time(shop, "2026-03-01T23:59")
    assert "plus" == await shop.tier(member)
    await pass_time(shop, "2026-03-02T00:01")

    assert None is await shop.tier(member)
    assert 1 == len(await events(shop, "expired"))


async def test_renewals_are_asked_for_by_the_job_once_and_grace_keeps_the_tier(shop: Shop) -> None:
    await open_club(shop, MONTHLY, grace="7d")
    member, other = await shop.member("m1"), await shop.member("m2")
    for payer, payment in ((member, "p1"), (other, "p2")):
        await ask(shop, "paid", payer, paymentId=payment, amount="15", plan="monthly")
    await ask(shop, "cancelled", other)

    for day in ("2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01"):
        await pass_time(shop, f"{day}T00:30")

    assert 1 == len(await events(shop, "renewal_due"))
    assert ("plus", None) == (await shop.tier(member), await shop.tier(other))
    await ask(shop, "paid", member, paymentId="p3", amount="15")
    assert (await shop.state(member)).memory["plugin:paid_tiers"]["membership"]["spans"][-1]["end"] == "2026-03-31"


async def test_what_is_suspended_is_reviewed_and_given_up(shop: Shop) -> None:
    await open_club(shop, MONTHLY, suspended="3d")
    member = await shop.member()
    await ask(shop, "paid", member, paymentId="p1", amount="15", plan="monthly")

    for day in range(1, 8):
        await pass_time(shop, f"2026-03-0{day}T00:30")

    assert (1, 1) == (len(await events(shop, "suspended")), len(await events(shop, "expired")))
    assert None is await shop.tier(member)
    assert [] == await verify(shop.kernel, "tea")


async def test_ten_times_points_through_the_services(shop: Shop) -> None:
    await open_club(shop, CLUB, PLUS)
    await shop.rule("points_per_spend")
    member = await shop.member()
    await ask(shop, "paid", member, paymentId="p1", amount="149", plan="plus")

    await shop.order(member, "10.00")

    assert "600" == await shop.balance(member)


async def test_a_month_of_memberships_is_decided_again_as_it_was(shop: Shop) -> None:
    await open_club(shop, MONTHLY, PLUS, grace="7d", suspended="3d")
    await shop.rule("points_per_spend")
    tries, pays, redeems = [await shop.member(number) for number in ("m1", "m2", "m3")]
    await ask(shop, "trial_started", tries, plan="plus")
    await ask(shop, "paid", pays, paymentId="p1", amount="15", plan="monthly")
    await ask(shop, "code_redeemed", redeems, code=await make_code(shop))
    await shop.order(redeems, "10.00")
    for day in ("2026-02-27", "2026-02-28"):
        await pass_time(shop, f"{day}T00:30")
    await ask(shop, "payment_failed", pays)
    for day in ("2026-03-02", "2026-03-07", "2026-03-08", "2026-03-10", "2026-03-11"):
        await pass_time(shop, f"{day}T00:30")

    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)

    assert [None, None, "plus"] == [await shop.tier(member) for member in (tries, pays, redeems)]
    assert [] == [difference async for difference in differences(shop.kernel, merchant)]
    assert [] == await verify(shop.kernel, "tea")


async def test_enabled_without_plans_it_harms_nobody(shop: Shop) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "paid_tiers")
    member = await shop.member()

    done = await ask(shop, "paid", member, paymentId="p1", amount="149", plan="plus")
    await pass_time(shop, "2026-02-02T00:30")

    assert (None, "RECORDED", None) == (saved.problem, done.outcome, await shop.tier(member))


@pytest.mark.parametrize(
    ("mine", "theirs", "tiers"),
    [
        ("monthly", "monthly", ["plus", "plus", None]), ("monthly", "club", ["club", "club", "plus"]),
        (None, "monthly", ["plus", None, None]), ("monthly", None, ["plus", None, None]),
    ],
)  # fmt: skip
async def test_paid_time_of_merged_members_is_added_the_higher_plan_first(
    shop: Shop, mine: str | None, theirs: str | None, tiers: list[str | None]
) -> None:
    await open_club(shop, MONTHLY, CLUB)
    ann, bob = await shop.member("ann"), await shop.member("bob")
    for member, plan in ((ann, mine), (bob, theirs)):
        if plan is not None:
            amount = {"monthly": "15", "club": "260"}[plan]
            await ask(shop, "paid", member, paymentId=f"p-{member.value}", amount=amount, plan=plan)
    assert (await merge_members(shop.kernel, shop.owner, bob, ann, "m1")).problem is None

    seen = [await shop.tier(ann)]
    start = shop.clock.now_us()
    for days in (45, 380):
        for day in (days - 40, days - 15, days):
            shop.clock.set(start + day * 86_400_000_000)
            await work_once(shop.kernel)
        seen.append(await shop.tier(ann))

    assert tiers == seen
    assert [] == await verify(shop.kernel)
