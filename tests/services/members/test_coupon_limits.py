"""Coupons of which a member may have so many, that any member may name by a word, and that come back from cancelled orders."""

import asyncio
from collections import Counter
from datetime import date
from typing import Any

import pytest

from headless.clock import FixedClock
from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.services.intake.acceptance import Request
from headless.services.intake.events import EventInput, record_events, record_together
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.members.benefits import use_benefit
from headless.services.members.coupons import Codes, Coupons, issue_coupons, revoke_coupon
from headless.services.verifying.replaying import differences
from tests.services.members.giving import GivingPlugin, benefit, codes, coupon_kind, coupons, open_giving, stocks
from tests.services.shop import Shop, instant


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"giving": GivingPlugin()})


@pytest.fixture
async def giving(shop: Shop) -> Shop:
    """A shop whose rules give coupons."""
    await open_giving(shop)
    return shop


async def issue(shop: Shop, member: Lookup | None, kind: str, key: str, count: int = 1) -> Coupons:
    return await issue_coupons(shop.kernel, shop.owner, member, Codes(kind, count, None, key))


async def alone(shop: Shop, given: EventInput) -> Recorded:
    """In a transaction of its own, as from another process."""
    return (await record_together(shop.kernel, [Request(shop.owner, [given])]))[0][0]


async def ends(shop: Shop) -> list[str | None]:
    """The local days at whose start the coupons end, in order."""
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        zone = (await shop.kernel.programs.of(session, merchant)).zone
        rows = await session.fetch("SELECT expires_at FROM coupon ORDER BY id")
    days = [None if row["expires_at"] is None else zone.day_of(row["expires_at"]) for row in rows]
    return [None if day is None else date.fromordinal(day).isoformat() for day in days]


def code_of(*recorded: Any) -> list[str | None]:
    return [each.problem.code if each.problem else None for each in recorded]


async def sound(shop: Shop) -> None:
    """Everything stored follows from its history, and the history is decided the same again."""
    assert [] == await shop.drifts()
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    assert [] == [str(each) async for each in differences(shop.kernel, merchant)]


# ── so many a member


@pytest.mark.parametrize("together", [True, False])
async def test_fifty_at_once_for_one_member_give_as_many_as_a_member_may_have(giving: Shop, together: bool) -> None:
    await coupon_kind(giving, "free", perMember=2)
    member = await giving.member()
    if together:
        answers = await asyncio.gather(*(issue(giving, member, "free", f"k{at}") for at in range(50)))
        told = Counter(code_of(*answers))
    else:
        given = [EventInput("coupon.issued", {"kind": "free"}, member, "mutation", f"k{at}") for at in range(50)]
        results = await asyncio.gather(
            *(record_together(giving.kernel, [Request(giving.owner, [each], internal=True)]) for each in given)
        )
        told = Counter(code_of(*(result[0][0] for result in results)))

    assert {None: 2, "COUPON_LIMIT_REACHED": 48} == told
    assert [("free", "OPEN", None)] * 2 == await coupons(giving, member)
    await sound(giving)


async def test_a_coupon_that_was_taken_back_does_not_count(giving: Shop) -> None:
    await coupon_kind(giving, "free", perMember=1)
    member = await giving.member()
    first = await issue(giving, member, "free", "k1")
    refused = await issue(giving, member, "free", "k2")
    await revoke_coupon(giving.kernel, giving.owner, encode(Prefix.COUPON, first.ids[0]), "mistake", "k3")
    again = await issue(giving, member, "free", "k2")

    assert [None, "COUPON_LIMIT_REACHED", None] == code_of(first, refused, again)
    assert refused.problem is not None
    assert ("Exhausted", "0") == (refused.problem.form, refused.problem.data["left"])
    await sound(giving)


async def test_a_rule_that_would_give_too_many_gives_nothing_and_says_so(giving: Shop) -> None:
    await coupon_kind(giving, "ten", perMember=1)
    member = await giving.member()
    await giving.order(member, "150", "o1")
    second = await giving.order(member, "150", "o2")

    assert "RECORDED" == second.outcome
    assert [("ten", "OPEN", None)] == await coupons(giving, member)
    assert "10" == await giving.balance(member)
    assert "a member may have 1 in all" in str(second.document)
    await sound(giving)


