"""Whether a database is up to date, without the work of bringing it there."""

import pkgutil
from importlib import import_module

from headless.errors import StorageError
from headless.models.database.database import Database
from headless.models.migrating.migrate import PACKAGES


async def is_current(database: Database) -> bool:
    """Whether every migration of this version was run."""
    wanted = {(app, name) for app, package in PACKAGES.items() for name in _names(package)}
    try:
        async with database.read() as session:
            rows = await session.fetch("SELECT app, name FROM tortoise_migrations")
    except StorageError:
        # An empty database does not even have the list.
        return False
    return wanted <= {(row[0], row[1]) for row in rows}


def _names(package: str) -> list[str]:
    """Migrations begin with their number."""
    found = pkgutil.iter_modules(import_module(package).__path__)
    return [module.name for module in found if module.name[:1].isdigit()]
