"""A worker shows what is left of partners' budgets, in a bounded number of series."""

import math

import pytest
from prometheus_client import generate_latest

from headless.services.worker import budgets as budgets_module
from headless.services.worker import metrics as metrics_module
from headless.services.worker.metrics import WorkerMetrics, new_registry
from tests.kit.series import Series, series_of, value
from tests.services.access.agreement import Agreement, agree, budget
from tests.services.shop import Shop, instant


class Watched:
    """The series of a worker, read again and again."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.registry = shop, new_registry()
        self.metrics = WorkerMetrics(self.registry)

    async def read(self) -> Series:
        await self.metrics.refresh(self.shop.kernel)
        return series_of(generate_latest(self.registry).decode())

    def left(self, series: Series, period: str, partner: str = "iqiyi", what: str = "left") -> float | None:
        labels = {"merchant": self.shop.owner.slug, "partner": partner, "kind": "points", "period": period}
        return value(series, f"headless_budget_{what}", **labels)


async def test_what_is_left_of_each_budget_for_all_members_is_shown(shop: Shop) -> None:
    agreement = await Agreement.of(
        shop, budget(100), budget(250, "MONTH"), budget(900, "TOTAL"), budget(50, "DAY", each=True)
    )
    watched = Watched(shop)
    member = await shop.member()
    await agreement.grant(member, 30)
    series = await watched.read()

    assert (70, 220, 870) == tuple(watched.left(series, period) for period in ("day", "month", "total"))
    assert (100, 250, 900) == tuple(watched.left(series, period, what="amount") for period in ("day", "month", "total"))
    assert 3 == sum(name == "headless_budget_left" for name, _ in series)
    assert 0 == value(series, "headless_budgets_unlisted")


async def test_a_budget_is_there_whole_again_on_the_next_day(shop: Shop) -> None:
    agreement, watched = await Agreement.of(shop, budget(100), budget(250, "MONTH")), Watched(shop)
    await agreement.grant(await shop.member(), 100)
    spent = await watched.read()
    shop.clock.set(instant("2026-06-02T00:00"))
    next_day = await watched.read()

    assert (0, 150) == (watched.left(spent, "day"), watched.left(spent, "month"))
    assert (100, 150) == (watched.left(next_day, "day"), watched.left(next_day, "month"))


async def test_a_budget_that_is_gone_has_no_series(shop: Shop) -> None:
    await agree(shop, budget(100), budget(250, "MONTH"))
    watched = Watched(shop)
    before = await watched.read()
    await agree(shop, budget(100))
    after = await watched.read()

    assert (250, None) == (watched.left(before, "month"), watched.left(after, "month"))
    assert 100 == watched.left(after, "day")


async def test_with_several_processes_it_has_no_number(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await agree(shop, budget(100))
    watched = Watched(shop)
    await watched.read()
    await agree(shop)
    monkeypatch.setenv(metrics_module.FOLDER, "/anywhere")
    await watched.metrics.refresh(shop.kernel)
    monkeypatch.delenv(metrics_module.FOLDER)
    left = watched.left(series_of(generate_latest(watched.registry).decode()), "day")

    assert left is not None
    assert math.isnan(left)


async def test_the_number_of_series_is_bounded_and_what_is_left_out_is_counted(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets_module, "BUDGETS_MOST", 3)
    for code in ("b", "a", "c"):
        await agree(shop, budget(100), budget(250, "MONTH"), code=code)
    series = await Watched(shop).read()

    assert ["a", "b", "b"] == sorted(
        dict(labels)["partner"] for name, labels in series if name == "headless_budget_left"
    )
    assert 3 == value(series, "headless_budgets_unlisted")


async def test_without_partners_nothing_is_shown(shop: Shop) -> None:
    assert not [name for name, _ in await Watched(shop).read() if name.startswith("headless_budget_")]