async def test_leaflet_codes_count_when_a_member_uses_them(giving: Shop) -> None:
    await coupon_kind(giving, "free", perMember=1)
    member, other = await giving.member("m1"), await giving.member("m2")
    await issue(giving, None, "free", "k1", 4)
    first, second, third, fourth = await codes(giving)
    both = await giving.order(member, "50", "o0", coupons=[first, second])
    used = await giving.order(member, "50", "o1", coupons=[first])
    beyond = await giving.order(member, "50", "o2", coupons=[second])
    by_rule = await giving.send("gift.claimed", member, {"code": third})
    by_hand = await issue(giving, member, "free", "k2")
    others = await giving.order(other, "50", "o3", coupons=[second])

    assert ["COUPON_LIMIT_REACHED", None, *["COUPON_LIMIT_REACHED"] * 3, None] == code_of(
        both, used, beyond, by_rule, by_hand, others
    )
    assert ["USED", "USED", "OPEN", "OPEN"] == [state for _, state, _ in await coupons(giving)]
    assert fourth
    await sound(giving)


async def test_a_benefit_gives_no_more_than_a_member_may_have(giving: Shop) -> None:
    await coupon_kind(giving, "free", perMember=1)
    await benefit(giving, "gift", gives="free")
    member = await giving.member()
    answers = await asyncio.gather(
        *(use_benefit(giving.kernel, giving.owner, member, "gift", f"k{at}") for at in range(5))
    )

    assert {None: 1, "COUPON_LIMIT_REACHED": 4} == Counter(code_of(*answers))
    await sound(giving)


# ── a last day for all


async def test_coupons_with_a_last_day_end_together_and_are_not_given_after_it(
    kernel: Kernel, clock: FixedClock
) -> None:
    clock.set(instant("2026-06-10T12:00"))
    shop = await Shop.open(kernel, clock)
    await coupon_kind(shop, "june", expiresOn=date(2026, 6, 30))
    member = await shop.member()
    await issue(shop, member, "june", "k1")
    clock.set(instant("2026-06-30T23:59"))
    await issue(shop, member, "june", "k2")
    last = await shop.order(member, "50", "o1", on="2026-06-30T23:59", coupons=[(await codes(shop))[0]])
    clock.set(instant("2026-07-01T00:00"))
    late = await issue(shop, member, "june", "k3")
    used = await shop.order(member, "50", "o2", on="2026-07-01T00:00", coupons=[(await codes(shop))[1]])

    assert ["2026-07-01", "2026-07-01"] == await ends(shop)
    assert [None, "COUPON_KIND_ENDED", "COUPON_EXPIRED"] == code_of(last, late, used)
    assert [] == await shop.drifts()


# ── one word for all


async def test_a_word_gives_a_coupon_and_uses_it_however_it_is_typed(giving: Shop) -> None:
    await coupon_kind(giving, "summer", word="Summer Joy", stock=3, perMember=1)
    members = [await giving.member(f"m{number}") for number in range(5)]
    typed = ["summer-joy", "SUMMERJ0Y", "ｓｕｍｍｅｒ joy", "SummerJoy", "SUMMER JOY"]
    paid = [
        await giving.order(member, "50", f"o{at}", coupons=[word])
        for at, (member, word) in enumerate(zip(members, typed, strict=True))
    ]
    again = await giving.order(members[0], "50", "o9", coupons=["Summer Joy"])

    assert [None, None, None, "EXHAUSTED", "EXHAUSTED", "COUPON_LIMIT_REACHED"] == code_of(*paid, again)
    assert [("summer", "USED", 1), ("summer", "USED", 2), ("summer", "USED", 3)] == await coupons(giving)
    assert (3, 3) == (await stocks(giving))["coupon:summer"]
    assert [("COUPON", None, "USABLE"), ("COUPON", "USABLE", "USED")] == [
        (change.kind, change.before, change.after) for change in paid[0].changes if change.kind == "COUPON"
    ]
    await sound(giving)


@pytest.mark.parametrize("together", [True, False])
async def test_the_last_one_of_a_word_is_used_by_one_of_fifty(giving: Shop, together: bool) -> None:
    await coupon_kind(giving, "summer", word="SUMMER", stock=1)
    members = [await giving.member(f"m{number}") for number in range(50)]
    orders = [
        EventInput("order.paid", {"orderId": f"o{at}", "total": "50", "coupons": ["summer"]}, member, "till", f"o{at}")
        for at, member in enumerate(members)
    ]
    if together:
        batches = await asyncio.gather(*(record_events(giving.kernel, giving.owner, [each]) for each in orders))
        answers = [batch[0] for batch in batches]
    else:
        answers = list(await asyncio.gather(*(alone(giving, each) for each in orders)))

    assert {None: 1, "EXHAUSTED": 49} == Counter(code_of(*answers))
    assert [("summer", "USED", 1)] == await coupons(giving)
    assert [] == await giving.drifts()


