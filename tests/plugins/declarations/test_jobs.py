"""Jobs: an event for each member who meets a condition, by the merchant's clock, once in a window."""

import asyncio

from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.principals import system
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.scheduling.clocks import advance
from headless.services.scheduling.schedules import run_schedules
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant

M1, M2 = Lookup("number", "m1"), Lookup("number", "m2")


async def nudges(shop: Shop) -> list[tuple[str, str]]:
    """External id without the member, and the local time, of every nudge."""
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
        sql = (
            "SELECT external_id, occurred_at, member_id FROM event WHERE type = 'scores.nudge' ORDER BY occurred_at, id"
        )
        rows = await session.fetch(sql)
    return [(row[0].replace(f":{row[2]}:", "::"), program.zone.datetime_of(row[1]).isoformat()[:16]) for row in rows]


async def work(shop: Shop, at: str) -> None:
    shop.clock.set(instant(at))
    await work_once(shop.kernel)


async def test_a_job_runs_at_its_time_and_once_in_its_window(stage: Shop) -> None:
    await stage.order(M1, "150.00", on="2026-06-01T10:00")
    await work(stage, "2026-06-02T08:59")

    assert [] == await nudges(stage)

    await work(stage, "2026-06-02T09:00")
    await work(stage, "2026-06-02T09:01")
    await work(stage, "2026-06-30T10:00")

    assert [("job:scores.nudging::2026-06-01", "2026-06-02T09:00")] == await nudges(stage)
    assert "7" == await stage.balance(M1)

    await stage.order(M1, "150.00")
    await work(stage, "2026-07-01T09:30")

    assert ("job:scores.nudging::2026-07-01", "2026-07-01T09:00") == (await nudges(stage))[-1]
    assert "14" == await stage.balance(M1)
    assert [] == await verify(stage.kernel)


async def test_only_those_who_meet_the_condition_get_the_event(stage: Shop) -> None:
    await stage.member("m2")
    await stage.order(M1, "99.99")
    await stage.order(M2, "100.00")
    await work(stage, "2026-06-02T10:00")

    assert ("0", "7") == (await stage.balance(M1), await stage.balance(M2))


async def test_several_workers_record_an_event_once(stage: Shop) -> None:
    for number in ("m2", "m3", "m4"):
        await stage.order(await stage.member(number), "200.00")
    stage.clock.set(instant("2026-06-02T10:00"))
    async with stage.kernel.db.read() as session:
        merchant = await stage.kernel.programs.merchant(session, 1)
    await asyncio.gather(*(run_schedules(stage.kernel, merchant, stage.clock.now_us()) for _ in range(4)))
    await work_once(stage.kernel)

    assert 3 == len(await nudges(stage))


async def test_days_that_nobody_worked_are_made_up_for(stage: Shop) -> None:
    await stage.order(M1, "150.00", on="2026-06-01T10:00")
    await work(stage, "2026-07-20T10:00")

    assert [("job:scores.nudging::2026-06-01", "2026-06-02T09:00")] == await nudges(stage)
    assert "7" == await stage.balance(M1)


async def test_a_sandbox_clock_runs_jobs_on_its_way(stage: Shop) -> None:
    merchant = await create_merchant(
        stage.kernel,
        "box",
        currency="CNY",
        time_zone="Asia/Shanghai",
        sandbox=True,
        clock_at=instant("2026-06-01T12:00"),
    )
    box = Shop(stage.kernel, stage.clock, system(merchant.id, merchant.slug))
    await enable_plugin(box.kernel, box.owner, "scores")
    await box.order(await box.member("m1"), "150.00", on="2026-06-01T10:00")
    problem = await advance(box.kernel, box.owner, instant("2026-08-15T00:00"))

    assert problem is None
    assert [("job:scores.nudging::2026-06-01", "2026-06-02T09:00")] == await nudges(box)
    assert "7" == await box.balance(M1)
    async with box.kernel.db.read() as session:
        row = await session.fetch_one("SELECT recorded_at, occurred_at FROM event WHERE type = 'scores.nudge'")
    assert row is not None
    assert row[0] == row[1]
    assert [] == await verify(box.kernel)
    assert [] == [str(each) async for each in differences(box.kernel, merchant)]


async def test_a_job_that_fails_is_named_and_tried_again_the_next_day(stage: Shop) -> None:
    await stage.order(M1, "150.00")
    settings = {"plugin": "scores", "rule": "nudging", "settings": {"broken": True}}
    await save_rule(stage.kernel, stage.owner, settings)
    await work(stage, "2026-06-02T10:00")
    async with stage.kernel.db.read() as session:
        health = await session.fetch("SELECT plugin, part, failures, error FROM plugin_health")

    assert [("scores", "job:nudging", 1, "ValueError: broken")] == [tuple(row) for row in health]

    await save_rule(stage.kernel, stage.owner, {**settings, "settings": {}})
    await work(stage, "2026-06-03T10:00")

    assert [("job:scores.nudging::2026-06-01", "2026-06-03T09:00")] == await nudges(stage)


async def test_a_disabled_plugins_jobs_rest_and_begin_anew_when_it_is_enabled(stage: Shop) -> None:
    await stage.order(M1, "150.00")
    await disable_plugin(stage.kernel, stage.owner, "scores")
    await work(stage, "2026-06-05T10:00")

    assert [] == await nudges(stage)

    await enable_plugin(stage.kernel, stage.owner, "scores")
    await work(stage, "2026-06-05T11:00")

    assert [] == await nudges(stage)

    await work(stage, "2026-06-06T10:00")

    assert [("job:scores.nudging::2026-06-01", "2026-06-06T09:00")] == await nudges(stage)
