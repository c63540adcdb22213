"""An operator is told what is wrong with an installation, and what to do."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from headless.clock import FixedClock, SystemClock
from headless.config import Settings, sqlite_path
from headless.ids import Ids
from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate
from headless.plugins.loading.registry import BUILTIN, PluginInfo, Registry
from headless.services.configuration.saving import save
from headless.services.diagnosing.diagnosing import diagnose
from headless.services.diagnosing.findings import Health
from headless.services.diagnosing.machine import plugin_findings, settings_findings
from headless.services.kernel.kernel import Kernel, build_kernel
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.outcomes import Saved
from headless.services.members.members import create_member
from headless.services.plugin_admin.plugins import PluginVersion
from tests.services.shop import Shop

KEY = "a secret key that only the tests know"


@pytest.fixture
def clock() -> FixedClock:
    """The present, as the server of the database knows it."""
    return FixedClock(SystemClock().now_us())


def told(findings: list[object], health: Health) -> dict[str, str]:
    return {found.part: str(found.told) for found in findings if found.health is health}  # type: ignore[attr-defined]


async def test_a_sound_installation_has_no_failure(shop: Shop) -> None:
    findings = await diagnose(shop.kernel)

    assert {} == told(findings, Health.FAIL)
    # the databases of the tests do not wait for the disk
    assert {"secret key", "durability"} == set(told(findings, Health.WARN))
    fine = told(findings, Health.OK)
    assert {"settings", "plugins", "database", "migrations", "clock", "worker", "merchants"} <= set(fine)
    assert fine["database"].startswith(("SQLite 3.", "PostgreSQL 1"))


async def test_what_is_for_development_is_named() -> None:
    settings = Settings(secret_key=KEY, graphiql=True, cors_origins=("*",))

    (warned,) = told(list(settings_findings(settings)), Health.WARN).values()

    assert warned.startswith("HEADLESS_CORS_ORIGINS=*, HEADLESS_GRAPHIQL=on are for development")


async def test_a_plugin_that_cannot_be_loaded_is_named(registry: Registry) -> None:
    broken = replace(registry, plugins=[*registry.plugins, PluginInfo("quiz", "1.0", "FAILED", "no module named quiz")])

    failed = told(list(plugin_findings(broken)), Health.FAIL)

    assert "quiz cannot be loaded: no module named quiz" in failed["plugins"]
    assert BUILTIN in told(list(plugin_findings(broken)), Health.OK)["plugins"]


async def test_a_plugin_that_is_used_and_not_installed_is_named(shop: Shop) -> None:
    async def work(desk: object) -> Saved:
        draft = await desk.draft(PluginVersion, "quiz")  # type: ignore[attr-defined]
        return await desk.write(draft, {"enabled": True, "pluginVersion": "1"})  # type: ignore[attr-defined, no-any-return]

    await save(shop.kernel, shop.owner, work)

    assert "uses quiz, which is not installed" in told(await diagnose(shop.kernel), Health.FAIL)["plugins"]


async def test_a_clock_behind_the_newest_event_is_wrong(shop: Shop) -> None:
    later = shop.kernel.clock.now_us() + 3_600_500_000
    ahead = replace(shop.kernel, ids=Ids(lambda: later))
    await create_member(ahead, shop.owner, {"number": "1"})

    failed = told(await diagnose(shop.kernel), Health.FAIL)

    assert {"clock"} == set(failed)
    assert "3600 behind the newest event" in failed["clock"]


async def test_work_that_waits_for_long_asks_for_a_worker(shop: Shop) -> None:
    async with shop.kernel.db.transaction() as session:
        columns = ("merchant_id", "id", "reason", "document", "created_at", "status")
        created = shop.kernel.clock.now_us() - 600_000_000
        await session.insert("sweep", columns, [(shop.owner.merchant_id, 1, "tag vip", "{}", created, 0)])

    failed = told(await diagnose(shop.kernel), Health.FAIL)

    assert "sweeps: 1 wait, the first one for 10 minutes; is a worker running?" == failed["worker"]


async def test_a_database_of_a_newer_version_is_not_touched(
    empty_database_url: str, registry: Registry, clock: FixedClock
) -> None:
    # its own database, because the list of migrations stays when others are emptied
    async with Database.open(empty_database_url) as database:
        await migrate(database)
        async with database.transaction() as session:
            sql = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ($1, $2, CURRENT_TIMESTAMP)"
            await session.execute(sql, "models", "9999_later")
        settings = Settings(database_url=empty_database_url)
        failed = told(await diagnose(build_kernel(database, registry, clock, settings, SystemClock())), Health.FAIL)

    assert {"migrations": "the database was migrated by a newer version (9999_later): install that version"} == failed


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
async def test_only_its_owner_may_read_a_new_file(kernel: Kernel) -> None:
    if kernel.db.dialect != "sqlite":
        return
    path = sqlite_path(kernel.db.url)
    assert 0o600 == os.stat(path).st_mode & 0o777
    os.chmod(path, 0o644)

    assert "chmod 600" in told(await diagnose(kernel), Health.WARN)["file"]
    os.chmod(path, 0o600)
    os.chmod(f"{path}-wal", 0o640)

    assert told(await diagnose(kernel), Health.WARN)["file"].endswith(f"(0640); run: chmod 600 {path}-wal")


async def test_a_key_that_was_typed_is_not_random() -> None:
    (typed,) = told(list(settings_findings(Settings(secret_key="changeme" * 4))), Health.WARN).values()

    assert "openssl rand -hex 32" in typed
    assert {} == told(list(settings_findings(Settings(secret_key="0123456789" * 4))), Health.WARN)


async def test_a_server_with_too_few_connections_is_told(kernel: Kernel) -> None:
    if kernel.db.dialect == "sqlite":
        return
    greedy = replace(kernel, settings=kernel.settings.model_copy(update={"pool_size": 1_000}))

    assert "raise max_connections" in told(await diagnose(greedy), Health.WARN)["connections"]
    assert "are open, a process takes up to" in told(await diagnose(kernel), Health.OK)["connections"]


async def test_a_database_that_does_not_wait_for_its_disk_is_told(kernel: Kernel) -> None:
    (names, _, _) = told(await diagnose(kernel), Health.WARN)["durability"].partition(" off: ")

    assert names == ("synchronous" if kernel.db.dialect == "sqlite" else "fsync, full_page_writes, synchronous_commit")


async def test_a_database_that_waits_for_its_disk_is_fine(tmp_path: Path) -> None:
    async with open_kernel(Settings(database_url=f"sqlite:///{tmp_path}/safe.db", secret_key=KEY)) as kernel:
        await migrate(kernel.db)

        assert "durability" in told(await diagnose(kernel), Health.OK)