async def test_a_rule_uses_a_word_that_a_member_names(giving: Shop) -> None:
    await coupon_kind(giving, "summer", word="SUMMER", perMember=1)
    member = await giving.member()
    first = await giving.send("gift.claimed", member, {"code": "sum mer"})
    second = await giving.send("gift.claimed", member, {"code": "summer"})

    assert [None, "COUPON_LIMIT_REACHED"] == code_of(first, second)
    assert ("5", [("summer", "USED", None)]) == (await giving.balance(member), await coupons(giving, member))
    await sound(giving)


async def test_a_member_who_holds_a_coupon_of_the_kind_uses_that_one(giving: Shop) -> None:
    await coupon_kind(giving, "summer", word="SUMMER", perMember=1)
    member = await giving.member()
    await issue(giving, member, "summer", "k1")
    (code,) = await codes(giving)
    named_twice = await giving.order(member, "50", "o2", coupons=["SUMMER", "sum-mer"])
    both_names = await giving.order(member, "50", "o2", coupons=["SUMMER", code])
    paid = await giving.order(member, "50", "o1", coupons=["SUMMER"])

    assert ["COUPON_TWICE", "COUPON_TWICE", None] == code_of(named_twice, both_names, paid)
    assert [("summer", "USED", None)] == await coupons(giving)
    await sound(giving)


async def test_a_word_of_before_is_known_and_taken_no_more(giving: Shop) -> None:
    await coupon_kind(giving, "summer", word="SUMMER")
    member = await giving.member()
    await giving.order(member, "90", "o1", coupons=["SUMMER"])
    await coupon_kind(giving, "summer", word="AUTUMN")
    late = await giving.order(member, "90", "o2", coupons=["SUMMER"])
    paid = await giving.order(member, "90", "o3", coupons=["AUTUMN"])
    smaller = await giving.amend(member, "o1", "80")
    without = await giving.amend(member, "o1", "90", coupons=[])

    assert ["COUPON_EXPIRED", None, None, None] == code_of(late, paid, smaller, without)
    assert [("summer", "OPEN", None), ("summer", "USED", None)] == await coupons(giving)
    await sound(giving)


async def test_a_checkout_keeps_the_coupon_of_a_word_for_its_order(giving: Shop) -> None:
    await coupon_kind(giving, "summer", word="SUMMER", perMember=1, stock=1)
    member = await giving.member()
    checkout = {"orderId": "o1", "total": "50", "coupons": ["SUMMER"]}
    held = EventInput("checkout.held", checkout, member, "mutation", "c1")
    kept = await record_together(giving.kernel, [Request(giving.owner, [held], internal=True)])
    states = await coupons(giving)
    other = await giving.order(member, "50", "o2", coupons=["SUMMER"])
    paid = await giving.order(member, "50", "o1", coupons=["SUMMER"])

    assert [None, "COUPON_LIMIT_REACHED", None] == code_of(kept[0][0], other, paid)
    assert ([("summer", "HELD", 1)], [("summer", "USED", 1)]) == (states, await coupons(giving))
    assert [] == await giving.drifts()


# ── back from an order that is cancelled


async def test_a_coupon_comes_back_from_an_order_that_is_wholly_refunded(kernel: Kernel, clock: FixedClock) -> None:
    shop = await Shop.open(kernel, clock)
    await coupon_kind(shop, "back", validity="30d")
    await coupon_kind(shop, "gone", validity="30d", comesBack=False)
    await coupon_kind(shop, "week", validity="90d", restoreGrace="7d")
    member = await shop.member()
    for at, kind in enumerate(("back", "gone", "week")):
        await issue(shop, member, kind, f"k{at}")
    await shop.order(member, "90", "o1", on="2026-06-02T12:00", coupons=await codes(shop))
    clock.set(instant("2026-06-20T12:00"))
    await shop.refund(member, "40", "o1", on="2026-06-20T12:00")
    kept = await coupons(shop)
    await shop.refund(member, "50", "o1", on="2026-06-20T12:00")
    back = (await coupons(shop), await ends(shop))
    clock.set(instant("2026-07-19T12:00"))
    used = await shop.order(member, "90", "o2", on="2026-07-19T12:00", coupons=[(await codes(shop))[0]])

    assert ["USED"] * 3 == [state for _, state, _ in kept]
    assert (
        [("back", "OPEN", None), ("gone", "USED", None), ("week", "OPEN", None)],
        ["2026-07-20", "2026-07-01", "2026-08-30"],
    ) == back
    assert [None] == code_of(used)
    assert [] == await shop.drifts()


