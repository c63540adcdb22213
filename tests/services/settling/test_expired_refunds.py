"""Refunds of what has expired, as stored: nothing is taken twice, and nothing drifts."""

from pathlib import Path

import pytest
from tortoise.connection import get_connection

from headless.ids import encode
from headless.models import migrations
from headless.models.migrating.lot_owners import find_owners
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.events import EventInput, record_events
from headless.services.intake.mutations import perform
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from tests.services.shop import Shop, instant

POINTS = {"code": "points", "name": "Points", "worth": "0.01", "expiry": {"after": "30d"}}
SQL = Path(migrations.__file__ or "").parent / "sql"


async def opened(shop: Shop, **kind: object) -> Lookup:
    saved = await save_asset_kind(shop.kernel, shop.owner, {**POINTS, **kind})
    assert saved.problem is None, saved.problem
    await shop.rule("points_per_spend")
    return await shop.member()


async def held(shop: Shop, member: Lookup) -> tuple[int, int, int]:
    """Balance, debt and what has expired."""
    state = await shop.state(member)
    account = state.account(state.program.kinds["points"].id)
    return account.balance, account.debt, account.expired


async def test_forty_five_days_later_nothing_is_left_to_take_back(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "99.00", "A")
    await shop.pass_time("2026-07-16T12:00")

    recorded = await shop.refund(ann, "99.00", "A")

    assert ("RECORDED", (0, 0, 99)) == (recorded.outcome, await held(shop, ann))
    assert [] == await shop.drifts()


async def test_a_late_refund_is_taken_by_the_same_rule_though_nothing_has_swept_the_lots(shop: Shop) -> None:
    ann = await opened(shop)
    await shop.order(ann, "99.00", "A")
    await shop.spend(ann, "points", "20")
    shop.clock.set(instant("2026-07-16T12:00"))

    await shop.refund(ann, "99.00", "A")

    assert (-20, 20, 79) == await held(shop, ann)
    assert [] == await shop.drifts()


async def test_a_batch_of_late_orders_and_refunds_equals_its_events_one_by_one(shop: Shop) -> None:
    ann = await opened(shop)
    ben = await shop.member("m2")
    sent = [
        ("order.paid", {"orderId": "{0}A", "total": "100"}, "2026-03-01T12:00"),
        ("order.refunded", {"refundId": "{0}R1", "orderId": "{0}A", "amount": "30"}, "2026-03-20T12:00"),
        ("order.refunded", {"refundId": "{0}R2", "orderId": "{0}A", "amount": "70"}, "2026-05-01T12:00"),
        ("order.paid", {"orderId": "{0}B", "total": "10"}, "2026-05-30T12:00"),
    ]

    def given(who: str, member: Lookup) -> list[EventInput]:
        return [
            EventInput(
                type_, {name: value.format(who) for name, value in data.items()}, member, "shop", f"{who}{place}", instant(on)
            )
            for place, (type_, data, on) in enumerate(sent)
        ]  # fmt: skip

    await record_events(shop.kernel, shop.owner, given("a", ann))
    for alone in given("b", ben):
        await record_events(shop.kernel, shop.owner, [alone])

    assert (10, 0, 100) == await held(shop, ann) == await held(shop, ben)
    assert [] == await shop.drifts()


async def restored(shop: Shop) -> Lookup:
    """A member whose order was paid with points of three lots, which have expired since, and given back in two parts."""
    ann = await opened(shop)
    await shop.order(ann, "40", "A")
    await shop.pass_time("2026-06-05T12:00")
    await shop.order(ann, "60", "B")
    gift = {"kind": "points", "amount": "30", "reason": "gift", "funding": "partner"}
    await perform(shop.kernel, shop.owner, "asset.granted", gift, "g", lookup=ann)
    await shop.pass_time("2026-06-10T12:00")
    paid = await shop.order(ann, "10", "C", payWith=[{"asset": "points", "amount": "120"}])
    assert "RECORDED" == paid.outcome, paid.problem
    await shop.pass_time("2026-07-20T12:00")
    await shop.refund(ann, "5", "C")
    await shop.refund(ann, "5", "C")
    return ann


async def test_points_given_back_into_a_new_lot_are_still_those_of_their_order(shop: Shop) -> None:
    ann = await restored(shop)
    before = await held(shop, ann)
    await shop.pass_time("2026-09-01T12:00")

    await shop.refund(ann, "40", "A")
    await shop.refund(ann, "60", "B")

    assert (120, 0, 18) == before
    assert (0, 0, 138) == await held(shop, ann)
    assert [] == await shop.drifts()


async def test_what_expired_and_whose_lots_were_restored_is_found_for_what_was_stored_before(shop: Shop) -> None:
    await restored(shop)
    await shop.pass_time("2026-08-01T12:00")
    select = "SELECT id, expired, origin_entry_id FROM lot ORDER BY id"
    async with shop.kernel.db.read() as session:
        stored = [tuple(row) for row in await session.fetch(select)]
        dialect = session.dialect

    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE lot SET expired = 0, origin_entry_id = NULL")
        script = (SQL / f"0014_owners_of_lots.{dialect}.sql").read_text("utf-8")
        await session.execute(script.strip().removesuffix(";").rpartition(";")[2])
        await find_owners(get_connection("default"))
    async with shop.kernel.db.read() as session:
        assert stored == [tuple(row) for row in await session.fetch(select)]

    assert {"A", "B", "asset.granted"} == await owners(shop)
    assert [] == await shop.drifts()


async def owners(shop: Shop) -> set[str | None]:
    """Whose the lots are that were restored."""
    sql = """SELECT DISTINCT coalesce(e.subject, e.type) FROM lot l
JOIN entry n ON n.merchant_id = l.merchant_id AND n.id = l.origin_entry_id
JOIN event e ON e.merchant_id = n.merchant_id AND e.id = n.event_id"""
    async with shop.kernel.db.read() as session:
        return {row[0] for row in await session.fetch(sql)}


@pytest.mark.parametrize("clawback", ["DEBT", "FORGIVE"])
async def test_an_entry_that_expired_cannot_be_reversed(shop: Shop, clawback: str) -> None:
    ann = await opened(shop, clawback=clawback)
    granted = await shop.grant(ann, "points", "50")
    assert granted.entry_id is not None
    await shop.pass_time("2026-07-16T12:00")

    reversed_ = await assets.reverse(
        shop.kernel, shop.owner, encode("ent", granted.entry_id), None, reason="mistake", key="k"
    )

    assert reversed_.problem is not None
    assert "REVERSAL_TOO_LARGE" == reversed_.problem.code
    assert (0, 0, 50) == await held(shop, ann)
