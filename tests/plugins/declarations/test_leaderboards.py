"""Rankings of members: who is before whom, when lists end, and what rules see of them."""

from datetime import date
from typing import Any

import pytest

from headless.models.tables.members.rankings.places import ListKey, first_places, value_of
from headless.plugins.loading.registry import Registry
from headless.services.configuration.rules import save_rule
from headless.services.kernel.lookups import Lookup
from headless.services.members.members import update_member
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.plugins.declarations.boards import Boards
from tests.services.conftest import clock, kernel, shop
from tests.services.shop import Shop, instant

__all__ = ["clock", "kernel", "shop"]
WEEK = "boards.week/week"


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"boards": Boards()}, strict=True)


@pytest.fixture
async def stage(shop: Shop) -> Shop:
    shop.clock.set(instant("2026-06-08T08:00"))
    saved = await enable_plugin(shop.kernel, shop.owner, "boards")
    assert saved.problem is None, saved.problem
    for name in ("ann", "bob", "cat", "dan"):
        await shop.member(name)
    return shop


def who(name: str) -> Lookup:
    return Lookup("number", name)


async def order(shop: Shop, name: str, total: str, at: str, number: str | None = None) -> None:
    shop.clock.set(max(shop.clock.now_us(), instant(at)))
    answer = await shop.order(who(name), total, number, on=at)
    assert answer.problem is None, answer.problem


async def standing(shop: Shop, monday: str | None = "2026-06-08", code: str = WEEK, most: int = 10) -> list[str]:
    """The list of a week as it is stored: numbers of members with their values."""
    day = 0 if monday is None else date.fromisoformat(monday).toordinal()
    async with shop.kernel.db.read() as session:
        places = await first_places(session, shop.owner.merchant_id, ListKey(code, day, most))
        rows = await session.fetch("SELECT id, number FROM member")
    numbers = {row["id"]: row["number"] for row in rows}
    return [f"{numbers[place.member_id]} {value_of(place)}" for place in places]


async def test_the_largest_is_first_and_of_equals_the_one_who_was_there_first(stage: Shop) -> None:
    await order(stage, "ann", "30", "2026-06-08T10:00")
    await order(stage, "bob", "50", "2026-06-08T11:00")
    await order(stage, "cat", "20", "2026-06-08T12:00")
    await order(stage, "ann", "20", "2026-06-09T10:00")
    await order(stage, "cat", "30", "2026-06-09T09:00")

    assert ["bob 50", "cat 50", "ann 50"] == await standing(stage)
    assert [] == await stage.drifts()


async def test_who_is_there_at_the_same_moment_stands_as_they_joined(stage: Shop) -> None:
    await order(stage, "dan", "10", "2026-06-08T10:00")
    await order(stage, "ann", "10", "2026-06-08T10:00")

    assert ["ann 10", "dan 10"] == await standing(stage)


async def test_a_refund_takes_a_member_down_and_out(stage: Shop) -> None:
    await order(stage, "ann", "30", "2026-06-08T10:00", "o-ann")
    await order(stage, "bob", "20", "2026-06-08T11:00")
    await stage.refund(who("ann"), "15", "o-ann", on="2026-06-08T12:00")
    assert ["bob 20", "ann 15"] == await standing(stage)

    await stage.refund(who("ann"), "15", "o-ann", on="2026-06-08T13:00")
    assert ["bob 20"] == await standing(stage)


async def test_a_week_that_is_over_stays_and_takes_what_was_sent_late(stage: Shop) -> None:
    await order(stage, "ann", "30", "2026-06-14T23:00")
    await order(stage, "bob", "40", "2026-06-15T09:00")
    assert ["ann 30"] == await standing(stage)
    assert ["bob 40"] == await standing(stage, "2026-06-15")

    await stage.order(who("bob"), "35", on="2026-06-14T20:00")

    assert ["bob 35", "ann 30"] == await standing(stage)
    assert ["bob 40"] == await standing(stage, "2026-06-15")


async def test_members_who_left_take_no_place(stage: Shop) -> None:
    await order(stage, "ann", "30", "2026-06-08T10:00")
    await order(stage, "bob", "20", "2026-06-08T11:00")

    await update_member(stage.kernel, stage.owner, who("ann"), {"status": "FROZEN"})

    assert ["bob 20"] == await standing(stage)


async def test_a_rule_sees_the_rank_of_before_the_event_and_decides_the_same_again(stage: Shop) -> None:
    await order(stage, "ann", "30", "2026-06-08T10:00")
    await order(stage, "bob", "20", "2026-06-08T11:00")
    for name in ("ann", "bob", "cat"):
        await stage.send("boards.asked", who(name), {}, on="2026-06-08T12:00")
    await order(stage, "bob", "20", "2026-06-09T11:00")
    await stage.send("boards.asked", who("ann"), {}, on="2026-06-09T12:00")
    assert ["10", "0", "0"] == [await stage.balance(who(name)) for name in ("ann", "bob", "cat")]

    stage.clock.set(instant("2026-06-16T12:00"))
    await stage.send("boards.asked", who("bob"), {}, on="2026-06-16T12:00")

    assert "5" == await stage.balance(who("bob"))
    assert [] == await stage.drifts()


async def test_a_window_that_rolls_moves_by_itself(stage: Shop) -> None:
    await save_rule(stage.kernel, stage.owner, {"plugin": "boards", "rule": "week", "settings": {"window": "30d"}})
    await order(stage, "ann", "30", "2026-06-08T10:00")
    await order(stage, "bob", "20", "2026-06-17T10:00")
    rolling = "boards.week/30d"
    assert ["ann 30", "bob 20"] == await standing(stage, None, rolling)

    await stage.pass_time("2026-07-08T08:00")

    assert ["bob 20"] == await standing(stage, None, rolling)


async def test_a_ranking_that_begins_late_counts_what_happened_before(shop: Shop) -> None:
    await shop.member("ann")
    await shop.member("kid", attributes={"kid": "yes"})
    for name in ("ann", "kid", "ann"):
        await order(shop, name, "10", "2026-06-08T10:00")

    shop.clock.set(instant("2026-06-09T10:00"))
    await enable_plugin(shop.kernel, shop.owner, "boards")
    await work_once(shop.kernel)

    assert ["ann 20", "kid 10"] == await standing(shop)
    assert ["ann 2"] == await standing(shop, None, "boards.ever/ever")


@pytest.mark.parametrize(("change", "told"), [({"by": None}, "by must be"), ({"most": 0}, "1 to 100000")])
def test_a_ranking_that_cannot_be_kept_is_named_when_the_plugin_is_loaded(change: dict[str, Any], told: str) -> None:
    from headless.plugins import Ranking, hookimpl

    class Broken:
        __version__ = "1"

        @hookimpl
        def register_rankings(self) -> list[Any]:
            return [type("Bad", (Ranking,), {"id": "bad", "by": "orders", **change})]

    plugins = Registry.load(entry_points=(), more={"broken": Broken()}).plugins

    assert any(told in (plugin.error or "") for plugin in plugins)
