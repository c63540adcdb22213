"""Whether a database can be worked with."""

from headless.errors import HeadlessError
from headless.models.database.database import Database

TABLES = ("merchant", "outbox")


async def is_ready(database: Database) -> bool:
    """Return True if the database answers and has its tables."""
    try:
        async with database.read() as session:
            for table in TABLES:
                await session.fetch(f"SELECT id FROM {table} LIMIT 1")
    except HeadlessError:
        return False
    return True
