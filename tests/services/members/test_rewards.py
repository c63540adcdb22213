"""Coupons, benefits and stocks through the services: given, used once, taken back, and never more than there are."""

import asyncio
from collections import Counter

import pytest

from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.services.intake.acceptance import Request
from headless.services.intake.events import EventInput, record_events, record_together
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.members.benefits import Used, use_benefit
from headless.services.members.coupons import Codes, Coupons, issue_coupons, revoke_coupon
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from tests.services.members.giving import GivingPlugin, benefit, codes, coupon_kind, coupons, open_giving, stocks
from tests.services.shop import Shop


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"giving": GivingPlugin()})


@pytest.fixture
async def giving(shop: Shop) -> Shop:
    """A shop whose rules give coupons, grants and places."""
    await open_giving(shop)
    return shop


async def use(shop: Shop, member: Lookup, code: str, key: str) -> Used:
    return await use_benefit(shop.kernel, shop.owner, member, code, key)


async def issue(shop: Shop, member: Lookup | None, kind: str, count: int, key: str) -> Coupons:
    return await issue_coupons(shop.kernel, shop.owner, member, Codes(kind, count, None, key))


def claim(member: Lookup, key: str, code: str | None = None) -> EventInput:
    data = {} if code is None else {"code": code}
    return EventInput("gift.claimed", data, member, "app", key)


async def alone(shop: Shop, given: EventInput) -> Recorded:
    """In a transaction of its own, as from another process."""
    return (await record_together(shop.kernel, [Request(shop.owner, [given])]))[0][0]


async def sound(shop: Shop) -> None:
    """Everything stored follows from its history."""
    assert [] == [str(drift) for drift in await verify(shop.kernel)]


async def test_an_order_gives_and_its_refund_takes_back(giving: Shop) -> None:
    member = await giving.member()
    await giving.order(member, "150", "o1")
    given = (await coupons(giving), await stocks(giving), await giving.balance(member))
    await sound(giving)
    await giving.refund(member, "150", "o1")

    assert (
        [("ten", "OPEN", 1)],
        {"coupon:ten": (1000, 1), "coupon:few": (10, 0), "benefit:table": (20, 1)},
        "10",
    ) == given
    assert [("ten", "REVOKED", 1)] == await coupons(giving)
    assert {"coupon:ten": (1000, 0), "coupon:few": (10, 0), "benefit:table": (20, 0)} == await stocks(giving)
    assert "0" == await giving.balance(member)
    await sound(giving)


async def test_an_order_and_its_refund_in_one_batch(giving: Shop) -> None:
    member = await giving.member()
    order = EventInput("order.paid", {"orderId": "o1", "total": "150"}, member, "till", "o1")
    refund = EventInput("order.refunded", {"orderId": "o1", "refundId": "r1", "amount": "150"}, member, "till", "r1")
    await record_events(giving.kernel, giving.owner, [order, refund])

    assert [("ten", "REVOKED", None)] == await coupons(giving)
    assert {(1000, 0), (10, 0), (20, 0)} == set((await stocks(giving)).values())
    await sound(giving)


async def test_fifty_claims_on_ten_at_once_give_exactly_ten(giving: Shop) -> None:
    members = [await giving.member(f"m{number}") for number in range(50)]
    answers = await asyncio.gather(
        *(record_events(giving.kernel, giving.owner, [claim(each, f"c{at}")]) for at, each in enumerate(members))
    )

    found = [each[0] for each in answers]
    assert {"RECORDED": 10, "REFUSED": 40} == Counter(each.outcome for each in found)
    assert {"EXHAUSTED"} == {each.problem.code for each in found if each.problem}
    assert [("few", "OPEN", serial) for serial in range(1, 11)] == sorted(
        await coupons(giving), key=lambda row: row[2] or 0
    )
    assert (10, 10) == (await stocks(giving))["coupon:few"]
    await sound(giving)


async def test_fifty_transactions_of_their_own_give_exactly_ten(giving: Shop) -> None:
    members = [await giving.member(f"m{number}") for number in range(50)]
    found = await asyncio.gather(*(alone(giving, claim(each, f"c{at}")) for at, each in enumerate(members)))

    assert {"RECORDED": 10, "REFUSED": 40} == Counter(each.outcome for each in found)
    assert 10 == len(await coupons(giving))
    await sound(giving)


@pytest.mark.parametrize("together", [True, False])
async def test_a_code_used_by_fifty_at_once_is_used_once(giving: Shop, together: bool) -> None:
    members = [await giving.member(f"m{number}") for number in range(50)]
    await issue(giving, None, "free", 1, "one")
    code = (await codes(giving))[0]
    claims = [claim(each, f"c{at}", code) for at, each in enumerate(members)]
    if together:
        answers = await asyncio.gather(*(record_events(giving.kernel, giving.owner, [each]) for each in claims))
        found = [each[0] for each in answers]
    else:
        found = list(await asyncio.gather(*(alone(giving, each) for each in claims)))

    assert {"RECORDED": 1, "REFUSED": 49} == Counter(each.outcome for each in found)
    assert [("free", "USED", None)] == await coupons(giving)
    assert 5 == sum([int(await giving.balance(member)) for member in members])
    await sound(giving)


