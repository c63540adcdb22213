"""Waiting for transactions that began before a moment, of all processes."""

import asyncio
from time import monotonic

from headless.models.base.session import APPLICATION
from headless.models.database.database import Database

PATIENCE_S = 20
PAUSES_S = 0.005, 0.1
_USING = """SELECT DISTINCT held.virtualtransaction FROM pg_locks held JOIN pg_stat_activity held_by ON held_by.pid = held.pid
WHERE held.locktype = 'relation' AND held.relation = $1::text::regclass AND held.granted
AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND held_by.application_name = $2 AND held.pid <> pg_backend_pid()"""


async def outlast(db: Database, table: str) -> bool:
    """Wait until each transaction is over that has used a table by now. Return False if one goes on for too long.

    Those that use it later see what is committed now. Back-ups and the like, which only read, are not waited for. On SQLite one
    transaction follows another.
    """
    if db.dialect == "sqlite":
        return True
    begun, pause, until = await _using(db, table), PAUSES_S[0], monotonic() + PATIENCE_S
    while begun and monotonic() < until:
        await asyncio.sleep(pause)
        begun, pause = begun & await _using(db, table), min(PAUSES_S[1], pause * 2)
    return not begun


async def _using(db: Database, table: str) -> set[str]:
    async with db.read() as session:
        return {row["virtualtransaction"] for row in await session.fetch(_USING, table, APPLICATION)}
