"""Whether a database can be worked with, asked on a connection of its own: no query of anyone stands in the way."""

import asyncio
from collections.abc import Callable

from headless.errors import HeadlessError
from headless.models.database.database import Database

TABLES = ("merchant", "outbox")
REMEMBERED_SECONDS = 1.0
PROBE_SECONDS = 3.0


class Readiness:
    """What is known of a database. However often it is asked, the database is asked once a second. now: a steady clock."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database, self._now = database, now
        self._lock = asyncio.Lock()
        self._until, self._is_ready = 0.0, False

    async def is_ready(self) -> bool:
        """Return True if the database answers within three seconds and has its tables."""
        async with self._lock:
            if self._now() >= self._until:
                self._is_ready = await self._asked()
                self._until = self._now() + REMEMBERED_SECONDS
            return self._is_ready

    async def _asked(self) -> bool:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._database.probe([f"SELECT id FROM {table} LIMIT 1" for table in TABLES])
        except (HeadlessError, TimeoutError):
            return False
        return True
