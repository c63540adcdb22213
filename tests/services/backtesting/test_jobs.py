"""Plugins that live on jobs show in a back-test what they do, whether their jobs have run already or never."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.services.backtesting.plugins.remembering import Remembering
from tests.services.backtesting.trying import members_of, tried
from tests.services.shop import Shop, instant

PLUGIN = {"plugin": {"name": "remembering"}}
FIRST, LAST = date(2024, 1, 1), date(2024, 6, 20)
ORDERS = (("ann", date(2024, 1, 10)), ("bea", date(2024, 1, 20)), ("ann", date(2024, 4, 1)), ("bea", date(2024, 6, 1)))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"remembering": Remembering()}, strict=True)


async def half_a_year(shop: Shop) -> None:
    """Orders of two members, one of whom has her birthday in March. The worker runs every day."""
    members = {number: await shop.member(number, birthday=born.toordinal()) for number, born in (
        ("ann", date(1990, 3, 15)), ("bea", date(1990, 12, 24)))}  # fmt: skip
    day = FIRST
    while day <= LAST:
        shop.clock.set(instant(f"{day}T12:00"))
        await work_once(shop.kernel)
        for number, on in ORDERS:
            if on == day:
                await shop.order(members[number], "20")
        day += timedelta(days=1)


def missed(number: str, since: date = FIRST) -> int:
    """In how many months a member was missed: thirty days after an order, until the next one."""
    orders = [on for name, on in ORDERS if name == number]
    months, day = set[tuple[int, int]](), FIRST
    while day <= LAST:
        # The job runs at eight, before the orders of a day.
        before = [on for on in orders if on < day]
        if before and (day - before[-1]).days >= 30 and (day.year, day.month) not in months:
            months.add((day.year, day.month))
        day += timedelta(days=1)
    return sum(date(*month, 28) >= since for month in months)


async def test_a_plugin_that_was_never_enabled_shows_what_its_jobs_would_have_done(shop: Shop) -> None:
    await half_a_year(shop)

    view = await tried(shop, PLUGIN)

    assert view.results is not None
    assert [] == view.results["leftOut"]
    assert (2, 0) == (view.gained, view.lost)
    gains = {
        number: change["after"]
        for number, member in (await members_of(shop, view)).items()
        for change in member["changes"]
    }
    assert {"ann": 10 + 10 * missed("ann"), "bea": 10 * missed("bea")} == gains


async def test_what_jobs_have_recorded_is_not_counted_twice(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    saved = await enable_plugin(shop.kernel, shop.owner, "remembering")
    assert saved.problem is None, saved.problem
    await half_a_year(shop)
    doubled = {"rule": {"plugin": "remembering", "rule": "gift", "settings": {"amount": 20}}}

    view = await tried(shop, doubled)

    assert view.results is not None
    gifts = 10 * (1 + missed("ann") + missed("bea"))
    assert [80 + gifts, 80 + 2 * gifts, 0, 0] == view.results["totals"]["points"]["sums"]
    assert 80 + gifts == sum(await _balances(shop, ("ann", "bea"))), "as it was posted"


async def test_the_window_counts_for_jobs_as_well(shop: Shop) -> None:
    await half_a_year(shop)
    since = date(2024, 5, 1)

    view = await tried(shop, PLUGIN, since=f"{since}T00:00")

    assert view.results is not None
    due = 10 * (missed("ann", since) + missed("bea", since))
    assert [0, due, 0, 0] == view.results["totals"]["points"]["sums"]


async def _balances(shop: Shop, numbers: Sequence[str]) -> list[int]:
    sql = """SELECT a.balance FROM account a JOIN member m ON m.merchant_id = a.merchant_id AND m.id = a.member_id
WHERE m.number = $1"""
    async with shop.kernel.db.read() as session:
        return [await session.fetch_value(sql, number) for number in numbers]
