"""A rule may do anything: the order settles, the rule alone loses its effects, and it is named."""

import time
from typing import Any

import pytest

from headless.engine.settlement import strikes
from headless.engine.values.limits import RULE_FAILURES_BEFORE_PAUSE
from headless.plugins import Boost, Cap, Earn, Remember
from headless.plugins.loading.registry import Registry
from headless.services.configuration.rules import save_rule
from headless.services.plugin_admin.plugin_reports import plugin_report
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.plugins.hostile.rules import HOSTILE, asynchronous, plugin
from tests.services.shop import Shop


async def open_for_trouble(shop: Shop) -> Any:
    await shop.rule("points_per_spend")
    saved = await enable_plugin(shop.kernel, shop.owner, "trouble")
    assert saved.problem is None, saved.problem
    return await shop.member(attributes={"likes": ["tea"]})


async def health(shop: Shop) -> Any:
    report = await plugin_report(shop.kernel, shop.owner.merchant_id)
    return next(each["health"] for each in report if each["name"] == "trouble")


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_rule_is_contained_and_named_and_the_order_settles(install: Any, name: str) -> None:
    evaluate, words = HOSTILE[name]
    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)

        sent = await shop.order(member, "30")

        failures = [line["x"] for line in sent.document if "x" in line]
        assert ("RECORDED", "30") == (sent.outcome, await shop.balance(member))
        assert [True] == [words in failure for failure in failures], failures
        assert [("rule:trouble", 1)] == [(part["part"], part["failures"]) for part in (await health(shop))["parts"]]
        assert {"likes": ["tea"]} == dict((await shop.state(member)).attributes)


async def test_an_asynchronous_rule_is_found_at_boot(install: Any) -> None:
    registry = Registry.load(entry_points=(), more={"trouble": plugin(asynchronous)})

    assert ("FAILED", True) == (registry.plugins[1].state, "needs a plain method" in str(registry.plugins[1].error))


async def test_memory_cannot_be_changed_behind_the_engines_back(install: Any) -> None:
    def evaluate(self: Any, ctx: Any) -> Any:
        if ctx.state:
            ctx.state["seen"].append(2)
        return [Remember({"seen": [1]})]

    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)
        await shop.order(member, "30")
        await shop.order(member, "30")

        assert {"seen": [1]} in (await shop.state(member)).memory.values()
        assert "60" == await shop.balance(member)


async def test_a_billion_points_are_held_down_by_the_merchants_cap(install: Any) -> None:
    def evaluate(self: Any, ctx: Any) -> Any:
        return [Earn("points", 10**9)] * 50

    cap = plugin(lambda self, ctx: [Cap("points", 100)], stage="cap", id="most")
    async with install(trouble=plugin(evaluate), most=cap) as shop:
        member = await open_for_trouble(shop)
        assert (await enable_plugin(shop.kernel, shop.owner, "most")).problem is None

        await shop.order(member, "30")

        assert "100" == await shop.balance(member)


@pytest.mark.parametrize("stage", ["boost", "cap"])
async def test_a_failing_boost_or_cap_withholds_what_it_guards_until_it_works(install: Any, stage: str) -> None:
    broken = [True]

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return [Boost("points", 2)] if stage == "boost" else [Cap("points", 10)]

    async with install(trouble=plugin(evaluate, stage=stage)) as shop:
        member = await open_for_trouble(shop)
        await shop.order(member, "30")
        assert "0" == await shop.balance(member)

        broken.clear()
        await work_once(shop.kernel)

        assert {"boost": "60", "cap": "10"}[stage] == await shop.balance(member)


async def test_a_rule_that_goes_on_failing_is_paused_and_catches_up_exactly_once(install: Any) -> None:
    broken = [True]

    def evaluate(self: Any, ctx: Any) -> Any:
        if broken:
            raise ValueError("broken")
        return [Earn("points", 1)]

    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)
        for _ in range(RULE_FAILURES_BEFORE_PAUSE):
            await shop.order(member, "1")
        await work_once(shop.kernel)
        assert "PAUSED" == (await health(shop))["status"]

        missed = await shop.order(member, "1")
        await work_once(shop.kernel)
        assert ["paused"] == [line["c"] for line in missed.document if "c" in line]
        assert RULE_FAILURES_BEFORE_PAUSE + 1 == (await health(shop))["rules"][0]["missed"]
        assert str(RULE_FAILURES_BEFORE_PAUSE + 1) == await shop.balance(member)

        broken.clear()
        saved = await save_rule(shop.kernel, shop.owner, {"plugin": "trouble", "rule": "trouble", "enabled": True})
        assert saved.problem is None
        for _ in range(3):
            await work_once(shop.kernel)

        assert str(2 * (RULE_FAILURES_BEFORE_PAUSE + 1)) == await shop.balance(member)
        assert ("WELL", []) == ((await health(shop))["status"], (await health(shop))["rules"])


async def test_a_slow_rule_is_measured_and_paused(install: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strikes, "RULE_BUDGET_MS", 1)

    def evaluate(self: Any, ctx: Any) -> Any:
        time.sleep(0.002)
        return [Earn("points", 1)]

    async with install(trouble=plugin(evaluate)) as shop:
        member = await open_for_trouble(shop)
        for _ in range(RULE_FAILURES_BEFORE_PAUSE):
            await shop.order(member, "1")
        await work_once(shop.kernel)

        found = await health(shop)
        assert ("PAUSED", RULE_FAILURES_BEFORE_PAUSE, 0) == (
            found["status"], found["parts"][0]["slow"], found["parts"][0]["failures"],
        )  # fmt: skip
        assert str(2 * RULE_FAILURES_BEFORE_PAUSE) == await shop.balance(member)
