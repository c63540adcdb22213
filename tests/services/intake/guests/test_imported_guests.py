"""Orders of a file whose members are not known wait for them, if the merchant keeps the events of guests."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from headless.clock import FixedClock
from headless.services.configuration.guest_events import change_claim_for
from headless.services.configuration.merchants import create_merchant
from headless.services.importing.files.reports import ImportReport
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import system
from headless.services.members.members import create_member
from tests.services.importing.small import Small
from tests.services.intake.guests.waiting import PHONE, join
from tests.services.shop import Shop

ROWS = (
    f"1,{PHONE},2026-05-01 10:00:00,tea,1,30.00",
    "2,+442079460958,2026-05-02 10:00:00,tea,2,10.00",
    f"C2,{PHONE},2026-05-03 10:00:00,tea,-1,10.00",
    "3,+44 20 7946 0000,2026-05-03 10:00:00,tea,1,7.00",
)


@pytest.fixture
async def files(kernel: Kernel, tmp_path: Path) -> Small:
    merchant = await create_merchant(kernel, "tea", currency="CNY", time_zone="Asia/Shanghai")
    await change_claim_for(kernel, "tea", 90)
    return Small(kernel, system(merchant.id, merchant.slug), tmp_path)


async def imported(files: Small, *rows: str, **more: Any) -> ImportReport:
    options = {"create_members": False, "member_by": "phone", "refund_prefix": "C", **more}
    return await files.orders(files.lines(*(rows or ROWS)), **options)


async def test_orders_without_a_member_wait_and_settle_when_it_joins(files: Small, clock: FixedClock) -> None:
    shop = Shop(files.kernel, clock, files.owner)
    await shop.rule("points_per_spend")

    tried = await imported(files, dry_run=True)
    report = await imported(files)
    again = await imported(files)

    assert (4, 0, 4, 0) == (tried.guests, report.orders, report.guests, sum(report.rejected.values()))
    assert (0, 4, Decimal(0)) == (again.guests, again.already_there, report.gross)
    assert 4 == report.to_json()["guests"]
    joined = await join(shop, "PHONE")
    assert (3, "40") == (len(joined.claimed), await shop.balance(Lookup("number", "m1")))
    last = await imported(files)
    assert (4, 0) == (last.already_there, sum(last.rejected.values()))
    assert [] == await shop.drifts()


async def test_other_content_and_used_numbers_are_rejected(files: Small) -> None:
    await imported(files)

    changed = f"1,{PHONE},2026-05-01 10:00:00,tea,1,31.00"
    of_another = "2,+44 20 7946 0000,2026-05-02 10:00:00,tea,2,10.00"
    report = await imported(files, changed, of_another)

    assert (0, {"recorded otherwise": 2}) == (report.guests, dict(report.rejected))


async def test_an_order_that_waits_is_not_recorded_again_for_a_member_who_has_not_proven_it(files: Small) -> None:
    await imported(files)
    await create_member(files.kernel, files.owner, {"phone": PHONE})

    report = await imported(files)

    assert (4, 0, 0) == (report.already_there, report.orders, sum(report.rejected.values()))


async def test_members_are_created_if_that_is_asked_and_ids_are_rejected_as_ever(files: Small) -> None:
    created = await imported(files, create_members=True)
    by_id = await imported(files, "9,mem_000000000000g,2026-05-01 10:00:00,tea,1,30.00", member_by="id")

    assert (2, 0, 0) == (created.members_created, created.guests, by_id.guests)
    assert {"unknown member": 1} == dict(by_id.rejected)


async def test_lines_are_rejected_as_ever_if_it_is_off(files: Small) -> None:
    await change_claim_for(files.kernel, "tea", None)

    report = await imported(files)

    assert {"unknown member": 4} == dict(report.rejected)
    assert "guests" not in report.to_json()
