"""Erasing a member: what is open is given back, what is personal goes, what others are owed stays, and there is no way back."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from headless.ids import Prefix, encode
from headless.models.tables.members.member_reads import members_by_id
from headless.plugins import hookimpl
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.lives.merging import merge_members
from headless.services.lives.plugin_erasures import outstanding_erasures, outstanding_of
from headless.services.members import assets
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.members.members import create_member, update_member
from headless.services.verifying.replaying import differences, erased_events
from headless.services.verifying.reports import liability
from headless.services.worker.worker import work_once
from tests.services.members.giving import GivingPlugin, open_giving
from tests.services.plugin_admin.conftest import Install
from tests.services.shop import Shop, instant

ANN = Lookup("number", "m1")


async def erase(shop: Shop, member: Lookup = ANN, key: str | None = None) -> str:
    done = await erase_member(shop.kernel, shop.owner, member, key)
    return "" if done.problem is None else done.problem.code


async def by_id(shop: Shop, member: Lookup = ANN) -> Lookup:
    return Lookup("id", encode(Prefix.MEMBER, (await shop.state(member)).id))


async def test_an_erased_member_may_come_back_as_another_with_the_same_phone(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    known: dict[str, Any] = {
        "phone": "+44 20 7946 0958",
        "email": "a@b.org",
        "identities": [{"system": "x", "id": "1"}],
    }
    await shop.member("m1", **known)
    await shop.order(ANN, "100")
    old = await by_id(shop)

    assert "" == await erase(shop)
    assert "UNKNOWN_MEMBER" == await erase(shop)
    assert "MEMBER_ERASED" == await erase(shop, old)
    again = await create_member(shop.kernel, shop.owner, {"number": "m1", **known})

    assert (None, "0", "100") == (again.problem, await shop.balance(ANN), await shop.balance(old))
    assert [] == await shop.drifts()


@pytest.mark.parametrize("status", ["FROZEN", "CLOSED"])
async def test_frozen_and_closed_members_are_erased_and_never_opened_again(shop: Shop, status: str) -> None:
    await shop.member("m1")
    await update_member(shop.kernel, shop.owner, ANN, {"status": status})
    old = await by_id(shop)

    assert "" == await erase(shop)

    for fields in ({"status": "ACTIVE"}, {"name": "Ann"}, {"phone": None}):
        changed = await update_member(shop.kernel, shop.owner, old, fields)
        assert changed.problem is not None
        assert "MEMBER_ERASED" == changed.problem.code


async def test_erased_is_not_a_status_that_an_update_sets(shop: Shop) -> None:
    await shop.member("m1")

    done = await update_member(shop.kernel, shop.owner, ANN, {"status": "ERASED", "name": "Ann"})

    assert done.problem is not None
    assert ("USE_MEMBER_ERASE", ("status",)) == (done.problem.code, done.problem.path)
    async with shop.kernel.db.read() as session:
        (row,) = (await members_by_id(session, shop.owner.merchant_id, [(await shop.state(ANN)).id])).values()
    assert ("ACTIVE", None) == (row.state, row.name)


async def test_the_same_request_is_answered_as_the_first_time(shop: Shop) -> None:
    await shop.member("m1")
    await shop.member("m2")
    await shop.grant(Lookup("number", "m2"), "points", "1", key="k2")

    assert ["", "", "KEY_CONFLICT", "KEY_CONFLICT"] == [
        await erase(shop, ANN, "k1"), await erase(shop, ANN, "k1"), await erase(shop, Lookup("number", "m2"), "k1"),
        await erase(shop, Lookup("number", "m2"), "k2"),
    ]  # fmt: skip
    assert "0" != await shop.balance(Lookup("number", "m2"))


async def test_requests_at_once_erase_once(shop: Shop) -> None:
    await shop.member("m1")
    old = await by_id(shop)

    done = await asyncio.gather(
        *(erase(shop, old) for _ in range(5)), *(shop.grant(old, "points", "1") for _ in range(5))
    )

    assert 1 == sum(code == "" for code in done[:5])
    async with shop.kernel.db.read() as session:
        assert 1 == await session.fetch_value("SELECT count(*) FROM event WHERE type = 'member.erased'")
    assert [] == await shop.drifts()


# ── what is open


@pytest.fixture
async def giving(install: Install) -> AsyncIterator[Shop]:
    """A shop whose welcome gives a coupon, two visits to the lounge, a place at the table, a tag and points."""
    async with install(giving=GivingPlugin()) as shop:
        await open_giving(shop)
        yield shop


async def test_what_is_open_is_given_back_and_the_balance_stays(giving: Shop) -> None:
    shop = giving
    await shop.member("m1")
    await shop.order(ANN, "200", "o1")
    await issue_coupons(shop.kernel, shop.owner, ANN, Codes("few", 2, None, "c1"))
    held = await assets.hold(
        shop.kernel, shop.owner, ANN, kind="points", amount=Decimal(4), reason="till", key="h1", until=instant("2026-06-05")
    )  # fmt: skip
    assert held.problem is None, held.problem
    old = await by_id(shop)

    assert "" == await erase(shop)

    async with shop.kernel.db.read() as session:
        coupons = {row["status"] for row in await session.fetch("SELECT status FROM coupon")}
        grants = await session.fetch_value("SELECT count(*) FROM benefit_grant WHERE revoked_at IS NULL")
        taken = await session.fetch_value("SELECT sum(taken) FROM stock WHERE name LIKE 'coupon:%'")
        holds = [tuple(row) for row in await session.fetch("SELECT captured, released, status FROM hold")]
    account = (await shop.state(old)).account((await shop.state(old)).program.kinds["points"].id)
    assert ({3}, 0, 0, [(0, 4, 1)]) == (coupons, grants, int(taken), holds)
    assert (0, "10", []) == (account.held, await shop.balance(old), await shop.drifts())


async def test_what_a_hold_kept_of_expired_lots_expires(shop: Shop) -> None:
    await shop.member("m1")
    await shop.grant(ANN, "points", "10", expires_at=instant("2026-06-03T00:00"))
    held = await assets.hold(
        shop.kernel, shop.owner, ANN, kind="points", amount=Decimal(4), reason="till", key="h1", until=instant("2026-07-05")
    )  # fmt: skip
    assert held.problem is None, held.problem
    await shop.pass_time("2026-06-10T12:00")
    old = await by_id(shop)
    assert "4" == await shop.balance(ANN)

    assert "" == await erase(shop)

    assert ("0", []) == (await shop.balance(old), await shop.drifts())


async def test_a_refund_after_the_erasing_is_taken_without_what_is_personal(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.member("m1")
    await shop.order(ANN, "100", "o1")
    old = await by_id(shop)
    await erase(shop)

    refunded = await shop.refund(old, "40", "o1")

    assert ("RECORDED", "60", []) == (refunded.outcome, await shop.balance(old), await shop.drifts())


async def test_balances_of_erased_members_are_shown_apart(shop: Shop) -> None:
    for number, points in (("m1", "100"), ("m2", "30")):
        await shop.member(number)
        await shop.grant(Lookup("number", number), "points", points)
    await erase(shop)

    report = await liability(shop.kernel, "tea")

    (points,) = [kind.to_json() for kind in report.kinds if kind.kind.code == "points"]
    assert ("130", "100", True) == (points["balance"], points["erased"], points["agrees"])


async def test_events_of_erased_members_are_not_decided_again_but_counted(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    for number in ("m1", "m2"):
        await shop.member(number)
        await shop.order(Lookup("number", number), "100")
    old = (await shop.state(ANN)).id
    await erase(shop)
    async with shop.kernel.db.transaction() as session:
        # a stored event that could not be decided again
        await session.execute("UPDATE event SET data = '{}' WHERE type = 'order.paid' AND member_id = $1", old)
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)

    counted = await erased_events(shop.kernel, merchant)
    told = [str(difference) async for difference in differences(shop.kernel, merchant)]

    assert (1, 3, []) == (counted.members, counted.events, told)


@pytest.mark.parametrize("merged", [False, True], ids=["alone", "merged before"])
async def test_what_others_said_when_they_gave_to_the_member_or_got_from_it_is_blanked(
    shop: Shop, merged: bool
) -> None:
    points = {"code": "points", "name": "Points", "worth": "0.01", "transferable": True}
    assert (await save_asset_kind(shop.kernel, shop.owner, points)).problem is None
    await shop.rule("points_per_spend")
    name, ben = "Zanzibarbara", Lookup("number", "m2")
    await shop.member("m1", name=name)
    await shop.member("m2")
    await shop.member("m3")
    await shop.order(ANN, "50", "a1")
    await shop.order(ben, "50", "b1")
    for giver, to, said in ((ANN, ben, "from"), (ben, ANN, "for")):
        sent = await assets.transfer(
            shop.kernel, shop.owner, giver, {"number": to.value}, kind="points", amount=Decimal(5),
            reason=f"{said} {name}", key=f"give-{said}",
        )  # fmt: skip
        assert sent.problem is None
    for order, whose, to in (("b1", ben, ANN), ("a1", ANN, ben)):
        moved = {"orderId": order, "to": {"number": to.value}, "reason": f"bought for {name}"}
        assert "RECORDED" == (await shop.send("order.moved", whose, moved)).outcome
    if merged:
        assert (await merge_members(shop.kernel, shop.owner, ANN, Lookup("number", "m3"), None)).problem is None

    assert "" == await erase(shop)

    async with shop.kernel.db.read() as session:
        events = [str(row["data"]) for row in await session.fetch("SELECT data FROM event")]
        reasons = [str(row["reason"]) for row in await session.fetch("SELECT reason FROM entry")]
    assert not [text for text in (*events, *reasons) if name in text]
    assert 6 == sum("[erased]" in text for text in events)
    assert [] == await shop.drifts()


# ── plugins


class Stubborn:
    """A plugin that erases at its third attempt."""

    __version__ = "1.0"

    def __init__(self) -> None:
        self.asked: list[str] = []

    @hookimpl
    async def erase_member(self, member_id: str, merchant: Any) -> None:
        self.asked.append(member_id)
        if len(self.asked) < 3:
            raise ValueError("not now")


async def test_a_plugin_that_fails_is_named_and_asked_until_it_is_done(install: Install) -> None:
    stubborn = Stubborn()
    async with install(stubborn=stubborn) as shop:
        await shop.member("m1")
        member = (await by_id(shop)).value
        async with shop.kernel.db.read() as session:
            merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        assert "" == await erase(shop)
        waiting = [str(left) async for left in outstanding_erasures(shop.kernel, merchant)]
        assert [f"{member} is still to be erased by the plugin stubborn: not tried yet"] == waiting

        for minutes in (0, 1, 10):
            shop.clock.set(shop.clock.now_us() + minutes * 60_000_000)
            await work_once(shop.kernel)
            waiting = [str(left) async for left in outstanding_erasures(shop.kernel, merchant)]
            if minutes < 10:
                assert [f"{member} is still to be erased by the plugin stubborn: ValueError: not now"] == waiting

        assert ([], [member] * 3) == (waiting, stubborn.asked)
        assert [] == await shop.drifts()


class Loyal:
    """A plugin that erases no one but the member it is told to."""

    __version__ = "1.0"
    only = ""

    @hookimpl
    async def erase_member(self, member_id: str, merchant: Any) -> None:
        if member_id != self.only:
            raise ValueError("not now")


async def test_what_is_left_of_a_member_who_was_merged_is_outstanding_for_the_survivor(install: Install) -> None:
    loyal = Loyal()
    async with install(loyal=loyal) as shop:
        for number in ("m1", "m2", "m3"):
            await shop.member(number)
        merged, other, survivor = [(await by_id(shop, Lookup("number", name))).value for name in ("m2", "m3", "m1")]
        survivor_id = (await shop.state(ANN)).id
        done = await merge_members(shop.kernel, shop.owner, Lookup("number", "m2"), ANN, None)
        assert done.problem is None
        async with shop.kernel.db.read() as session:
            merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        loyal.only = survivor
        for member in (ANN, Lookup("number", "m3")):
            assert "" == await erase(shop, member)
        await work_once(shop.kernel)

        left = [str(one) for one in await outstanding_of(shop.kernel, merchant, survivor_id)]

        assert [f"{merged} is still to be erased by the plugin loyal: ValueError: not now"] == left
        assert other in "".join([str(one) async for one in outstanding_erasures(shop.kernel, merchant)])
