"""Odd stories of members' lives, each as somebody once met it."""

from decimal import Decimal
from typing import Any

import pytest

from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.lives.exporting import export_member
from headless.services.lives.previews import preview_erasing
from headless.services.members import assets
from headless.services.members.members import create_member, update_member
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.intake.closing import id_of
from tests.services.shop import Shop

PHONE = "+44 20 7946 0958"


async def change(shop: Shop, member: Lookup, **fields: Any) -> str:
    done = await update_member(shop.kernel, shop.owner, member, fields)
    return "" if done.problem is None else done.problem.code


async def erase(shop: Shop, member: Lookup) -> Lookup:
    """Erase a member, and return how it is named from then on."""
    named = Lookup("id", await id_of(shop, member))
    done = await erase_member(shop.kernel, shop.owner, member)
    assert done.problem is None, done.problem
    return named


async def test_a_closed_member_comes_back_without_the_phone_that_another_has_by_now(shop: Shop) -> None:
    ann, ben = await shop.member("1", phone=PHONE), await shop.member("2")
    assert "" == await change(shop, ann, status="CLOSED")
    assert "TAKEN" == await change(shop, ben, phone=PHONE)
    assert "" == await change(shop, ann, phone=None)
    assert "" == await change(shop, ben, phone="+442079460958")

    assert "TAKEN" == await change(shop, ann, status="ACTIVE", phone="+44-20-7946-0958")
    assert "" == await change(shop, ann, status="ACTIVE")

    assert await id_of(shop, ben) == await id_of(shop, Lookup("phone", PHONE))


async def test_everything_is_cleared_at_once(shop: Shop) -> None:
    ann = await shop.member(
        "1", phone=PHONE, email="a@x.org", externalId="x", name="Ann", gender="F", birthday=700_000, source="web",
        attributes={"a": 1}, identities=[{"system": "s", "id": "1"}],
    )  # fmt: skip
    named = Lookup("id", await id_of(shop, ann))
    fields = (
        "number",
        "externalId",
        "phone",
        "email",
        "identities",
        "name",
        "birthday",
        "gender",
        "source",
        "attributes",
        "status",
    )

    assert "" == await change(shop, named, **dict.fromkeys(fields))

    (row,) = (await export_member(shop.kernel, shop.owner, named))["tables"]["member"]
    assert {None} == {
        row[name] for name in ("number", "externalId", "phone", "email", "name", "birthdayOn", "gender", "source")
    }
    assert ({}, "ACTIVE", []) == (row["attributes"], row["status"], await shop.drifts())


@pytest.mark.parametrize("spelling", ["+442079460958", "+44 (20) 7946-0958", "\uff0b44 2079460958"])
async def test_ones_own_identifier_in_another_spelling_is_not_taken(shop: Shop, spelling: str) -> None:
    ann = await shop.member("1", phone=PHONE, email="ann@x.org")

    assert ["", ""] == [await change(shop, ann, phone=spelling), await change(shop, ann, email=" Ann@X.ORG\u200b")]
    assert await id_of(shop, ann) == await id_of(shop, Lookup("phone", PHONE))


@pytest.mark.parametrize("status", ["CLOSED", "ERASED"])
async def test_an_order_of_a_member_who_is_gone_is_refunded_and_nothing_else(shop: Shop, status: str) -> None:
    await shop.rule("points_per_spend")
    ann, ben = await shop.member("1"), await shop.member("2")
    await shop.order(ann, "100", "o1")
    to = await id_of(shop, ben)
    gone = await erase(shop, ann) if status == "ERASED" else ann
    if status == "CLOSED":
        assert "" == await change(shop, ann, status="CLOSED")

    outcomes = []
    for type_, data in (
        ("order.amended", {"orderId": "o1", "amendmentId": "a1", "total": "120"}),
        ("order.moved", {"orderId": "o1", "to": {"id": to}}),
        ("order.refunded", {"refundId": "r1", "orderId": "o1", "amount": "30"}),
    ):
        for member in (gone, None):
            given = EventInput(type_, data, member, "shop", f"{type_}{member is None}")
            (recorded,) = await record_events(shop.kernel, shop.owner, [given])
            outcomes.append(recorded.outcome if recorded.problem is None else recorded.problem.code)

    assert [f"MEMBER_{status}"] * 4 == outcomes[:4]
    assert "RECORDED" == outcomes[4]
    assert ("70", "0", []) == (await shop.balance(gone), await shop.balance(ben), await shop.drifts())


