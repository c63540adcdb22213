"""Recipes on a real database: what the kit leaves to the server."""

from datetime import date
from typing import Any

import pytest

from headless.app import make_api
from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.schema.serving.execution import Request
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.kernel.kernel import build_kernel
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.docs.conftest import SETTINGS
from tests.docs.plugin_pages.cookbook.recipes import CUP_FOR_TEN, recipe
from tests.services.shop import Shop, instant

ENABLED = ("birthday", "store_visit", "swap_buy", "weekly_greeting")
QUOTE = """{ member(by: {number: "ann"}) {
  quote(order: {total: "25.00", items: [{sku: "cup", quantity: "1", amount: "25.00"}]}, coupons: ["%s"]) {
    total userErrors { code message } } } }"""
COUPON = """{ member(by: {number: "ann"}) { coupons(first: 5) { edges { node { code } } } } }"""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={name: recipe(name) for name in ENABLED}, strict=True)


@pytest.fixture
async def store(database: Database, registry: Registry) -> Shop:
    clock = FixedClock(instant("2026-05-01T12:00"))
    kernel = build_kernel(database, registry, clock, Settings(database_url=database.url), SystemClock())
    opened = await Shop.open(kernel, clock)
    saved: Any = await save_coupon_kind(kernel, opened.owner, dict(CUP_FOR_TEN))
    assert saved.problem is None, saved.problem
    for name in ENABLED:
        saved = await enable_plugin(kernel, opened.owner, name)
        assert saved.problem is None, saved.problem
    return opened


async def days_of(store: Shop, type_: str, *times: str) -> list[int]:
    """Let a worker work at some times, and count the events of a type after each."""
    counts = []
    for time in times:
        store.clock.set(instant(time))
        await work_once(store.kernel)
        async with store.kernel.db.read() as session:
            counts.append(await session.fetch_value("SELECT count(*) FROM event WHERE type = $1", type_))
    return counts


async def test_a_birthday_is_kept_once_a_year_however_often_workers_look(store: Shop) -> None:
    ann = await store.member("ann", birthday=date(1990, 5, 12).toordinal())

    counted = await days_of(
        store, "birthday.reached", "2026-05-12T07:59", "2026-05-12T08:00", "2026-05-12T20:00", "2026-05-13T09:00"
    )

    assert ([0, 1, 1, 1], "50") == (counted, await store.balance(ann))
    assert [] == await store.drifts()


async def test_a_customer_is_greeted_on_mondays(store: Shop) -> None:
    await store.order(await store.member("ann"), "20.00")
    await store.member("bea")

    assert [0, 1, 1, 2] == await days_of(
        store, "greeting.due", "2026-05-03T12:00", "2026-05-04T09:00", "2026-05-06T12:00", "2026-05-11T09:00"
    )


async def test_a_second_visit_of_a_day_is_a_duplicate(store: Shop) -> None:
    ann = await store.member("ann")

    sent = [await store.send("store.visited", ann, {"store": "high-street"}) for _ in range(2)]

    assert (["RECORDED", "DUPLICATE"], "5") == ([each.outcome for each in sent], await store.balance(ann))


async def test_the_cup_costs_ten_with_the_coupon_of_a_swap_buy(store: Shop, registry: Registry) -> None:
    await store.order(await store.member("ann"), "50.00")

    async def asked(query: str) -> Any:
        answer = await make_api(SETTINGS, registry).answer(store.kernel, store.owner, Request(query))
        return answer["data"]["member"]

    [edge] = (await asked(COUPON))["coupons"]["edges"]
    quoted = await asked(QUOTE % edge["node"]["code"])

    assert {"total": "10.00", "userErrors": []} == quoted["quote"]
