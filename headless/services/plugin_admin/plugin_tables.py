"""Plugins' own tables: their migrations are found in the plugins' packages and run. If one plugin fails, the others go on."""

import re
from collections.abc import Iterator, Mapping
from importlib import resources

from headless.errors import HeadlessError, Refused
from headless.logs import get_logger
from headless.messages import Message
from headless.models.database.database import Database
from headless.models.migrating.plugin_migrations import (
    Expected,
    MigrationFailed,
    Step,
    is_applied,
    migrate_plugin,
    unmigrate_plugin,
)
from headless.models.tables.configuration.plugins import users_of
from headless.plugins.loading.registry import Registry

_FILE = re.compile(r"([0-9]{4}_[a-z0-9_]+)\.(up|down)(?:\.(sqlite|postgres))?\.sql", re.ASCII)
log = get_logger(__name__)


async def tables_current(database: Database, registry: Registry) -> bool:
    """Return True if every loaded plugin's migrations were run, or cannot be read."""
    for plugin in _plugins(registry):
        try:
            if not await is_applied(database, plugin, steps_of(registry, plugin, database.dialect)):
                return False
        except MigrationFailed:
            continue
    return True


async def migrate_tables(database: Database, registry: Registry, now: int) -> Mapping[str, str]:
    """Run the migrations of all loaded plugins, and return those that failed with the reason."""
    failed: dict[str, str] = {}
    for plugin in _plugins(registry):
        try:
            await migrate_tables_of(database, registry, plugin, now)
        except HeadlessError as fault:
            log.error("the tables of a plugin cannot be migrated", plugin=plugin, error=fault.message)
            failed[plugin] = fault.message
    return failed


async def migrate_tables_of(database: Database, registry: Registry, plugin: str, now: int) -> None:
    """Run one plugin's migrations. Raise MigrationFailed, naming plugin and step, if one fails."""
    declared = registry.declared[plugin].tables
    if declared:
        expected = [Expected(table.name, ("merchant_id", table.member)) for table in declared]
        await migrate_plugin(database, plugin, steps_of(registry, plugin, database.dialect), expected, now)


def steps_of(registry: Registry, plugin: str, dialect: str) -> list[Step]:
    """Return a plugin's migrations in the order of their numbers. Raise MigrationFailed if its packages cannot be read."""
    try:
        packages = dict.fromkeys(table.migrations for table in registry.declared[plugin].tables)
        scripts = {key: text for package in packages for key, text in _files(package, dialect)}
    except Exception as fault:
        raise MigrationFailed(
            Message("the migrations of the plugin {plugin} cannot be read: {fault}", plugin=plugin, fault=fault)
        ) from fault
    names = sorted({name for name, way in scripts if way == "up"})
    if not names and packages:
        raise MigrationFailed(
            Message(
                "the plugin {plugin} has tables, but no 0001_….up.sql in {packages}", plugin=plugin, packages=packages
            )
        )
    return [Step(name, scripts[name, "up"], scripts.get((name, "down"))) for name in names]


def _plugins(registry: Registry) -> Iterator[str]:
    return (name for name, declared in registry.declared.items() if declared.tables)


def _files(package: str, dialect: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what serves both dialects first, so that a script for this dialect replaces it."""
    files = sorted(resources.files(package).iterdir(), key=lambda file: file.name.count("."))
    for file in files:
        match = _FILE.fullmatch(file.name)
        if match is not None and match[3] in (None, dialect):
            yield (match[1], match[2]), file.read_text("utf-8")


async def purge_tables(database: Database, plugin: str) -> int:
    """Drop a plugin's tables with all they hold by undoing its migrations, and return the number of those.

    Raises:
        Refused: a merchant has the plugin enabled.
        MigrationFailed: a step has no way back.
    """
    async with database.read() as session:
        users = await users_of(session, plugin)
    if users:
        message = Message("{users} has the plugin {plugin} enabled: disable it there first", users=users, plugin=plugin)
        raise Refused(message, code="PLUGIN_ENABLED")
    return await unmigrate_plugin(database, plugin)
