"""What commands share: settings from the environment, an open and current database, one event loop."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from headless.config import Settings
from headless.errors import Misconfigured
from headless.logs import add_to_lines, get_logger, set_up_logging
from headless.messages import Message

if TYPE_CHECKING:
    from headless.models.database.database import Database
    from headless.plugins.loading.registry import Registry
    from headless.services.kernel.kernel import Kernel
    from headless.tracing.spans import Tracing

T = TypeVar("T")
log = get_logger(__name__)


def settings() -> Settings:
    """Return the settings of the environment, and set up logging by them.

    Raises:
        Misconfigured: a setting cannot be understood.
    """
    current = Settings.from_environment(os.environ)
    set_up_logging(current.log_level, current.log_format)
    return current


def run(work: "Callable[[Kernel], Awaitable[T]]", *, strict: bool = False, traced: bool = False) -> T:
    """Run a use case on an open kernel, and close it again.

    strict: a plugin that cannot be loaded is fatal. traced: spans are told, if the environment says so.
    """

    async def whole() -> T:
        current = settings()
        tracing = _tracing(current) if traced else None
        try:
            async with open_current(current.model_copy(update={"strict": strict or current.strict}), tracing) as kernel:
                return await work(kernel)
        finally:
            if tracing is not None:
                tracing.close()

    return asyncio.run(whole())


def _tracing(current: Settings) -> "Tracing | None":
    from headless.tracing.opening import open_tracing

    tracing = open_tracing(current.traces, os.environ)
    if tracing is not None:
        add_to_lines(tracing.with_ids)
    return tracing


@asynccontextmanager
async def open_current(current: Settings, tracing: "Tracing | None" = None) -> "AsyncIterator[Kernel]":
    """Open a kernel over a database that is up to date. tracing: where spans are told.

    Raises:
        Misconfigured: the database is not up to date, and may not be migrated.
        StorageError: the database cannot be opened.
    """
    from headless.services.kernel.opening import open_kernel

    async with open_kernel(current, tracing=tracing) as kernel:
        if await bring_up_to_date(kernel.db, kernel.registry, auto=current.auto_migrate):
            from headless.services.resealing.resealing import reseal

            await reseal(kernel)
        yield kernel


async def bring_up_to_date(database: "Database", registry: "Registry | None" = None, *, auto: bool = True) -> bool:
    """Migrate if needed, and return True if it was. A plugin whose tables cannot be migrated is logged, and fails later.

    Raises:
        Misconfigured: it is needed, and not `auto`.
    """
    from headless.clock import SystemClock
    from headless.models.migrating.applied import is_current
    from headless.models.migrating.migrate import migrate
    from headless.services.plugin_admin.plugin_tables import migrate_tables, tables_current

    is_ours_current = await is_current(database)
    if is_ours_current and (registry is None or await tables_current(database, registry)):
        return False
    if not auto:
        if is_ours_current:
            log.warning("tables of plugins are not up to date: run headless migrate")
            return False
        raise Misconfigured(
            Message("the database is not up to date, and HEADLESS_AUTO_MIGRATE is off: run headless migrate")
        )
    if not is_ours_current:
        await migrate(database)
    if registry is not None:
        await migrate_tables(database, registry, SystemClock().now_us())
    return True
