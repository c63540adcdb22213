"""Observers and actions that hang, swallow their cancellation, exit or lie: the worker goes on, and they are named."""

import asyncio
import sys
import time
from typing import Any

import pytest
from tortoise.connection import get_connection

from headless.engine.values.limits import INTEGRATION_FAILURES_BEFORE_PAUSE
from headless.plugins import Action, EventData, Own, hookimpl
from headless.services.kernel import time_budgets
from headless.services.plugin_admin.plugin_reports import plugin_report
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.plugin_runs import actions, observers
from headless.services.plugin_runs.actions import run_action
from headless.services.settling import own_facts
from headless.services.worker.worker import work_once
from tests.plugins.hostile.rules import plugin, says
from tests.services.shop import Shop


class Nothing(EventData):
    """No input."""


async def hangs() -> Any:
    """It never comes back, whatever it is told."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            continue


async def exits() -> Any:
    """It ends the process."""
    sys.exit("bye")


async def cancels() -> Any:
    """It cancels itself."""
    raise asyncio.CancelledError


async def lies() -> Any:
    """It answers what is no JSON object."""
    return 5


async def tears() -> Any:
    """It answers half a character."""
    return {"half": "\ud83c"}


async def counts_nothing() -> Any:
    """It answers no number."""
    return {"none": float("nan")}


async def gives_itself() -> Any:
    """It answers what JSON does not know."""
    return {"it": object()}


async def mumbles() -> Any:
    """Its error cannot be stored."""
    raise ValueError("\ud83c\x00")


class Watcher:
    """Observes as it is told to."""

    __version__ = "6.6"

    def __init__(self, deed: Any) -> None:
        self.deed, self.calls = deed, 0

    @hookimpl
    async def event_settled(self, event: Any) -> None:
        self.calls += 1
        if self.deed is not None:
            await self.deed()

    @hookimpl
    def register_actions(self) -> Any:
        deed = self.deed

        class Act(Action):
            """Do the deed."""

            name = "act"
            input = Nothing

            async def run(self, input: Any, member: Any, do: Any) -> Any:  # noqa: A002 - the promised name
                """Do it."""
                return await deed()

        return [Act]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Budgets of a moment."""
    monkeypatch.setattr(time_budgets, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(observers, "INTEGRATION_SECONDS", 0.05)
    monkeypatch.setattr(actions, "INTEGRATION_SECONDS", 0.05)


async def health(shop: Shop) -> Any:
    report = await plugin_report(shop.kernel, shop.owner.merchant_id)
    return next(each["health"] for each in report if each["name"] == "watcher")


async def enabled(shop: Shop) -> Any:
    await shop.rule("points_per_spend")
    member = await shop.member()
    await work_once(shop.kernel)
    assert (await enable_plugin(shop.kernel, shop.owner, "watcher")).problem is None
    return member


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (hangs, "event_settled of the plugin watcher took longer than 0.05 seconds"),
        (exits, "it raised SystemExit: bye"),
        (cancels, "cancelled itself"),
        (mumbles, "ValueError: \ufffd\ufffd"),
    ],
)
async def test_a_hostile_observer_is_cut_off_and_named_and_the_order_stands(
    install: Any, deed: Any, words: str
) -> None:
    async with install(watcher=Watcher(deed)) as shop:
        member = await enabled(shop)
        await shop.order(member, "30")

        began = time.monotonic()
        await work_once(shop.kernel)

        assert time.monotonic() - began < 5
        assert "30" == await shop.balance(member)
        part = (await health(shop))["parts"][0]
        assert ("event_settled", 1, True) == (part["part"], part["failures"], words in part["error"])
        assert 1 == (await health(shop))["eventsWaiting"]
        assert not [task for task in asyncio.all_tasks() if "watcher" in task.get_name()]


async def test_an_observer_that_goes_on_failing_is_paused_and_loses_no_event(install: Any) -> None:
    watcher = Watcher(exits)
    async with install(watcher=watcher) as shop:
        member = await enabled(shop)
        for _ in range(INTEGRATION_FAILURES_BEFORE_PAUSE + 5):
            await shop.order(member, "1")
        for _ in range(6):
            await work_once(shop.kernel)
        assert "PAUSED" == (await health(shop))["status"]
        calls = watcher.calls
        await work_once(shop.kernel)
        assert calls == watcher.calls

        watcher.deed = None
        assert (await enable_plugin(shop.kernel, shop.owner, "watcher")).problem is None
        shop.clock.set(shop.clock.now_us() + 3_600_000_000)
        for _ in range(8):
            await work_once(shop.kernel)

        assert (0, "WELL") == ((await health(shop))["eventsWaiting"], (await health(shop))["status"])


async def test_what_settles_while_a_plugin_is_disabled_is_not_told(install: Any) -> None:
    watcher = Watcher(None)
    async with install(watcher=watcher) as shop:
        member = await enabled(shop)
        await disable_plugin(shop.kernel, shop.owner, "watcher")
        await shop.order(member, "1")
        await enable_plugin(shop.kernel, shop.owner, "watcher")
        await shop.order(member, "1")
        await work_once(shop.kernel)

        assert 1 == watcher.calls


@pytest.mark.parametrize("deed", [hangs, exits, cancels, lies, tears, counts_nothing, gives_itself, mumbles])
async def test_a_hostile_action_fails_in_time_and_leaves_its_key_free(install: Any, deed: Any) -> None:
    watcher = Watcher(deed)
    async with install(watcher=watcher) as shop:
        await enabled(shop)

        acted = [await run_action(shop.kernel, shop.owner, "watcher", "act", None, {}, "k") for _ in range(2)]

        assert ["ACTION_FAILED", "ACTION_FAILED"] == [each.problem.code for each in acted if each.problem]
        part = (await health(shop))["parts"][0]
        assert ("action:act", 2) == (part["part"], part["failures"])


async def spoils(merchant: Any, members: Any) -> Any:
    """It sends a statement that cannot be understood."""
    await get_connection("default").execute_query("SELECT 1 FROM nowhere")


async def hangs_reading(merchant: Any, members: Any) -> Any:
    """It never comes back."""
    return await hangs()


async def exits_reading(merchant: Any, members: Any) -> Any:
    """It ends the process."""
    sys.exit("bye")


@pytest.mark.parametrize(
    ("loader", "words"),
    [(hangs_reading, "took longer than"), (exits_reading, "SystemExit: bye"), (spoils, "nowhere")],
)
async def test_a_hostile_loader_fails_its_rule_alone(
    install: Any, monkeypatch: pytest.MonkeyPatch, loader: Any, words: str
) -> None:
    monkeypatch.setattr(own_facts, "OWN_SECONDS", 0.05)
    async with install(watcher=plugin(says(), needs={"own": Own(loader)})) as shop:
        member = await enabled(shop)

        sent = await shop.order(member, "30")

        assert ("RECORDED", "30") == (sent.outcome, await shop.balance(member))
        assert [True] == [words in line["x"] for line in sent.document if "x" in line], sent.document
