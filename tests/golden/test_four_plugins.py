"""One member with the features of all four plugins at once, on both databases: everything settles side by side."""

from pathlib import Path
from typing import Any

import gamified_tasks
import green_points
import paid_tiers
import pytest
import upgrade_rules

import headless
from headless.clock import FixedClock, SystemClock
from headless.config import Settings
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.kernel.kernel import build_kernel
from headless.services.members.benefits import save_benefit
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant

PLUGINS = {
    "gamified_tasks": gamified_tasks, "green_points": green_points, "paid_tiers": paid_tiers, "upgrade_rules": upgrade_rules,
}  # fmt: skip
PLUS = {
    "code": "plus", "price": "149", "currency": "CNY", "period": "1y", "trial": "30d", "tier": "plus", "times": "10",
}  # fmt: skip
SETTINGS: dict[str, dict[str, Any]] = {
    "gamified_tasks": {"order_streak": {"orders": 2, "benefit": "free_delivery"}},
    "green_points": {"sustainable_products": {"categories": ["organic"]}},
    "paid_tiers": {"membership": {"plans": [PLUS]}},
    "upgrade_rules": {},
}
TEA = {"sku": "tea", "category": "organic", "quantity": "1", "amount": "30"}
POT = {"sku": "pot", "category": "pots", "quantity": "1", "amount": "70"}
KINDS = ("points", "growth", "green")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more=PLUGINS, strict=True)


@pytest.fixture
async def shop(database: Database, registry: Registry) -> Shop:
    """A shop on its member day, a Thursday, with everything on."""
    clock = FixedClock(instant("2026-01-01T12:00"))
    kernel = build_kernel(database, registry, clock, Settings(database_url=database.url), SystemClock())
    found = await Shop.open(kernel, clock)
    await found.ladder({"code": "plus", "name": "PLUS", "rank": 1}, code="paid", kind="PAID", default=True)
    free = {"code": "free_delivery", "name": "Free delivery", "value": "ECONOMIC", "condition": {"any": []}}
    assert (await save_benefit(kernel, found.owner, free)).problem is None
    for name, settings in SETTINGS.items():
        saved = await enable_plugin(kernel, found.owner, name, settings)
        assert saved.problem is None, saved.problem
    await found.rule("points_per_spend")
    await found.rule("growth_per_spend")
    await found.rule("member_day", weekdays=[4])
    return found


async def held(shop: Shop, member: Any) -> tuple[str, ...]:
    """Points, growth value and green points."""
    return tuple([await shop.balance(member, kind) for kind in KINDS])


@pytest.mark.parametrize(("stacking", "points"), [("MAX", "1000"), ("MULTIPLY", "2000"), ("ADD", "1100")])
async def test_s6_each_asset_is_boosted_by_its_own_rules_and_stacking(shop: Shop, stacking: str, points: str) -> None:
    kind = {"code": "points", "name": "Points", "stacking": stacking}
    assert (await save_asset_kind(shop.kernel, shop.owner, kind)).problem is None
    ann = await shop.member("ann", attributes={"credit": 760})
    await shop.send("subscription.trial_started", ann, {"plan": "plus"})

    await shop.order(ann, "100", "o1", items=[TEA, POT])

    assert (points, "130", "30") == await held(shop, ann)
    await shop.refund(ann, "100", "o1")
    assert ("0", "0", "0") == await held(shop, ann)
    assert [] == await verify(shop.kernel)


async def test_what_all_of_them_give_for_one_order_is_there(shop: Shop) -> None:
    ann = await shop.member("ann", attributes={"credit": 760})
    await shop.send("subscription.trial_started", ann, {"plan": "plus"})
    for number in ("o1", "o2"):
        await shop.order(ann, "100", number, items=[TEA, POT])
    await work_once(shop.kernel)

    claimed = await shop.send("gamified_tasks.claim", ann, {"task": "first_order"})

    assert ("RECORDED", "plus") == (claimed.outcome, await shop.tier(ann))
    assert ("2050", "260", "60") == await held(shop, ann)
    state = await shop.state(ann)
    assert {"task:first_order", "row"} <= set(state.memory["plugin:gamified_tasks"])
    assert "membership" in state.memory["plugin:paid_tiers"]
    assert [] == await verify(shop.kernel)


async def test_without_one_of_them_the_others_go_on(shop: Shop) -> None:
    ann = await shop.member("ann", attributes={"credit": 760})
    await shop.order(ann, "100", "o1", items=[TEA, POT])

    for name in ("upgrade_rules", "green_points"):
        assert (await disable_plugin(shop.kernel, shop.owner, name)).problem is None
    await shop.order(ann, "100", "o2", items=[TEA, POT])

    assert ("400", "230", "30") == await held(shop, ann)
    assert [] == await verify(shop.kernel)


def test_the_core_does_not_know_their_names() -> None:
    folder = Path(headless.__file__).parent
    # the demo shows what they do, and does without those that are not installed
    sources = [path for path in folder.rglob("*.py") if path.relative_to(folder).parts[0] != "demo"]
    knowing = [str(path) for path in sources if any(name in path.read_text(encoding="utf-8") for name in PLUGINS)]

    assert [] == knowing
