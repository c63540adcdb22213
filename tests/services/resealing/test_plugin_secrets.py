"""Secrets in the settings of plugins: the plugin alone reads them, and no file, table or answer shows them."""

import json
from pathlib import Path
from typing import Any

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings, dialect_of, sqlite_path
from headless.models.base.versions import all_versions, rewrite_version
from headless.models.database.database import Database
from headless.models.tables.catalogue import TABLES
from headless.models.tables.configuration.rules import RuleInstance
from headless.models.tables.configuration.tracks import TierTrack
from headless.plugins import Action, EventData, RuleSettings, Secret, TierRule, hookimpl
from headless.plugins.loading.registry import Registry
from headless.services.backtesting.backtests import start_backtest
from headless.services.backtesting.running import run_queued
from headless.services.configuration.rules import listed, save_rule
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.diagnosing.secrets import secret_findings
from headless.services.kernel.kernel import build_kernel
from headless.services.plugin_admin.plugins import enable_plugin, plugin_views
from headless.services.resealing.resealing import reseal, resting
from headless.services.sealing.sealed_secrets import Rest
from tests.services.resealing.conftest import FIRST, SECOND, Process
from tests.services.shop import Shop

CANARY, OTHER, JUDGED = "sk_live_canary_4711", "sk_live_other_4712", "sk_live_judge_4713"


class Ask(Action):
    """Asks a service."""

    name = "ask"

    class Settings(RuleSettings):
        """What the service knows."""

        key: Secret | None = None
        place: str = "here"

    class Input(EventData):
        """Nothing."""

    input = Input

    async def run(self, given: Any, do: Any) -> Any:
        """Do nothing."""
        return {}


class Judged(TierRule):
    """Asks a judge."""

    id = "judged"

    class Settings(RuleSettings):
        """What the judge knows."""

        key: Secret = Secret("none")
        least: int = 1

    def vote(self, ctx: Any) -> Any:
        """Give no tier."""
        return None


class Keeper:
    """A plugin with secrets."""

    __version__ = "1.0"

    @hookimpl
    def register_actions(self) -> Any:
        return [Ask]

    @hookimpl
    def register_tier_rules(self) -> Any:
        return [Judged]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"keeper": Keeper()}, strict=True)


def track(**settings: Any) -> dict[str, Any]:
    tiers = [{"code": "gold", "name": "Gold", "rank": 1}]
    return {"code": "t", "name": "T", "kind": "EARNED", "tiers": tiers, "rule": "keeper.judged", "settings": settings}


async def enabled(shop: Shop, **settings: Any) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "keeper", {"ask": settings})
    assert saved.problem is None, saved.problem


async def keys(shop: Shop) -> list[str | None]:
    """The key of the action, and that of the track, as the plugin reads them."""
    shop.kernel.programs.forget(shop.owner.merchant_id)
    async with shop.kernel.db.read() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
    active: list[Any] = [*program.actions.values(), *program.voters.values()]
    return [one.settings.key and one.settings.key.get_secret_value() for one in active]


async def all_stored(shop: Shop) -> str:
    """All tables, and on SQLite all bytes of the file and of what belongs to it."""
    texts = []
    async with shop.kernel.db.read() as session:
        for table in TABLES:
            texts += [str(value) for row in await session.fetch(f"SELECT * FROM {table}") for value in row]
    url = shop.kernel.settings.database_url
    if dialect_of(url) == "sqlite":
        file = Path(sqlite_path(url))
        texts += [path.read_bytes().decode("latin-1") for path in file.parent.glob(f"{file.name}*")]
    return "\n".join(texts)


async def shown(shop: Shop) -> str:
    """What callers see of the plugin, its settings, and the audit trail."""
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
        instances = await shop.kernel.programs.instances(session, merchant)
        trail = await session.fetch("SELECT before, after FROM audit_record")
    views = [view.settings for view in listed(instances)], [repr(view) for view in plugin_views(instances)]
    return repr((views, [tuple(row) for row in trail]))


async def test_a_secret_is_nowhere_but_with_its_plugin(shop: Shop) -> None:
    await enabled(shop, key=CANARY)
    assert None is (await save_tier_track(shop.kernel, shop.owner, track(key=JUDGED))).problem
    change = {"plugin": {"name": "keeper", "settings": {"ask": {"key": OTHER}}}}
    assert None is (await start_backtest(shop.kernel, shop.owner, change)).problem
    await run_queued(shop.kernel)
    async with shop.kernel.db.transaction() as session:
        assert "DONE" == {2: "DONE"}.get(await session.fetch_value("SELECT status FROM backtest"))

    assert [CANARY, JUDGED] == await keys(shop)
    stored, seen = await all_stored(shop), await shown(shop)
    for secret in (CANARY, OTHER, JUDGED):
        assert secret not in stored
        assert secret not in seen
    assert "**********" in seen
    assert "sealed:" not in seen


