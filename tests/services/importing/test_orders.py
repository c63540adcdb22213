"""What the lines of a file of orders mean."""

import json
from decimal import Decimal

import pytest

from headless.engine.member.coupons import CouponStatus
from headless.models.tables.rewards.coupon_pages import coupons_by_id
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.importing.clock_pause import is_importing
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.members.members import create_member
from headless.services.worker.worker import work_once
from tests.services.importing.small import COLUMNS, Small
from tests.services.importing.stores import microseconds


async def test_lines_of_one_number_are_one_order_wherever_they_stand(small: Small) -> None:
    await small.rule("points_per_spend")
    path = small.lines(
        "o1,ann,2026-05-01 10:00:00,tea,2,3.50",
        "o2,ben,2026-05-01 10:30:00,cup,1,8.00",
        "o1,ann,2026-05-01 10:45:00,jam,1,4.10",
    )

    report = await small.orders(path)

    assert (3, 2, 2) == (report.lines, report.orders, report.members_created)
    assert Decimal("19.10") == report.gross == report.net
    assert (1, 11_10, 0) == await small.total("ann")
    assert "11" == await small.balance("ann")


async def test_an_order_has_the_time_of_its_earliest_line_in_the_files_zone(small: Small) -> None:
    path = small.lines(
        "o1,ann,2026-05-01 10:00:00,tea,1,1.00", "o1,ann,,cup,1,1.00", "o1,ann,2026-04-01 09:00:00,tea,1,1.00"
    )

    await small.orders(path, time_zone="Europe/London")

    at = microseconds("2026-04-01T09:00:00+01:00")
    assert [("member.joined", at, at), ("order.paid", at, at)] == await small.events(
        "type", "occurred_at", "recorded_at"
    )


async def test_a_time_with_an_offset_needs_no_zone(small: Small) -> None:
    await small.orders(small.lines("o1,ann,2026-05-01T10:00:00Z,tea,1,1.00"), time_zone="Europe/London")

    assert microseconds("2026-05-01T10:00:00+00:00") == (await small.events("occurred_at"))[0][0]


@pytest.mark.parametrize(
    ("prices", "total"), [(["0.004", "0.001"], 1), (["0.004"], 0), (["2.345"], 235), (["0.0049", "0.0049"], 1)]
)
async def test_a_total_is_rounded_once_half_up(small: Small, prices: list[str], total: int) -> None:
    await small.orders(small.lines(*(f"o1,ann,2026-05-01,tea,1,{price}" for price in prices)))

    assert (1, total, 0) == await small.total("ann")


async def test_a_total_of_nothing_is_an_order(small: Small) -> None:
    report = await small.orders(small.lines("o1,ann,2026-05-01,gift,1,0"))

    assert (1, Decimal("0.00")) == (report.orders, report.gross)
    assert (1, 0, 0) == await small.total("ann")


async def test_a_prefixed_number_is_an_unlinked_refund_that_takes_points_back(small: Small) -> None:
    await small.rule("points_per_spend")
    path = small.lines("7,ann,2026-05-01,tea,10,3.00", "C7,ann,2026-05-02,tea,-4,3.00")

    report = await small.orders(path, refund_prefix="C")

    assert (1, 1, Decimal("30.00"), Decimal("12.00")) == (
        report.orders, report.refunds, report.gross, report.refunded,
    )  # fmt: skip
    assert (1, 30_00, 12_00) == await small.total("ann")
    assert "18" == await small.balance("ann")
    assert [("order.paid", "7"), ("order.refunded", "C7")] == [
        row for row in await small.events("type", "subject") if row[1] is not None
    ]


async def test_rules_see_the_items_as_they_would_have_been_sent(small: Small) -> None:
    await small.rule("points_per_spend", per_category={"toys": "2"})
    path = small.file(
        "no,who,at,what,kind,paid,shop\n1,ann,2026-05-01,bear,toys,10.00,north\n1,ann,2026-05-01,tea,food,5.00,north\n"
    )
    mapping = {
        "order": "no",
        "member": "who",
        "time": "at",
        "sku": "what",
        "category": "kind",
        "amount": "paid",
        "store": "shop",
    }

    await small.orders(path, mapping)

    sent = json.loads((await small.events("data"))[1][0])
    assert {
        "orderId": "1", "store": "north", "total": "15.00",
        "items": [
            {"sku": "bear", "category": "toys", "quantity": "1", "amount": "10.00"},
            {"sku": "tea", "category": "food", "quantity": "1", "amount": "5.00"},
        ],
    } == sent  # fmt: skip
    assert "25" == await small.balance("ann")


