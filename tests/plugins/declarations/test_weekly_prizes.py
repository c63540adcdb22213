"""A weekly leaderboard with prizes for the first three: on Monday morning, for the week that is over."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from headless.plugins import (
    Earn,
    Effect,
    EventData,
    EventType,
    Job,
    Rank,
    Ranking,
    Rule,
    RuleContext,
    Skip,
    hookimpl,
)
from headless.plugins.loading.registry import Registry
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.services.conftest import clock, kernel, shop
from tests.services.shop import Shop, instant

__all__ = ["clock", "kernel", "shop"]
NAMES = ("ann", "bob", "cat", "dan", "eve")


class WeekOver(EventData):
    """A week is over."""


class Week(Ranking):
    """Who spends most in a week."""

    id = "week"
    by = "net_spend"
    window = "week"


class Monday(Job):
    """On Mondays at nine, those who ordered in the last two weeks."""

    id = "monday"
    emit = "prizes.week_over"
    cron = "0 9 * * MON"
    once = "week"

    def where(self, settings: Any) -> Mapping[str, Any]:
        return {"test": {"metric": "orders", "op": "GTE", "value": 1, "window": "14d"}}


class Prizes(Rule):
    """A hundred, fifty and twenty points for the first three of the week before."""

    id = "prizes"
    on = ("prizes.week_over",)
    assets = ("points",)
    needs = {"rank": Rank("week", previous=True)}

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        prize = {1: 100, 2: 50, 3: 20}.get(ctx.facts["rank"])
        return [Earn("points", prize)] if prize else ctx.skip("not among the first three")


class Plugin:
    __version__ = "1"

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("prizes.week_over", WeekOver, {"engine"})]

    @hookimpl
    def register_rankings(self) -> list[type[Ranking]]:
        return [Week]

    @hookimpl
    def register_jobs(self) -> list[type[Job]]:
        return [Monday]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Prizes]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"prizes": Plugin()}, strict=True)


@pytest.fixture
async def stage(shop: Shop) -> Shop:
    """Five members; in the week of 8 June bob and cat spend as much, cat first, and eve spends nothing."""
    assert (await enable_plugin(shop.kernel, shop.owner, "prizes")).problem is None
    for name in NAMES:
        await shop.member(name)
    for name, total, at in (
        ("ann", "90", "2026-06-08T10:00"),
        ("cat", "50", "2026-06-09T10:00"),
        ("bob", "50", "2026-06-10T10:00"),
        ("dan", "10", "2026-06-11T10:00"),
    ):
        shop.clock.set(instant(at))
        await shop.order(Lookup("number", name), total, on=at)
    return shop


async def points(shop: Shop, at: str) -> list[str]:
    """What each member holds, once a worker has worked at a time."""
    shop.clock.set(instant(at))
    await work_once(shop.kernel)
    return [await shop.balance(Lookup("number", name)) for name in NAMES]


async def test_the_first_three_get_their_prizes_once(stage: Shop) -> None:
    assert ["0"] * 5 == await points(stage, "2026-06-15T08:59")
    assert ["100", "20", "50", "0", "0"] == await points(stage, "2026-06-15T09:00")
    assert ["100", "20", "50", "0", "0"] == await points(stage, "2026-06-21T12:00")
    assert [] == await stage.drifts()


async def test_what_no_worker_ran_is_made_up_for_with_the_list_of_that_week(stage: Shop) -> None:
    shop = stage
    shop.clock.set(instant("2026-06-16T10:00"))
    await shop.order(Lookup("number", "eve"), "500", on="2026-06-16T10:00")

    assert ["100", "20", "50", "0", "0"] == await points(shop, "2026-06-17T12:00")
    assert [] == await shop.drifts()
