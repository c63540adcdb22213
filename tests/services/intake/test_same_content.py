"""The same event in another spelling is a duplicate, on both databases; another value is a conflict."""

import json
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.models.base.session import Session
from headless.plugins.loading.registry import Registry
from headless.services.intake.acceptance import content_hash
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.members.members import create_member
from headless.services.verifying.verifying import verify
from tests.services.members.giving import GivingPlugin, codes, open_giving
from tests.services.shop import Shop, instant

PARTS = st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text()
DOCUMENTS = st.recursive(PARTS, lambda part: st.lists(part) | st.dictionaries(st.text(), part), max_leaves=8)
ORDER = {"orderId": "o1", "total": "100.00", "items": [{"sku": "tea", "quantity": "1", "amount": "100"}]}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"giving": GivingPlugin()})


@given(st.text(), st.integers(), st.none() | st.integers(), DOCUMENTS)
def test_the_hash_is_of_what_was_sent_as_sorted_json(type_: str, member: int, at: int | None, data: Any) -> None:
    said = json.dumps([type_, member, at], separators=(",", ":"), ensure_ascii=False)[:-1]
    text = f"{said},{json.dumps(data, sort_keys=True, separators=(',', ':'), ensure_ascii=False, default=str)}]"
    hashed = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    assert hashed == content_hash(EventInput(type_, data, occurred_at=at), member)


async def send(shop: Shop, data: Any, **how: Any) -> Recorded:
    given = {"type": "order.paid", "member": Lookup("number", "m1"), "source": "shop", "external_id": "1", **how}
    return (await record_events(shop.kernel, shop.owner, [EventInput(data=data, **given)]))[0]


@pytest.mark.parametrize(
    "again",
    [
        {**ORDER, "total": "100"},
        {**ORDER, "total": 100},
        {**ORDER, "total": "100.000"},
        {**ORDER, "channel": None, "coupons": [], "payWith": []},
        {**ORDER, "coupons": None, "payWith": None},
        {**ORDER, "items": [{"sku": " tea\u200b", "quantity": 1, "amount": "100.00", "list": None}]},
        {**ORDER, "currency": "CNY"},
        {**ORDER, "orderId": " o1\u200b"},
        {**ORDER, "items": [{"sku": "tea", "quantity": 1, "amount": "100.00", "brand": None}]},
        {"total": "100.00", "orderId": "o1", "items": ORDER["items"]},
    ],
)
async def test_an_order_in_another_spelling_is_a_duplicate(shop: Shop, again: Any) -> None:
    await shop.member()
    first = await send(shop, ORDER)
    second = await send(shop, again)
    batch = await record_events(
        shop.kernel,
        shop.owner,
        [
            EventInput("order.paid", data, Lookup("number", "m1"), "shop", number)
            for data, number in ((again, "1"), ({**ORDER, "orderId": "o2"}, "2"), ({**again, "orderId": "o2"}, " 2"))
        ],
        everything=True,
    )

    assert ["RECORDED", "DUPLICATE"] == [first.outcome, second.outcome], second.problem
    assert first.event_id == second.event_id
    assert ["DUPLICATE", "RECORDED", "DUPLICATE"] == [recorded.outcome for recorded in batch]


@pytest.mark.parametrize(
    ("data", "how"),
    [
        ({**ORDER, "total": "100.01"}, {}),
        ({**ORDER, "channel": "web"}, {}),
        ({**ORDER, "items": []}, {}),
        ({"orderId": "o1"}, {"type": "review.posted"}),
        (ORDER, {"member": Lookup("number", "m2")}),
        (ORDER, {"occurred_at": instant("2026-05-01T10:00")}),
    ],
)
async def test_another_value_is_a_conflict(shop: Shop, data: Any, how: Any) -> None:
    await shop.member()
    await shop.member("m2")
    await send(shop, ORDER)
    if how.get("type"):
        data = {**data, "text": "good"}

    assert "CONFLICT" == (await send(shop, data, **how)).outcome


async def test_a_null_is_as_good_as_nothing_from_the_first_time_on(shop: Shop) -> None:
    await shop.member()
    data = {"orderId": "o1", "total": "100.00", "items": None, "payWith": None}

    assert (await send(shop, data)).outcome == "RECORDED"
    assert (await send(shop, {"orderId": "o1", "total": 100})).outcome == "DUPLICATE"
    missing = await send(shop, {"orderId": "o2", "total": None, "items": None}, external_id="2")
    assert missing.problem is not None
    assert missing.problem.message == 'order.paid: total must be an exact decimal such as "99.50"; items must be a list'
    assert await verify(shop.kernel) == []


async def test_a_time_is_compared_by_value_and_left_out_as_now(shop: Shop) -> None:
    await shop.member()
    at = shop.clock.now_us()
    await send(shop, ORDER)
    shop.clock.set(at + 60_000_000)

    alike = [await send(shop, {**ORDER, "total": "100"}, occurred_at=when) for when in (None, at)]
    later = await send(shop, {**ORDER, "total": "100"}, occurred_at=at + 1)

    assert ["DUPLICATE", "DUPLICATE", "CONFLICT"] == [*(recorded.outcome for recorded in alike), later.outcome]


async def test_what_was_recorded_by_an_earlier_version_is_still_known(shop: Shop) -> None:
    """Its hash is of the input as it was sent: alike by hash, and otherwise by value."""
    await shop.member()
    old = {**ORDER, "total": "100.0"}
    await send(shop, old)
    async with shop.kernel.db.transaction() as session:
        await _spoil(session)

    assert "DUPLICATE" == (await send(shop, ORDER)).outcome
    assert "CONFLICT" == (await send(shop, {**ORDER, "total": "1"})).outcome


