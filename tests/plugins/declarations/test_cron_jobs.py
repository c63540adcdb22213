"""Jobs by a cron expression: on the weekdays of the merchant's zone, whatever a worker missed."""

from collections.abc import Mapping
from typing import Any

import pytest

from headless.plugins import EventData, EventType, Job, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.services.conftest import clock, kernel, shop
from tests.services.shop import Shop, instant

__all__ = ["clock", "kernel", "shop"]
M1 = Lookup("number", "m1")


class Greeting(EventData):
    """The shop greets a member."""


class Weekly(Job):
    """Greet those who have bought, on Monday and Thursday mornings and at noon."""

    id = "weekly"
    emit = "greetings.greeting"
    cron = "0 9,12 * * MON,THU"

    def where(self, settings: Any) -> Mapping[str, Any]:
        return {"test": {"metric": "orders", "op": "GTE", "value": 1}}


class Greetings:
    __version__ = "1"

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("greetings.greeting", Greeting, {"engine"})]

    @hookimpl
    def register_jobs(self) -> list[type[Job]]:
        return [Weekly]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"greetings": Greetings()}, strict=True)


@pytest.fixture
async def stage(shop: Shop) -> Shop:
    saved = await enable_plugin(shop.kernel, shop.owner, "greetings")
    assert saved.problem is None, saved.problem
    await shop.member("m1")
    return shop


async def greeted(shop: Shop, at: str) -> list[str]:
    """The local times of all greetings, once a worker has worked at a time."""
    shop.clock.set(instant(at))
    await work_once(shop.kernel)
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
        rows = await session.fetch(
            "SELECT occurred_at FROM event WHERE type = 'greetings.greeting' ORDER BY occurred_at"
        )
    return [program.zone.datetime_of(row["occurred_at"]).isoformat()[:16] for row in rows]


async def test_a_member_is_greeted_on_its_weekdays_once_a_day(stage: Shop) -> None:
    await stage.order(M1, "150.00", on="2026-06-01T10:00")

    assert [] == await greeted(stage, "2026-06-04T08:59")
    assert ["2026-06-04T09:00"] == await greeted(stage, "2026-06-04T09:00")
    assert ["2026-06-04T09:00"] == await greeted(stage, "2026-06-04T13:00")
    assert ["2026-06-04T09:00", "2026-06-08T09:00"] == await greeted(stage, "2026-06-08T09:00")


async def test_of_the_runs_that_were_missed_on_a_day_the_last_is_made_up_for(stage: Shop) -> None:
    await stage.order(M1, "150.00", on="2026-06-01T10:00")
    await greeted(stage, "2026-06-02T08:00")

    assert ["2026-06-04T09:00", "2026-06-08T12:00"] == await greeted(stage, "2026-06-09T08:00")


@pytest.mark.parametrize(("cron", "told"), [("0 9 * *", "five fields"), ("0 25 * * *", "hour"), (9, "a text")])
def test_a_cron_expression_that_is_none_is_named_when_the_plugin_is_loaded(cron: Any, told: str) -> None:
    class Broken(Greetings):
        @hookimpl
        def register_jobs(self) -> list[type[Job]]:
            return [type("Wrong", (Weekly,), {"cron": cron})]

    with pytest.raises(Exception, match=told):
        Registry.load(entry_points=(), more={"greetings": Broken()}, strict=True)