async def test_a_line_against_the_orders_direction_is_an_item_with_its_sign(small: Small) -> None:
    await small.orders(small.lines("o1,ann,2026-05-01,tea,1,10.00", "o1,ann,2026-05-01,voucher,-1,2.50"))

    sent = json.loads((await small.events("data"))[1][0])
    lines = [("tea", "1", "10.00"), ("voucher", "-1", "-2.50")]
    assert ("7.50", lines) == (
        sent["total"],
        [(item["sku"], item["quantity"], item["amount"]) for item in sent["items"]],
    )


async def test_members_join_with_their_first_order_and_get_their_joining_points(small: Small) -> None:
    await small.rule("joining_points", amount="50")
    path = small.lines("o2,ann,2026-05-02,tea,1,1.00", "o1,ann,2026-05-01,tea,1,1.00")

    await small.orders(path)

    assert "50" == await small.balance("ann")
    assert microseconds("2026-05-01T00:00:00+08:00") == (await small.state("ann")).joined_at


async def test_members_may_be_found_by_number_and_those_who_are_there_do_not_join_again(small: Small) -> None:
    await small.rule("joining_points", amount="50")
    created = await create_member(small.kernel, small.owner, {"number": "4711"})
    assert created.problem is None

    report = await small.orders(small.lines("o1,4711,2026-05-01,tea,1,1.00"), member_by="number")

    assert (1, 0) == (report.orders, report.members_created)
    assert "50" == await small.balance("4711", by="number")


async def test_clock_work_between_two_orders_is_done_at_its_own_time(small: Small) -> None:
    saved = await save_asset_kind(
        small.kernel, small.owner, {"code": "points", "name": "Points", "expiry": {"after": "30d"}}
    )
    assert saved.problem is None
    await small.rule("points_per_spend")

    await small.orders(small.lines("o1,ann,2026-01-01,tea,1,10.00", "o2,ann,2026-05-20,tea,1,3.00"))

    when = {kind: at for kind, at in await small.events("type", "recorded_at") if kind == "asset.expired"}
    assert {"asset.expired": microseconds("2026-01-31T00:00:00+08:00")} == when
    assert "3" == await small.balance("ann")
    assert await small.is_sound()


async def test_what_is_due_up_to_the_merchants_clock_is_done_at_the_end(small: Small) -> None:
    await save_asset_kind(small.kernel, small.owner, {"code": "points", "name": "Points", "expiry": {"after": "30d"}})
    await small.rule("points_per_spend")

    await small.orders(small.lines("o1,ann,2026-01-01,tea,1,10.00"))

    assert "0" == await small.balance("ann")
    assert await small.is_sound()


async def test_a_file_may_be_compressed_and_begin_with_a_mark(small: Small) -> None:
    path = small.file(b"\xef\xbb\xbforder,member,time,amount\r\no1,ann,2026-05-01,3.00\r\n", "orders.csv.gz")

    report = await small.orders(path, {name: name for name in ("order", "member", "time", "amount")})

    assert (1, Decimal("3.00")) == (report.orders, report.gross)
    assert not small.rejected_path.exists()


async def test_a_later_file_adds_to_an_earlier_one_and_what_comes_late_is_settled_late(small: Small) -> None:
    await small.rule("points_per_spend")
    await small.orders(small.lines("o2,ann,2026-05-02,tea,1,20.00"))

    report = await small.orders(small.lines("o1,ann,2026-05-01,tea,1,10.00", "o2,ann,2026-05-02,tea,1,20.00"))

    assert (1, 1) == (report.orders, report.already_there)
    assert "30" == await small.balance("ann")
    assert await small.is_sound()


async def test_progress_is_told(small: Small) -> None:
    told: list[tuple[str, int, int]] = []

    await small.orders(
        small.lines(*(f"o{day},ann,2026-05-{day:02},tea,1,1.00" for day in range(1, 8))),
        progress=lambda *step: told.append(step), at_once=3,
    )  # fmt: skip

    assert [("importing", 0, 7), ("importing", 3, 7), ("importing", 6, 7), ("importing", 7, 7)] == [
        step for step in told if step[0] == "importing"
    ]
    assert {"reading", "importing", "clock work"} == {step[0] for step in told}


