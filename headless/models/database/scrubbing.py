"""Leaving nothing behind of what is replaced."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from headless.models.base.session import Session

_ASK, _SET = "PRAGMA secure_delete", "PRAGMA secure_delete = {mode:d}"


@asynccontextmanager
async def overwriting(session: Session) -> AsyncIterator[None]:
    """Let SQLite overwrite with zeros what is replaced or deleted in the block. PostgreSQL keeps it until its next VACUUM."""
    if session.dialect != "sqlite":
        yield
        return
    mode = int(await session.fetch_value(_ASK))
    await session.fetch(_SET.format(mode=1))
    try:
        yield
    finally:
        await session.fetch(_SET.format(mode=mode))
