"""Whether a database is up to date, without the work of bringing it there."""

import pkgutil
from importlib import import_module

from headless.errors import StorageError
from headless.models.database.database import Database
from headless.models.migrating.migrate import PACKAGES

_APPLIED = "SELECT app, name FROM tortoise_migrations"


async def is_current(database: Database) -> bool:
    """Return True if every migration of this version was run."""
    wanted = {(app, name) for app, package in PACKAGES.items() for name in _names(package)}
    try:
        async with database.read() as session:
            applied = {(row["app"], row["name"]) for row in await session.fetch(_APPLIED)}
    except StorageError:
        # An empty database does not even have the list.
        return False
    return wanted <= applied


def _names(package: str) -> list[str]:
    """Return the names of migrations, which begin with their number."""
    modules = pkgutil.iter_modules(import_module(package).__path__)
    return [module.name for module in modules if module.name[:1].isdigit()]