async def test_the_worker_lets_the_clock_rest_while_a_history_comes_in(small: Small) -> None:
    await small.rule("points_per_spend")
    await save_asset_kind(small.kernel, small.owner, {"code": "points", "name": "Points", "expiry": {"after": "30d"}})
    path = small.lines("o1,ann,2026-01-01,tea,1,10.00", "o2,ann,2026-02-20,tea,1,3.00", "o3,ann,2026-05-20,tea,1,2.00")

    class Killed(Exception):
        pass

    def kill_after_two(step: str, done: int, total: int) -> None:
        if (step, done) == ("importing", 2):
            raise Killed

    with pytest.raises(Killed):
        await small.orders(path, at_once=1, progress=kill_after_two)
    while_resting = await work_once(small.kernel)
    await small.orders(path)

    assert 0 == while_resting.due
    assert [True] * 4 == [
        occurred == recorded for occurred, recorded in await small.events("occurred_at", "recorded_at")
    ][:4]
    assert "2" == await small.balance("ann")
    assert not await is_importing(small.kernel, small.owner.merchant_id)


async def coupons_of(small: Small, member: str, count: int = 1) -> list[str]:
    """The codes of coupons that a member is given now."""
    document = {"code": "off", "name": "1 off", "discount": {"amount": "1"}, "validity": "10d"}
    assert (await save_coupon_kind(small.kernel, small.owner, document)).problem is None
    issued = await issue_coupons(
        small.kernel, small.owner, Lookup("externalId", member), Codes("off", count, None, member)
    )
    assert issued.problem is None, issued.problem
    async with small.kernel.db.read() as session:
        coupons = await coupons_by_id(session, small.owner.merchant_id, issued.ids)
    return [coupons[id_].code for id_ in issued.ids]


async def states_of_coupons(small: Small) -> list[tuple[int, str | None]]:
    sql = "SELECT status, order_ref FROM coupon WHERE merchant_id = $1 ORDER BY id"
    async with small.kernel.db.read() as session:
        return [tuple(row) for row in await session.fetch(sql, small.owner.merchant_id)]


@pytest.mark.parametrize("own_process", [False, True])
async def test_orders_use_the_coupons_that_their_lines_name(small: Small, own_process: bool) -> None:
    await create_member(small.kernel, small.owner, {"externalId": "ann"})
    await create_member(small.kernel, small.owner, {"externalId": "ben"})
    one, other, unused = await coupons_of(small, "ann", 3)
    typed = "-".join(one[place : place + 4].lower() for place in range(0, 16, 4))
    text = f"""order,member,time,sku,quantity,price,codes
o1,ann,2026-06-01 14:00:00,tea,2,3.50,"{typed}, {other}"
o1,ann,2026-06-01 14:00:00,jam,1,4.10,
o2,ann,2026-06-01 15:00:00,tea,1,3.50,{one}
o3,ben,2026-06-01 15:00:00,tea,1,3.50,{unused}
o4,ann,2026-05-31 15:00:00,tea,1,3.50,{unused}
o5,ann,2026-06-01 16:00:00,tea,1,3.50,
"""
    path = small.file(text)
    columns = {**{name: name for name in COLUMNS}, "coupons": "codes"}

    report = await small.orders(path, columns, own_process=own_process)

    used, left = CouponStatus.USED, CouponStatus.OPEN
    assert [(used, "o1"), (used, "o1"), (left, None)] == await states_of_coupons(small)
    assert {"coupon used": 1, "coupon of another": 1, "coupon not issued": 1} == dict(report.rejected)
    assert 2 == report.orders
    assert 2 == (await small.orders(path, columns)).already_there
    assert await small.is_sound()


async def test_an_order_that_is_sent_as_it_was_imported_is_the_same_order(small: Small) -> None:
    await create_member(small.kernel, small.owner, {"externalId": "ann"})
    codes = await coupons_of(small, "ann", 2)
    text = f"order,member,time,total,codes\no1,ann,2026-06-01 14:00:00,3.50,{';'.join(codes)}\n"
    columns = {"order": "order", "member": "member", "time": "time", "amount": "total", "coupons": "codes"}
    await small.orders(small.file(text), columns, source="pos")
    at = microseconds("2026-06-01T14:00:00+08:00")
    data = {"orderId": "o1", "total": "3.50", "coupons": sorted(codes)}
    sent = EventInput("order.paid", data, Lookup("externalId", "ann"), "pos", "o1", at)

    (again,) = await record_events(small.kernel, small.owner, [sent])

    assert "DUPLICATE" == again.outcome
