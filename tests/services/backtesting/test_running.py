"""How back-tests run: in the background, on all processors, with what is wrong named."""

import asyncio
import contextlib

import pytest

from headless.clock import FixedClock
from headless.ids import Prefix, encode
from headless.models.tables.work.backtests import BacktestStatus
from headless.services.backtesting import running
from headless.services.backtesting.backtests import start_backtest
from headless.services.kernel.kernel import Kernel
from headless.services.work.queues import BACKTESTS
from headless.services.worker.worker import work_once
from tests.services.backtesting.test_gold_for_more import ladder, two_years
from tests.services.backtesting.trying import members_of, read, tried
from tests.services.shop import Shop, instant

CHANGE = {"rule": {"plugin": "builtin", "rule": "points_per_spend", "settings": {"per": "0.5"}}}


async def open_small(shop: Shop) -> Shop:
    await shop.rule("points_per_spend")
    await shop.order(await shop.member("m1"), "100")
    await shop.order(await shop.member("m2"), "7")
    await shop.pass_time("2024-01-02T00:00")
    return shop


async def test_a_changed_rule_is_tried_over_all_history(shop: Shop) -> None:
    view = await tried(await open_small(shop), CHANGE)

    assert (0, 2, 0) == (view.gained, view.lost, view.unchanged)
    assert view.results is not None
    assert [107, 53, 0, 0] == view.results["totals"]["points"]["sums"]


async def test_a_condition_narrows_whom_it_looks_at(shop: Shop) -> None:
    big = {"test": {"metric": "net_spend", "op": "GTE", "value": "50"}}

    view = await tried(await open_small(shop), CHANGE, where=big)

    assert {"m1"} == set(await members_of(shop, view))
    assert (1, 0) == (view.lost, view.unchanged)


async def test_what_happened_before_since_makes_memory_but_no_difference(shop: Shop) -> None:
    view = await tried(await open_small(shop), CHANGE, since="2024-01-01T00:00")

    assert (0, 0, 2) == (view.gained, view.lost, view.unchanged)


async def test_several_processes_find_what_one_finds(
    kernel: Kernel, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SMALL_EVENTS", 0)
    shop = await two_years(kernel, clock)

    many = await tried(shop, {"tierTrack": ladder("10000")}, processes=2)
    one = await tried(shop, {"tierTrack": ladder("10000")})

    assert (many.gained, many.lost, many.unchanged) == (one.gained, one.lost, one.unchanged)
    assert await members_of(shop, many) == await members_of(shop, one)
    assert many.results is not None
    assert one.results is not None
    assert many.results["totals"] == one.results["totals"]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"rule": {"rule": "nothing"}}, "UNKNOWN_RULE", ("change", "rule", "rule")),
        (
            {"rule": {"rule": "points_per_spend", "settings": {"per": "x"}}},
            "INVALID_SETTINGS",
            ("change", "rule", "settings", "per"),
        ),
        ({"plugin": {"name": "nothing"}}, "UNKNOWN_PLUGIN", ("change", "plugin", "name")),
        ({"tag": {"code": "a", "name": " "}}, "EMPTY", ("change", "tag", "name")),
        ({}, "ONE_CHANGE", ("change",)),
    ],
)
async def test_what_could_not_be_saved_cannot_be_tried(
    shop: Shop, change: dict[str, object], code: str, path: tuple[str, ...]
) -> None:
    await open_small(shop)

    started = await start_backtest(shop.kernel, shop.owner, change)

    assert started.problem is not None
    assert (code, path) == (started.problem.code, started.problem.path)


async def test_a_period_that_is_none_is_refused(shop: Shop) -> None:
    await open_small(shop)

    started = await start_backtest(shop.kernel, shop.owner, CHANGE, since=instant("2025-01-01T00:00"))

    assert started.problem is not None
    assert "INVALID_PERIOD" == started.problem.code


async def test_the_worker_runs_what_is_queued(shop: Shop) -> None:
    await open_small(shop)
    started = await start_backtest(shop.kernel, shop.owner, CHANGE)
    assert started.id is not None
    assert BacktestStatus.QUEUED is (await read(shop, started.id)).status

    await work_once(shop.kernel)

    assert BacktestStatus.DONE is (await read(shop, started.id)).status


async def test_one_whose_process_ended_has_failed_and_says_so(shop: Shop, clock: FixedClock) -> None:
    await open_small(shop)
    started = await start_backtest(shop.kernel, shop.owner, CHANGE)
    assert started.id is not None
    await running._claim(shop.kernel)
    clock.set(clock.now_us() + BACKTESTS.lease_us + 1)

    assert 0 == await running.run_queued(shop.kernel)

    found = await read(shop, started.id)
    assert (BacktestStatus.FAILED, running.LOST) == (found.status, found.error)


async def test_one_that_is_stopped_has_failed_and_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_small(shop)
    started = await start_backtest(shop.kernel, shop.owner, CHANGE)
    assert started.id is not None
    begun = asyncio.Event()

    async def hang(*_: object) -> None:
        begun.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(running, "_gather", hang)
    task = asyncio.create_task(running.run_queued(shop.kernel))
    await begun.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task

    found = await read(shop, started.id)
    assert (BacktestStatus.FAILED, running.STOPPED) == (found.status, found.error)


async def test_a_change_that_can_no_longer_be_saved_fails_by_name(shop: Shop) -> None:
    await open_small(shop)
    change = {"tag": {"code": "fan", "name": "Fan", "expectedVersion": 0}}
    started = await start_backtest(shop.kernel, shop.owner, change)
    assert started.id is not None
    async with shop.kernel.db.transaction() as session:
        columns = ("merchant_id", "id", "version", "code", "document", "saved_at", "saved_by")
        row = (shop.owner.merchant_id, 7, 1, "fan", '{"code":"fan","name":"Fan","condition":null}', 0, "ann")
        await session.insert("tag", columns, [row])

    await running.run_queued(shop.kernel)

    found = await read(shop, started.id)
    assert BacktestStatus.FAILED is found.status
    assert "version 1 is the newest" in str(found.error)
    assert encode(Prefix.BACKTEST, started.id).startswith("back_")


async def test_an_amended_order_counts_as_it_is_by_both_programs(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    for number, total in (("m1", "50"), ("m2", "300")):
        member = await shop.member(number)
        await shop.order(member, "100", number)
        await shop.amend(member, number, total)
    await shop.pass_time("2024-01-02T00:00")

    view = await tried(shop, CHANGE)

    assert (0, 2) == (view.gained, view.lost)
    assert view.results is not None
    assert [350, 175, 0, 0] == view.results["totals"]["points"]["sums"]


async def test_a_moved_order_counts_for_its_new_member_by_both_programs(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    ann = await shop.member("m1")
    await shop.member("m2")
    await shop.order(ann, "100", "A")
    await shop.refund(ann, "20", "A")
    await shop.send("order.moved", ann, {"orderId": "A", "to": {"number": "m2"}})
    await shop.amend(ann, "A", "60")
    await shop.pass_time("2024-01-02T00:00")

    view = await tried(shop, CHANGE)

    assert {"m2": -1} == {number: found["direction"] for number, found in (await members_of(shop, view)).items()}
    assert view.results is not None
    assert [40, 20, 0, 0] == view.results["totals"]["points"]["sums"]
