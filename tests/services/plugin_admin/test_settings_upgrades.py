"""Settings after an upgrade: carried over, or the rule is paused and says which it would lose. Nothing is lost either way."""

import json
from typing import Any

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.configuration.rules import RuleView, save_rule
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.diagnosing.stored import stored_findings
from headless.services.plugin_admin.plugin_reports import plugin_report
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.plugin_admin.stamps import TOKEN, Broken, Forgetful, Lossy, Shop1, Shop2
from tests.services.plugin_admin.test_enabling import views
from tests.services.shop import Shop
from tests.web.shop import open_shop

LADDER = {
    "code": "steps", "name": "Steps", "kind": "EARNED", "rule": "shop.rank", "settings": {"step": "second"},
    "tiers": [{"code": "first", "name": "First", "rank": 1}, {"code": "second", "name": "Second", "rank": 2}],
}  # fmt: skip
ASK = "{ rules { rule state settings problem { code message path } } plugins { name health } }"


async def set_up(shop: Shop) -> int:
    saved = await enable_plugin(shop.kernel, shop.owner, "shop", {"stamps": {"rate": "0.2", "key": TOKEN}})
    assert saved.problem is None, saved.problem
    assert (await save_tier_track(shop.kernel, shop.owner, LADDER)).problem is None
    member: int = await shop.member("ann")
    await shop.order(member, "100")
    assert "40" == await shop.balance(member, "stamps")
    return member


async def rules_of(shop: Shop) -> dict[str, RuleView]:
    return {rule.rule: rule for rule in (await views(shop))["shop"].rules}


async def stored(shop: Shop) -> list[Any]:
    """What is stored of the rule, version by version."""
    async with shop.kernel.db.read() as session:
        rows = await session.fetch(
            "SELECT document FROM rule_instance WHERE code = 'shop/stamps/stamps' ORDER BY version"
        )
    return [json.loads(row[0]) for row in rows]


async def test_settings_are_carried_over_secrets_included(install: Any) -> None:
    async with install(shop=Shop1()) as shop:
        member = await set_up(shop)
        before = await stored(shop)
    async with install(shop=Shop2()) as shop:
        await shop.order(member, "100")
        rules = await rules_of(shop)

        assert "80" == await shop.balance(member, "stamps")
        assert ("ON", {"percent": 20, "token": "**********"}, None) == (
            rules["stamps"].state, rules["stamps"].settings, rules["stamps"].fault,
        )  # fmt: skip
        assert "ON" == rules["double"].state
        assert "second" == (await shop.state(member)).tier_code("steps")
        assert before == await stored(shop), "what is stored stays until it is saved"
        saved = await save_rule(shop.kernel, shop.owner, {"rule": "stamps", "settings": {
            "percent": 30, "token": "**********"}})  # fmt: skip
        assert saved.problem is None, saved.problem
        newest = (await stored(shop))[-1]
        assert (2, 30) == (newest["settingsVersion"], newest["settings"]["percent"])
        assert newest["settings"]["token"]["$secret"].startswith("sealed:")
        assert TOKEN not in json.dumps(await stored(shop))
        await shop.order(member, "100")
        assert "140" == await shop.balance(member, "stamps")
        assert [] == await verify(shop.kernel)


LOST = "settings of stamps: rate is not known (there are percent, token); key is not known (there are percent, token)"
FAULTS = [
    (Forgetful, LOST, ("rate",)),
    (
        Lossy,
        "settings of stamps: percent must be a whole number; " + LOST.removeprefix("settings of stamps: "),
        ("percent",),
    ),
    (Broken, "upgrade_settings of shop failed for stamps: KeyError: 'share'", ()),
]


