"""One state of the database for several statements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from headless.models.base.session import Session
from headless.models.database.database import Database


@asynccontextmanager
async def snapshot(db: Database) -> AsyncIterator[Session]:
    """Open a session whose statements all see the same state, so that concurrent writes do not look like drift."""
    async with db.transaction() as session:
        # SQLite blocks other writers meanwhile; PostgreSQL shows what was there when the transaction began.
        if db.dialect == "postgres":
            await session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield session
