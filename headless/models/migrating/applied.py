"""Whether a database is up to date, without the work of bringing it there."""

import pkgutil
from importlib import import_module

from headless.errors import StorageError
from headless.models.database.database import Database
from headless.models.migrating.migrate import PACKAGES

_APPLIED = "SELECT app, name FROM tortoise_migrations"


async def is_current(database: Database) -> bool:
    """Return True if every migration of this version was run."""
    try:
        return _wanted() <= await _applied(database)
    except StorageError:
        # An empty database does not even have the list.
        return False


async def unknown_migrations(database: Database) -> list[str]:
    """Return what was run that this version does not know: the database is a newer version's."""
    try:
        return sorted(name for _, name in await _applied(database) - _wanted())
    except StorageError:
        return []


def _wanted() -> set[tuple[str, str]]:
    return {(app, name) for app, package in PACKAGES.items() for name in _names(package)}


async def _applied(database: Database) -> set[tuple[str, str]]:
    async with database.read() as session:
        return {(row["app"], row["name"]) for row in await session.fetch(_APPLIED) if row["app"] in PACKAGES}


def _names(package: str) -> list[str]:
    """Return the names of migrations, which begin with their number."""
    modules = pkgutil.iter_modules(import_module(package).__path__)
    return [module.name for module in modules if module.name[:1].isdigit()]