async def test_a_simulation_knows_what_is_left_and_takes_nothing(giving: Shop) -> None:
    members = [await giving.member(f"m{number}") for number in range(12)]
    claims = [claim(each, f"c{at}") for at, each in enumerate(members)]
    found = await record_events(giving.kernel, giving.owner, claims, simulate=True)

    assert {"SIMULATED": 10, "REFUSED": 2} == Counter(each.outcome for each in found)
    assert (10, 0) == (await stocks(giving))["coupon:few"]


async def test_a_repeated_claim_is_answered_as_the_first_time(giving: Shop) -> None:
    member = await giving.member()
    order = EventInput("order.paid", {"orderId": "o1", "total": "150"}, member, "till", "o1")
    first, again = [(await record_events(giving.kernel, giving.owner, [order]))[0] for _ in range(2)]

    assert ("RECORDED", "DUPLICATE") == (first.outcome, again.outcome)
    assert [("ASSET", "points"), ("COUPON", "ten"), ("BENEFIT", "lounge"), ("TAG", "vip")] == [
        (each.kind, each.code) for each in first.changes
    ]
    assert first.changes == again.changes


async def test_an_order_uses_its_coupons(giving: Shop) -> None:
    member, other = await giving.member("m1"), await giving.member("m2")
    await giving.order(member, "150", "o1")
    code = (await codes(giving))[0]
    stolen = await giving.order(other, "50", "o2", coupons=[code])
    unknown = await giving.order(member, "50", "o2", coupons=["NO-SUCH"])
    paid = await giving.order(member, "50", "o2", coupons=[code.lower()])
    again = await giving.order(member, "50", "o3", coupons=[code])

    assert ["REFUSED", "INVALID", "RECORDED", "REFUSED"] == [each.outcome for each in (stolen, unknown, paid, again)]
    assert ("COUPON_OF_ANOTHER", "UNKNOWN_COUPON", "COUPON_USED") == tuple(
        each.problem.code for each in (stolen, unknown, again) if each.problem
    )
    assert [("ten", "USED", 1)] == await coupons(giving)
    await sound(giving)


async def test_benefits_are_used_under_the_lock_once_for_each_key(giving: Shop) -> None:
    member = await giving.member()
    await giving.order(member, "150", "o1")
    answers = await asyncio.gather(*(use(giving, member, "lounge", f"k{number}") for number in range(10)))
    again = await use(giving, member, "lounge", "k0")

    problems = Counter(each.problem.code if each.problem else None for each in answers)
    assert {None: 2, "NOT_ELIGIBLE": 8} == problems
    first = next(at for at, each in enumerate(answers) if each.problem is None)
    assert answers[first].use_id == (await use(giving, member, "lounge", f"k{first}")).use_id
    assert again.benefit_id is not None
    await sound(giving)


async def test_the_last_place_is_taken_by_one(giving: Shop) -> None:
    await benefit(giving, "table", stock=3)
    members = [await giving.member(f"m{number}") for number in range(8)]
    answers = await asyncio.gather(*(use(giving, each, "table", f"k{each.value}") for each in members))
    async with giving.kernel.db.read() as session:
        rows = await session.fetch("SELECT serial FROM benefit_use ORDER BY serial")

    assert {None: 3, "EXHAUSTED": 5} == Counter(each.problem.code if each.problem else None for each in answers)
    assert [1, 2, 3] == [row[0] for row in rows]
    await sound(giving)


async def test_coupons_are_given_by_hand(giving: Shop) -> None:
    member = await giving.member()
    given = await issue(giving, member, "ten", 3, "k1")
    again = await issue(giving, member, "ten", 3, "k1")
    other = await issue(giving, member, "ten", 4, "k1")

    assert (3, given.ids) == (len(given.ids), again.ids)
    assert other.problem is not None
    assert "KEY_CONFLICT" == other.problem.code
    assert [("ten", "OPEN", serial) for serial in (1, 2, 3)] == await coupons(giving, member)
    await sound(giving)


async def test_codes_that_nobody_owns_are_made_once_for_a_key(giving: Shop) -> None:
    answers = await asyncio.gather(*(issue(giving, None, "ten", 5, "same") for _ in range(5)))
    other = await issue(giving, None, "ten", 6, "same")
    short = await issue(giving, None, "few", 11, "k2")

    assert {None} == {each.problem for each in answers}
    assert 1 == len({each.ids for each in answers})
    assert 5 == len(set(await codes(giving)))
    assert {16} == {len(code) for code in await codes(giving)}
    assert ["KEY_CONFLICT", "EXHAUSTED"] == [each.problem.code for each in (other, short) if each.problem]
    assert short.problem is not None
    assert "10" == short.problem.data["left"]
    await sound(giving)