async def test_a_mask_and_a_setting_that_is_left_out_keep_the_secret(shop: Shop) -> None:
    await enabled(shop, key=CANARY)
    await save_tier_track(shop.kernel, shop.owner, track(key=JUDGED))
    for settings in ({"key": "**********", "place": "there"}, None):
        saved = await save_rule(shop.kernel, shop.owner, {"plugin": "keeper", "rule": "ask", "settings": settings})
        assert saved.problem is None, saved.problem
    again = await save_tier_track(shop.kernel, shop.owner, track(key="**********", least=2))
    assert (None, [CANARY, JUDGED]) == (again.problem, await keys(shop))
    async with shop.kernel.db.read() as session:
        changes = await session.fetch("SELECT after FROM audit_record WHERE noun = 'Rule' ORDER BY id")
    # The last save changed nothing.
    assert 2 == len(changes)


async def test_a_caller_cannot_have_what_is_sealed_elsewhere_opened(shop: Shop) -> None:
    await enabled(shop, key=CANARY)
    async with shop.kernel.db.read() as session:
        (version,) = await all_versions(session, RuleInstance, shop.owner.merchant_id)
    sealed = version.document["settings"]["key"]
    assert ["$secret"] == list(sealed)
    for settings in ({"place": sealed}, {"key": {"$unreadable": True}}):
        saved = await save_rule(shop.kernel, shop.owner, {"plugin": "keeper", "rule": "ask", "settings": settings})
        assert "INVALID_SETTINGS" == (saved.problem and saved.problem.code)
    moved = await save_tier_track(shop.kernel, shop.owner, track(key=sealed["$secret"]))
    assert (None, [CANARY, sealed["$secret"]]) == (moved.problem, await keys(shop))


async def plain(shop: Shop) -> None:
    """Store secrets as earlier versions did."""
    await enabled(shop, key=CANARY)
    await save_rule(shop.kernel, shop.owner, {"plugin": "keeper", "rule": "ask", "settings": {"key": OTHER}})
    await save_tier_track(shop.kernel, shop.owner, track(key=JUDGED))
    merchant_id = shop.owner.merchant_id
    async with shop.kernel.db.transaction() as session:
        for model, secrets in ((RuleInstance, [CANARY, OTHER]), (TierTrack, [JUDGED])):
            for version, secret in zip(await all_versions(session, model, merchant_id), secrets, strict=True):
                settings = {**version.document["settings"], "key": secret}
                document = {**version.document, "settings": settings}
                await rewrite_version(session, model, merchant_id, version._replace(document=document))


async def test_what_was_stored_as_it_is_goes_on_working_and_is_sealed(shop: Shop) -> None:
    await plain(shop)
    assert [OTHER, JUDGED] == await keys(shop)
    assert OTHER not in await shown(shop)
    (finding,) = await secret_findings(shop.kernel)
    assert "3 secrets of tea are stored as they are; run headless secrets rotate" == str(finding.told)

    assert (3, 0) == (await reseal(shop.kernel), await reseal(shop.kernel))
    assert [OTHER, JUDGED] == await keys(shop)
    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT document FROM rule_instance UNION ALL SELECT document FROM tier_track")
    for secret in (CANARY, OTHER, JUDGED):
        assert secret not in json.dumps([row["document"] for row in rows])


async def test_settings_are_sealed_with_the_present_key_and_opened_with_either(shop: Shop, process: Process) -> None:
    await enabled(shop, key=CANARY)
    after, alone = process(SECOND, FIRST), process(SECOND)
    assert ([CANARY], [Rest.OLD]) == (await keys(after), [one.rest for one in await resting(after.kernel)])
    # Without its key the secret is as good as wrong settings: the plugin does not run, and nothing is shown.
    assert [] == await keys(alone)
    assert "sealed:" not in await shown(alone)
    assert [Rest.UNKNOWN] == [one.rest for one in await resting(alone.kernel)]

    assert (1, [CANARY]) == (await reseal(after.kernel), await keys(alone))


async def test_a_plugin_that_is_gone_shows_no_secret(shop: Shop, database: Database, clock: FixedClock) -> None:
    await enabled(shop, key=CANARY)
    settings = Settings(database_url=database.url, secret_key=FIRST)
    bare = build_kernel(database, Registry.load(entry_points=()), clock, settings, SystemClock())
    gone = Shop(bare, clock, shop.owner)
    seen = await shown(gone)
    assert CANARY not in seen
    assert "$secret" not in seen
