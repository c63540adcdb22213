"""Merges in odd moments: clocks that differ, numbers that look like the system's own, and files that are imported meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headless.clock import FixedClock, SystemClock
from headless.engine.member.referral_codes import referral_code
from headless.engine.values.problems import Problem
from headless.models.base.session import Session
from headless.services.importing.balances import import_balances
from headless.services.importing.files.reports import ImportReport
from headless.services.importing.orders import chunks
from headless.services.importing.orders.orders import import_orders
from headless.services.intake.acceptance import EventInput, Request
from headless.services.intake.events import record_together
from headless.services.intake.mutations import perform_and
from headless.services.kernel.kernel import build_kernel
from headless.services.members import members
from headless.services.settling.decision_loop import Batch
from tests.services.lives.merging.merges import ANN, BOB, amounts, merge, two
from tests.services.shop import Shop

COLUMNS = {name: name for name in ("order", "member", "time", "sku", "quantity", "price")}


async def test_a_merge_is_recorded_after_what_both_did_even_if_another_process_has_a_later_clock(shop: Shop) -> None:
    await two(shop)
    kernel, now = shop.kernel, shop.clock.now_us()
    ahead = build_kernel(kernel.db, kernel.registry, FixedClock(now + 5_000_000), kernel.settings, SystemClock())
    await replace(shop, kernel=ahead).order(BOB, "12.00", "B")

    assert "" == await merge(shop)
    await shop.order(ANN, "1.00", "A")

    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT type, recorded_at FROM event WHERE type <> 'member.joined' ORDER BY id")
        entries = await session.fetch("SELECT recorded_at FROM entry ORDER BY id")
    assert ["order.paid", "member.merged", "order.paid"] == [row["type"] for row in rows]
    for recorded in (rows, entries):
        times = [row["recorded_at"] for row in recorded]
        assert times == sorted(times)
    assert [] == await shop.drifts()


async def test_an_order_whose_number_looks_like_that_of_a_job_follows_to_the_survivor(shop: Shop) -> None:
    await two(shop)
    merged_id = (await shop.state(BOB)).id
    await merge(shop)

    # As of a request that had looked up the member before.
    given = EventInput("order.paid", {"orderId": "job:1", "total": "10"}, None, "shop", "job:1", member_id=merged_id)
    recorded = (await record_together(shop.kernel, [Request(shop.owner, [given])]))[0][0]

    assert ("RECORDED", None) == (recorded.outcome, recorded.problem)
    assert {"balance": 10, "earned": 10} == await amounts(shop)


def file(folder: Path, header: str, *lines: str) -> Path:
    path = folder / "file.csv"
    path.write_text("\n".join([header, *lines, ""]))
    return path


async def orders(shop: Shop, path: Path) -> ImportReport:
    rejected = path.with_suffix(".rejected")
    return await import_orders(shop.kernel, "tea", path, COLUMNS, member_by="number", rejected=rejected)


async def test_a_member_that_is_merged_while_its_orders_are_imported(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two(shop)
    lines = [f"o{number},{('ann', 'bob')[number % 2]},2026-05-0{number},tea,1,10.00" for number in range(1, 7)]
    path, settle, merging = file(tmp_path, ",".join(COLUMNS), *lines), chunks.settle_history, list[asyncio.Task[str]]()

    async def late(batch: Any, records: Sequence[Any], fresh: Any) -> Any:
        """Settle when the members have been looked up, and another process has merged them."""
        if not merging:
            merging.append(asyncio.create_task(merge(shop)))
            if batch.session.dialect == "postgres":
                await merging[0]
        return await settle(batch, records, fresh)

    monkeypatch.setattr(chunks, "settle_history", late)
    report = await orders(shop, path)

    assert "" == await merging[0]
    assert (6, {}) == (report.orders, dict(report.rejected))
    assert {"balance": 60, "earned": 60} == await amounts(shop)
    assert 6 == (await orders(shop, path)).already_there
    assert [] == await shop.drifts()


async def test_files_that_were_imported_before_a_merge_add_nothing_after_it(shop: Shop, tmp_path: Path) -> None:
    await two(shop)
    names = ("ann", "bob")
    paid = [f"o-{name},{name},2026-05-01,tea,1,10.00" for name in names]

    async def both() -> tuple[int, int]:
        recorded = await orders(shop, file(tmp_path, ",".join(COLUMNS), *paid))
        path = file(tmp_path, "member,amount", *(f"{name},7" for name in names))
        balances = await import_balances(
            shop.kernel, "tea", path, {"member": "member", "amount": "amount"}, asset="points", member_by="number",
            rejected=path.with_suffix(".rejected"),
        )  # fmt: skip
        assert not recorded.rejected
        assert not balances.rejected
        return recorded.already_there, balances.already_there

    assert (0, 0) == await both()
    await merge(shop)
    before = await amounts(shop)

    assert (2, 2) == await both()
    assert 34 == before["balance"]
    assert before == await amounts(shop)
    assert [] == await shop.drifts()


async def test_a_change_that_claims_follows_to_the_survivor(shop: Shop) -> None:
    """As of a request that had looked up the member before it was merged."""
    await two(shop)
    merged_id, told = (await shop.state(BOB)).id, list[int]()
    await merge(shop)

    async def then(batch: Batch, member_id: int) -> list[int]:
        told.append(member_id)
        return []

    data = {"fields": {}, "personal": {"name": "Robert"}}
    done = await perform_and(shop.kernel, shop.owner, "member.updated", data, "k1", merged_id, then)

    survivor_id = (await shop.state(ANN)).id
    assert (None, survivor_id, [survivor_id]) == (done.problem, done.member_id, told)


async def test_a_newcomer_joins_on_the_code_of_a_member_who_is_merged_meanwhile(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two(shop)
    merged_id, look_up, looked = (await shop.state(BOB)).id, members.referrer, list[str]()
    await merge(shop)

    async def late(session: Session, merchant_id: int, code: str) -> int | Problem:
        """At first, as of before the merge."""
        looked.append(code)
        return merged_id if len(looked) == 1 else await look_up(session, merchant_id, code)

    monkeypatch.setattr(members, "referrer", late)
    given = {"number": "new", "referralCode": referral_code(merged_id)}
    joined = await members.create_member(shop.kernel, shop.owner, given, "join-new")

    assert (None, 2) == (joined.problem, len(looked))
    async with shop.kernel.db.read() as session:
        (row,) = await session.fetch("SELECT member_id FROM event WHERE type = 'referral.joined'")
    assert (await shop.state(ANN)).id == row["member_id"]
    assert [] == await shop.drifts()
