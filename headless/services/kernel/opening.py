"""A kernel for as long as it is needed: what a server and every command begin with."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from headless.clock import Clock, SystemClock
from headless.config import Settings
from headless.logs import get_logger
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.kernel.kernel import Kernel, build_kernel

if TYPE_CHECKING:
    from headless.tracing.spans import Tracing

log = get_logger("headless.app")


@asynccontextmanager
async def open_kernel(
    settings: Settings,
    clock: Clock | None = None,
    plugins: Mapping[str, object] | None = None,
    tracing: "Tracing | None" = None,
) -> AsyncIterator[Kernel]:
    """Open the database and load the plugins. plugins: further ones by name. Raise Misconfigured or StorageError.

    tracing: where spans are told, None if nowhere.
    """
    system = SystemClock()
    registry = Registry.load(settings.plugins, strict=settings.strict, more=plugins)
    for plugin in registry.plugins:
        if plugin.state == "FAILED":
            log.warning("a plugin is left out", plugin=plugin.name, version=plugin.version, error=plugin.error)
    models = [table.model for _, table in registry.tables.values()]
    url, size = settings.database_url, settings.pool_size
    async with Database.open(url, pool_size=size, more=models, tracing=tracing) as database:
        yield build_kernel(database, registry, clock or system, settings, system, tracing)
