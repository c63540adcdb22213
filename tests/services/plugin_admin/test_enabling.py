"""A plugin is put to use for one merchant, out of use, taken away, brought back: nothing is lost on the way."""

from typing import Any

from headless.services.configuration.rules import save_rule
from headless.services.plugin_admin.plugin_reports import plugin_report
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin, plugin_views
from headless.services.worker.worker import work_once
from tests.services.plugin_admin.plugins import Quiz, Quiz2, Scores
from tests.services.shop import Shop

ANSWER = {"question": "1 + 1"}


async def enabled(shop: Shop, name: str = "quiz", settings: Any = None) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, name, settings)
    assert saved.problem is None, saved.problem


async def views(shop: Shop) -> dict[str, Any]:
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        return {each.name: each for each in plugin_views(await shop.kernel.programs.instances(session, merchant))}


async def test_installed_is_not_enabled(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        member = await shop.member()

        sent = await shop.send("quiz.answered", member, ANSWER)
        saved = await save_rule(shop.kernel, shop.owner, {"rule": "quiz_stars"})

        assert ("INVALID", "PLUGIN_NOT_ENABLED") == (sent.outcome, sent.problem.code)
        assert "PLUGIN_NOT_ENABLED" == saved.problem.code
        assert "stars" not in (await shop.state(member)).program.kinds


async def test_enabling_makes_its_asset_kinds_and_one_instance_of_each_rule(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        member = await shop.member()
        await enabled(shop, settings={"quiz_stars": {"amount": 3}})

        await shop.send("quiz.answered", member, ANSWER)

        assert "3" == await shop.balance(member, "stars")
        view = (await views(shop))["quiz"]
        assert (True, "LOADED", "1.0") == (view.enabled, view.state, view.version)
        assert [("quiz_stars", "ON", 1, {"asset": "stars", "amount": 3})] == [
            (rule.name, rule.state, rule.version, dict(rule.settings)) for rule in view.rules
        ]


async def test_enabling_again_changes_only_what_is_given(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        await enabled(shop, settings={"quiz_stars": {"amount": 3}})
        await enabled(shop)
        assert 1 == (await views(shop))["quiz"].rules[0].version
        await enabled(shop, settings={"quiz_stars": {"amount": 4}})

        rule = (await views(shop))["quiz"].rules[0]
        assert (2, 4) == (rule.version, rule.settings["amount"])


async def test_wrong_settings_enable_nothing_and_are_named(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        wrong = await enable_plugin(shop.kernel, shop.owner, "quiz", {"quiz_stars": {"amount": "many"}})
        unknown = await enable_plugin(shop.kernel, shop.owner, "quiz", {"stars": {}})
        loose = [
            (await enable_plugin(shop.kernel, shop.owner, "quiz", given)).problem for given in (3, "x", ["quiz_stars"])
        ]

        assert ("INVALID_SETTINGS", ("settings", "quiz_stars", "amount")) == (wrong.problem.code, wrong.problem.path)
        assert ("UNKNOWN_SETTINGS", ("settings", "stars")) == (unknown.problem.code, unknown.problem.path)
        assert ["INVALID_SETTINGS"] * 3 == [problem.code for problem in loose]
        assert not (await views(shop))["quiz"].enabled


async def test_a_disabled_plugin_decides_nothing_and_keeps_everything(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        member = await shop.member()
        await enabled(shop, settings={"quiz_stars": {"amount": 3}})
        await shop.send("quiz.answered", member, ANSWER)

        assert (await disable_plugin(shop.kernel, shop.owner, "quiz")).problem is None

        sent = await shop.send("quiz.answered", member, ANSWER)
        view = (await views(shop))["quiz"]
        assert ("INVALID", "OFF", False) == (sent.outcome, view.rules[0].state, view.enabled)
        assert {"answered": 1} in (await shop.state(member)).memory.values()
        await enabled(shop)
        await shop.send("quiz.answered", member, ANSWER)
        assert "6" == await shop.balance(member, "stars")
        assert {"answered": 2} in (await shop.state(member)).memory.values()


async def test_a_plugin_that_is_gone_is_shown_and_comes_back_whole(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        member = await shop.member()
        await enabled(shop)
        await shop.send("quiz.answered", member, ANSWER)
    async with install() as shop:
        await shop.order(member, "10")
        await work_once(shop.kernel)

        view = (await views(shop))["quiz"]
        assert ("MISSING", True, "1.0") == (view.state, view.enabled, view.version)
        assert [("MISSING", {"asset": "stars", "amount": 2})] == [(each.state, each.settings) for each in view.rules]
        assert "2" == await shop.balance(member, "stars")
    async with install(quiz=Quiz()) as shop:
        await shop.send("quiz.answered", member, ANSWER)
        assert "4" == await shop.balance(member, "stars")


async def test_settings_that_a_new_version_does_not_take_pause_the_rule_until_they_are_saved(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        member = await shop.member()
        await enabled(shop)
        await shop.send("quiz.answered", member, ANSWER)
    async with install(quiz=Quiz2()) as shop:
        missed = await shop.send("quiz.answered", member, {"question": "2 + 2", "score": 100})
        await work_once(shop.kernel)
        assert "2" == await shop.balance(member, "stars")
        assert ["paused"] == [line.get("c") for line in missed.document]
        assert "PAUSED" == (await views(shop))["quiz"].rules[0].state
        report = await plugin_report(shop.kernel, shop.owner.merchant_id)
        health = next(each["health"] for each in report if each["name"] == "quiz")
        assert ("PAUSED", 1) == (health["status"], health["rules"][0]["missed"])
        assert (
            "settings of quiz_stars: stars is missing; amount is not known (there are asset, stars); save its settings again"
            == health["rules"][0]["error"]
        )

        saved = await save_rule(shop.kernel, shop.owner, {"rule": "quiz_stars", "settings": {"stars": 5}})
        assert saved.problem is None, saved.problem
        await work_once(shop.kernel)
        await work_once(shop.kernel)

        assert "7" == await shop.balance(member, "stars")
        assert ("ON", "2.0") == ((await views(shop))["quiz"].rules[0].state, (await views(shop))["quiz"].version)


async def test_the_built_in_plugin_is_always_there_and_an_unknown_one_never(install: Any) -> None:
    async with install() as shop:
        codes = [
            (await enable_plugin(shop.kernel, shop.owner, "builtin")).problem,
            (await disable_plugin(shop.kernel, shop.owner, "builtin")).problem,
            (await enable_plugin(shop.kernel, shop.owner, "quiz")).problem,
            (await disable_plugin(shop.kernel, shop.owner, "quiz")).problem,
        ]

        assert ["ALWAYS_ENABLED", "ALWAYS_ENABLED", "UNKNOWN_PLUGIN", "UNKNOWN_PLUGIN"] == [
            problem.code for problem in codes if problem is not None
        ]


async def test_payloads_of_an_older_version_are_brought_up_to_date_where_they_are_read(install: Any) -> None:
    async with install(quiz=Quiz()) as shop:
        member = await shop.member()
        await enabled(shop)
        await shop.send("quiz.answered", member, {"question": "1 + 1", "right": False})
    async with install(quiz=Scores()) as shop:
        await enabled(shop)
        await shop.send("quiz.answered", member, {"question": "2 + 2", "score": 40})
        await shop.send("quiz.answered", member, {"question": "3 + 3", "score": 60})

        assert {"scores": [40, 0]} in (await shop.state(member)).memory.values()