async def _spoil(session: Session) -> None:
    await session.execute("UPDATE event SET content_hash = 'of another version' WHERE external_id = '1'")


async def test_a_coupon_in_other_letters_is_the_same_coupon(shop: Shop) -> None:
    await open_giving(shop)
    member = await shop.member()
    issued = await issue_coupons(shop.kernel, shop.owner, member, Codes("ten", 1, None, "k1"))
    assert issued.problem is None
    (code,) = await codes(shop)
    typed = f" {code[:4].lower()}\u2013{code[4:]}\u200b"

    first = await send(shop, {**ORDER, "coupons": [typed]})
    again = await send(shop, {**ORDER, "coupons": [code]})
    other = await send(shop, {**ORDER, "coupons": []})

    assert ["RECORDED", "DUPLICATE", "CONFLICT"] == [first.outcome, again.outcome, other.outcome], first.problem
    assert [] == [str(drift) for drift in await verify(shop.kernel)]


async def test_a_coupon_is_judged_at_the_time_of_the_order_or_of_the_claim(shop: Shop) -> None:
    await open_giving(shop)
    member = await shop.member()
    await issue_coupons(shop.kernel, shop.owner, member, Codes("ten", 2, None, "k1"))
    first, second = await codes(shop)
    issued = shop.clock.now_us()

    older = await send(shop, {**ORDER, "coupons": [first]}, occurred_at=issued - 3_600_000_000)
    claimed = await send(shop, {"code": second}, type="gift.claimed", external_id="2", occurred_at=issued - 1_000_001)
    at_once = await send(shop, {**ORDER, "coupons": [first]}, occurred_at=issued // 1_000_000 * 1_000_000)

    assert older.problem is not None
    assert ("REFUSED", "COUPON_NOT_ISSUED") == (older.outcome, older.problem.code)
    assert claimed.problem is not None
    assert ("REFUSED", "COUPON_NOT_ISSUED") == (claimed.outcome, claimed.problem.code)
    assert "RECORDED" == at_once.outcome


async def test_a_review_is_compared_by_its_text_and_not_by_its_digest(shop: Shop) -> None:
    await shop.member()

    async def post(text: str) -> str:
        return (await send(shop, {"text": text}, type="review.posted")).outcome

    assert ["RECORDED", "DUPLICATE", "CONFLICT"] == [
        await post("Cre\u0300me!"), await post(" Cr\u00e8me! "), await post("Cr\u00e8me?"),
    ]  # fmt: skip


async def test_a_member_who_was_merged_is_the_survivor(shop: Shop) -> None:
    await shop.member()
    await shop.member("m2")
    await send(shop, ORDER)
    async with shop.kernel.db.transaction() as session:
        await session.execute(
            "UPDATE member SET merged_into = (SELECT id FROM member WHERE number = 'm2') WHERE number = 'm1'"
        )

    assert "DUPLICATE" == (await send(shop, ORDER)).outcome


async def test_an_idempotency_key_has_one_spelling_at_every_door(shop: Shop) -> None:
    await open_giving(shop)
    member = await shop.member()
    granted = [
        await shop.grant(member, "points", amount, key=key) for amount, key in (("5", "k\u00e9"), ("5.0", " ke\u0301"))
    ]
    made = [
        await create_member(shop.kernel, shop.owner, fields, key)
        for fields, key in (
            ({"number": "m9", "email": "A@x.org", "attributes": {"size": 1}}, "new"),
            ({"number": " m9", "email": "a@x.org ", "attributes": {"size": 1.0}, "name": None}, "new\u200b"),
        )
    ]
    batches = [
        await issue_coupons(shop.kernel, shop.owner, None, Codes(kind, 2, None, key))
        for kind, key in (("ten", "c"), (" ten", "c\u3000"))
    ]

    assert granted[0].event_id == granted[1].event_id
    assert [None, None] == [performed.problem for performed in granted]
    assert made[0].problem is None
    assert (made[0].member_id, None) == (made[1].member_id, made[1].problem)
    assert batches[0].ids == batches[1].ids
    assert 2 == len(batches[0].ids)


@pytest.mark.parametrize(("key", "code"), [("\u200b ", "KEY_MISSING"), ("k" * 201, "TOO_LONG")])
async def test_a_key_without_letters_or_too_many_is_refused_at_every_door(shop: Shop, key: str, code: str) -> None:
    await open_giving(shop)
    member = await shop.member()
    problems = [
        (await shop.grant(member, "points", "5", key=key)).problem,
        (await create_member(shop.kernel, shop.owner, {"number": "m9"}, key)).problem,
        (await issue_coupons(shop.kernel, shop.owner, None, Codes("ten", 2, None, key))).problem,
        (await issue_coupons(shop.kernel, shop.owner, member, Codes("ten", 2, None, key))).problem,
    ]

    assert [code] * 4 == [problem.code for problem in problems if problem is not None]


async def test_orders_refunds_tags_and_assets_are_found_by_their_one_spelling(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "100", "o\u200b1 ")
    back = await shop.refund(member, "40", " o1")
    second = await shop.order(member, "100", "o1\ufeff")
    granted = await shop.grant(member, " points", "5")

    assert ("RECORDED", None) == (back.outcome, back.problem)
    assert second.outcome == "DUPLICATE"
    assert granted.problem is None
    assert "65" == await shop.balance(member)
    assert [] == [str(drift) for drift in await verify(shop.kernel)]