async def test_an_order_and_its_refund_in_one_batch_give_the_coupon_back(giving: Shop) -> None:
    await coupon_kind(giving, "summer", word="SUMMER", stock=1, perMember=1)
    member = await giving.member()
    await issue(giving, member, "free", "k1")
    order = {"orderId": "o1", "total": "50", "coupons": ["SUMMER", (await codes(giving))[0]]}
    paid = EventInput("order.paid", order, member, "till", "o1")
    back = {"orderId": "o1", "refundId": "r1", "amount": "50"}
    await record_events(giving.kernel, giving.owner, [paid, EventInput("order.refunded", back, member, "till", "r1")])
    states = await coupons(giving)
    again = await giving.order(member, "50", "o2", coupons=["SUMMER"])

    assert [("free", "OPEN", None), ("summer", "OPEN", 1)] == states
    assert [None] == code_of(again)
    assert ("summer", "USED", 1) in await coupons(giving)
    await sound(giving)


async def test_a_leaflet_code_comes_back_to_the_member_who_used_it(giving: Shop) -> None:
    member, other = await giving.member("m1"), await giving.member("m2")
    await issue(giving, None, "free", "k1")
    (code,) = await codes(giving)
    await giving.order(member, "50", "o1", coupons=[code])
    await giving.refund(member, "50", "o1")
    stolen = await giving.order(other, "50", "o2", coupons=[code])
    paid = await giving.order(member, "50", "o3", coupons=[code])

    assert ["COUPON_OF_ANOTHER", None] == code_of(stolen, paid)
    await sound(giving)


async def test_what_came_back_is_used_again_for_an_order_that_starts_over_if_it_is_named(giving: Shop) -> None:
    member = await giving.member()
    for at, order in enumerate(("o1", "o2")):
        await issue(giving, member, "free", f"k{at}")
        await giving.order(member, "50", order, coupons=[(await codes(giving))[at]])
        await giving.refund(member, "50", order)
    left_out = await giving.amend(member, "o1", "60")
    named = await giving.amend(member, "o2", "60", coupons=[(await codes(giving))[1]])

    assert [None, None] == code_of(left_out, named)
    assert [("free", "OPEN", None), ("free", "USED", None)] == await coupons(giving)
    await sound(giving)


async def test_fifty_orders_with_one_coupon_and_then_its_refund(giving: Shop) -> None:
    member = await giving.member()
    await issue(giving, member, "free", "k1")
    (code,) = await codes(giving)
    orders = [
        EventInput("order.paid", {"orderId": f"o{at}", "total": "50", "coupons": [code]}, member, "till", f"o{at}")
        for at in range(50)
    ]
    answers = await asyncio.gather(*(alone(giving, each) for each in orders))
    winner = next(at for at, answer in enumerate(answers) if answer.problem is None)
    await giving.refund(member, "50", f"o{winner}")
    again = await giving.order(member, "50", "o99", coupons=[code])

    assert {None: 1, "COUPON_USED": 49} == Counter(code_of(*answers))
    assert [None] == code_of(again)
    await sound(giving)


# ── ten thousand codes


async def test_ten_thousand_codes_are_made_at_once_and_all_differ(giving: Shop) -> None:
    await coupon_kind(giving, "leaflet", stock=10_000)
    made = await issue(giving, None, "leaflet", "k1", 10_000)
    again = await issue(giving, None, "leaflet", "k1", 10_000)
    beyond = await issue(giving, None, "leaflet", "k2", 10_001)

    assert 10_000 == len(set(await codes(giving))) == len(made.ids)
    assert made.ids == again.ids
    assert ["INVALID_COUNT"] == code_of(beyond)
    assert (10_000, 10_000) == (await stocks(giving))["coupon:leaflet"]