async def test_a_refund_that_waits_for_an_order_goes_with_its_member(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    ann = await shop.member("1")
    waiting = await shop.refund(ann, "10", "o1")
    assert "DEFERRED" == waiting.outcome

    gone = await erase(shop, ann)

    async with shop.kernel.db.read() as session:
        assert 0 == await session.fetch_value("SELECT count(*) FROM event WHERE status = 1")
    assert "MEMBER_ERASED" == getattr((await shop.order(gone, "100", "o1")).problem, "code", None)
    ben = await shop.member("2")
    assert ("RECORDED", "100", []) == (
        (await shop.order(ben, "100", "o1")).outcome,
        await shop.balance(ben),
        await shop.drifts(),
    )


async def test_a_creation_that_is_sent_again_after_the_erasing_makes_no_one_and_says_so(shop: Shop) -> None:
    fields = {"number": "1", "phone": PHONE}
    created = await create_member(shop.kernel, shop.owner, fields, "key-1")
    await erase(shop, Lookup("number", "1"))

    again = await create_member(shop.kernel, shop.owner, fields, "key-1")
    other = await create_member(shop.kernel, shop.owner, fields, "key-2")

    assert again.problem is not None
    assert ("KEY_CONFLICT", None) == (again.problem.code, other.problem)
    assert created.member_id != other.member_id


async def test_an_order_that_is_sent_again_is_not_the_next_persons(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.member("1", phone=PHONE)
    by_phone = Lookup("phone", PHONE)
    await shop.order(by_phone, "100", "o1")
    await erase(shop, by_phone)
    await shop.member("2", phone=PHONE)

    again = await shop.order(by_phone, "100", "o1")

    assert ("CONFLICT", "0", []) == (again.outcome, await shop.balance(by_phone), await shop.drifts())


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "\u202e", "x" * 5000, "9" * 400, "'; --", "%", "\\"])
@pytest.mark.parametrize("kind", ["number", "externalId", "phone", "email", "identity:s"])
async def test_odd_identifiers_are_answered_and_break_nothing(shop: Shop, kind: str, odd: str) -> None:
    await shop.member("1")
    lookup, value = Lookup(kind, odd), [{"system": "s", "id": odd}] if kind == "identity:s" else odd
    field = "identities" if kind == "identity:s" else kind

    recorded = await shop.send("login", lookup, {})
    erased = await erase_member(shop.kernel, shop.owner, lookup)
    changed = await update_member(shop.kernel, shop.owner, lookup, {"name": "x"})
    to = {"identity": {"system": "s", "id": odd}} if ":" in kind else {kind: odd}
    sent = await assets.transfer(
        shop.kernel, shop.owner, Lookup("number", "1"), to, kind="points", amount=Decimal(1), reason="x", key="t1"
    )
    created = await create_member(shop.kernel, shop.owner, {field: value})

    assert [True] * 4 == [answer.problem is not None for answer in (recorded, erased, changed, sent)]
    if created.problem is None:
        assert encode(Prefix.MEMBER, created.member_id or 0) == await id_of(shop, lookup)
    assert [] == [str(drift) for drift in await verify(shop.kernel)]


async def test_a_member_has_any_number_of_accounts(shop: Shop) -> None:
    ann = await shop.member("1")
    many = [{"system": "s", "id": str(number)} for number in range(3000)]

    assert "" == await change(shop, ann, identities=many)
    assert await id_of(shop, ann) == await id_of(shop, Lookup("identity:s", "2999"))


async def test_a_frozen_member_receives_and_gives_nothing(shop: Shop) -> None:
    saved = await save_asset_kind(shop.kernel, shop.owner, {"code": "points", "name": "P", "transferable": True})
    assert saved.problem is None
    ann, ben = await shop.member("1"), await shop.member("2")
    for member in (ann, ben):
        await shop.grant(member, "points", "10")
    assert "" == await change(shop, ben, status="FROZEN")

    there, back = await shop.transfer(ann, ben, "3"), await shop.transfer(ben, ann, "3")

    assert (None, "MEMBER_FROZEN") == (there.problem, getattr(back.problem, "code", None))
    assert ("7", "13", []) == (await shop.balance(ann), await shop.balance(ben), await shop.drifts())


async def test_an_erasing_waits_for_no_worker_and_a_worker_finds_nothing_to_do(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    ann = await shop.member("1", phone=PHONE)
    await shop.order(ann, "100", "o1")
    held = await assets.hold(shop.kernel, shop.owner, ann, kind="points", amount=Decimal(40), reason="till", key="h1")
    gone = await erase(shop, ann)

    captured = await assets.capture(shop.kernel, shop.owner, encode(Prefix.HOLD, held.hold_id or 0), None, "c1")
    shop.clock.advance(30 * 86_400_000_000)
    await work_once(shop.kernel)

    account = (await shop.state(gone)).accounts
    assert "MEMBER_ERASED" == getattr(captured.problem, "code", None)
    assert {0} == {known.held for known in account.values()}
    assert [] == await shop.drifts()


async def test_a_preview_counts_what_an_erasing_gives_back_and_drops(shop: Shop) -> None:
    ann = await shop.member("1")
    await shop.grant(ann, "points", "50")
    for number in range(2):
        await assets.hold(
            shop.kernel, shop.owner, ann, kind="points", amount=Decimal(5), reason="till", key=f"h{number}"
        )
    await shop.refund(ann, "10", "o1")
    merchant_id = shop.owner.merchant_id

    told = await preview_erasing(shop.kernel, merchant_id, ann)

    assert (2, 1, 0, 0) == (told.holds, told.waiting, told.coupons, told.benefits)
    assert told.member == await id_of(shop, ann)
    gone = await erase(shop, ann)
    with pytest.raises(Invalid, match="erased already"):
        await preview_erasing(shop.kernel, merchant_id, gone)