@pytest.mark.parametrize(("plugin", "fault", "path"), FAULTS)
async def test_what_would_be_lost_pauses_the_rule_and_is_named(
    install: Any, plugin: Any, fault: str, path: tuple[str, ...]
) -> None:
    async with install(shop=Shop1()) as shop:
        member = await set_up(shop)
        before = await stored(shop)
    async with install(shop=plugin()) as shop:
        missed = await shop.order(member, "100")
        await work_once(shop.kernel)
        rules = await rules_of(shop)

        assert ["paused", "paused"] == [line.get("c") for line in missed.document]
        assert [("PAUSED", fault)] * 2 == [(rules[name].state, rules[name].fault) for name in ("stamps", "double")]
        assert path == rules["stamps"].fault_path
        assert {"rate": "0.2", "key": "**********"} == rules["stamps"].settings
        assert "40" == await shop.balance(member, "stamps")
        assert "second" == (await shop.state(member)).tier_code("steps"), "no one loses a tier by it"
        report = await plugin_report(shop.kernel, shop.owner.merchant_id)
        health = next(line["health"] for line in report if line["name"] == "shop")
        assert ("PAUSED", [f"{fault}; save its settings again"] * 2, ["steps"]) == (
            health["status"], [rule["error"] for rule in health["rules"]], [line["track"] for line in health["tracks"]],
        )  # fmt: skip
        findings = [finding async for finding in stored_findings(shop.kernel)]
        assert any(fault in str(finding) for finding in findings)
        assert before == await stored(shop)
        masked = await save_rule(
            shop.kernel, shop.owner, {"rule": "stamps", "settings": {"percent": 20, "token": "**********"}}
        )
        assert ("INVALID_SETTINGS", ("settings", "token")) == (masked.problem.code, masked.problem.path)

        saved = await save_rule(
            shop.kernel, shop.owner, {"rule": "stamps", "settings": {"percent": 20, "token": "new"}}
        )
        assert saved.problem is None, saved.problem
        await work_once(shop.kernel)
        await work_once(shop.kernel)

        assert "80" == await shop.balance(member, "stamps"), "what both rules missed ran once"
        assert {"ON"} == {rule.state for rule in (await rules_of(shop)).values()}
        assert [] == await verify(shop.kernel)


async def test_a_downgrade_pauses_what_a_later_version_saved(install: Any) -> None:
    async with install(shop=Shop1()) as shop:
        member = await set_up(shop)
    async with install(shop=Shop2()) as shop:
        await save_rule(shop.kernel, shop.owner, {"rule": "stamps", "settings": {"percent": 30}})
    async with install(shop=Shop1()) as shop:
        await shop.order(member, "100")
        rules = await rules_of(shop)

        said = "settings of stamps were saved under version 2 of them, and this shop reads version 1"
        assert f"{said}: install the one that saved them" == rules["stamps"].fault
        assert ("PAUSED", "40") == (rules["stamps"].state, await shop.balance(member, "stamps"))
    async with install(shop=Shop2()) as shop:
        await shop.order(member, "100", "o9")
        assert "100" == await shop.balance(member, "stamps")


async def test_a_front_end_reads_why_a_rule_is_paused(database_url: str) -> None:
    async with open_shop(database_url, shop=Shop1()) as shop:
        await shop.ask(
            'mutation($given: JSON) { pluginEnable(input: {name: "shop", settings: $given}) { userErrors { message } } }',
            {"given": {"stamps": {"rate": "0.2"}}},
        )
    async with open_shop(database_url, shop=Forgetful()) as shop:
        answer = await shop.ask(ASK)
        (rule,) = [rule for rule in answer["rules"] if rule["rule"] == "stamps"]

        assert ("PAUSED", "INVALID_SETTINGS", LOST, ["settings", "rate"]) == (
            rule["state"], rule["problem"]["code"], rule["problem"]["message"], rule["problem"]["path"],
        )  # fmt: skip
        assert [None] == [rule["problem"] for rule in answer["rules"] if rule["rule"] == "points_per_spend"]


class Odd(Shop2):
    settings_version = "two"


class Uncalled(Shop2):
    settings_version = 1


@pytest.mark.parametrize(("plugin", "said"), [(Odd, "settings_version is 'two'"), (Uncalled, "which is never called")])
def test_a_version_that_cannot_work_is_told_when_the_plugin_is_loaded(plugin: Any, said: str) -> None:
    registry = Registry.load(entry_points=(), more={"shop": plugin()})

    assert said in str(next(info.error for info in registry.plugins if info.name == "shop"))