@pytest.mark.parametrize(
    ("kind", "count", "code"),
    [("nothing", 1, "UNKNOWN_COUPON_KIND"), ("ten", 0, "INVALID_COUNT"), ("ten", 10_001, "INVALID_COUNT")],
)
@pytest.mark.parametrize("owned", [True, False])
async def test_what_cannot_be_given_is_named(giving: Shop, kind: str, count: int, code: str, owned: bool) -> None:
    member = await giving.member() if owned else None
    answer = await issue(giving, member, kind, count, "k1")

    assert answer.problem is not None
    assert code == answer.problem.code


async def test_coupons_are_taken_back_by_hand_unless_they_were_used(giving: Shop) -> None:
    member = await giving.member()
    mine = (await issue(giving, member, "ten", 2, "k1")).ids
    free = (await issue(giving, None, "ten", 1, "k2")).ids
    await giving.order(member, "50", "o1", coupons=[(await codes(giving))[0]])

    async def revoke(id_: int, key: str) -> str | None:
        answer = await revoke_coupon(giving.kernel, giving.owner, encode(Prefix.COUPON, id_), "mistake", key)
        return answer.problem.code if answer.problem else None

    found = [await revoke(id_, f"r{at}") for at, id_ in enumerate((*mine, *free, *free))]

    assert ["COUPON_USED", None, None, None] == found
    assert [("ten", "USED", 1), ("ten", "REVOKED", 2), ("ten", "REVOKED", 3)] == await coupons(giving)
    assert (1000, 1) == (await stocks(giving))["coupon:ten"]
    await sound(giving)


async def test_a_stock_that_was_given_back_goes_on_with_new_serials(giving: Shop) -> None:
    member = await giving.member()
    await giving.order(member, "150", "o1")
    await giving.refund(member, "150", "o1")
    await giving.order(member, "150", "o2")

    assert [("ten", "REVOKED", 1), ("ten", "OPEN", 2)] == await coupons(giving)
    assert (1000, 1) == (await stocks(giving))["coupon:ten"]


async def test_a_stock_cannot_be_made_smaller_than_what_is_out(giving: Shop) -> None:
    from headless.services.configuration.offers.coupon_kinds import save_coupon_kind

    await issue(giving, None, "few", 4, "k1")
    document = {"code": "few", "name": "Few", "discount": {"amount": "10"}}
    small = await save_coupon_kind(giving.kernel, giving.owner, {**document, "stock": 3})
    await coupon_kind(giving, "few", stock=5)
    last = await issue(giving, None, "few", 2, "k2")

    assert small.problem is not None
    assert "STOCK_TOO_SMALL" == small.problem.code
    assert last.problem is not None
    assert "1" == last.problem.data["left"]


async def test_a_history_with_rewards_decides_the_same_again(giving: Shop) -> None:
    member = await giving.member()
    await giving.order(member, "150", "o1")
    await issue(giving, None, "free", 1, "k1")
    first, free = await codes(giving)
    await giving.order(member, "50", "o2", coupons=[first])
    await record_events(giving.kernel, giving.owner, [claim(member, "c1"), claim(member, "c2", free)])
    await use(giving, member, "lounge", "k2")
    given = await issue(giving, member, "ten", 1, "k3")
    await revoke_coupon(giving.kernel, giving.owner, encode(Prefix.COUPON, given.ids[0]), "mistake", "k4")
    await giving.refund(member, "150", "o1")
    async with giving.kernel.db.read() as session:
        merchant = await giving.kernel.programs.merchant(session, giving.owner.merchant_id)

    assert [] == [str(each) async for each in differences(giving.kernel, merchant)]
    await sound(giving)


async def test_drifts_of_rewards_are_named(giving: Shop) -> None:
    member = await giving.member()
    await giving.order(member, "150", "o1")
    await use(giving, member, "lounge", "k1")
    async with giving.kernel.db.transaction() as session:
        await session.execute("UPDATE stock SET taken = 3, serial = 9 WHERE name = 'coupon:ten'")
        await session.execute("UPDATE benefit_grant SET used = 2")
        await session.execute("UPDATE coupon SET event_id = 7")
    found = [str(drift).split(" ", 1)[-1] if drift.member_id else str(drift) for drift in await verify(giving.kernel)]

    assert "stock coupon:ten taken: expected 1, found 3" in found
    assert any("uses" in each and "expected 1, found 2" in each for each in found)
    assert any("of event 7" in each for each in found)


async def test_a_partial_refund_whose_rule_undoes_the_order_is_sound(giving: Shop) -> None:
    """The refund takes back its share of what the order gave, and the rule the rest."""
    member = await giving.member()
    await giving.order(member, "150", "o1")
    assert "10" == await giving.balance(member)

    await giving.refund(member, "60", "o1")

    assert "0" == await giving.balance(member)
    await sound(giving)
