"""What a database says of itself: its version, its clock, its settings, and the newest id in it."""

from typing import NamedTuple

from headless.models.base.session import Session


class Connections(NamedTuple):
    """How many connections a server takes from all its users together, and how many are open."""

    most: int
    used: int


_CONNECTIONS = """SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most,
(SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database) AS used"""
_LOOSE = """SELECT name FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name"""
_FULL = 2
"""What SQLite calls waiting for the disk at each commit."""


async def server_version(session: Session) -> str:
    """Return the name and version of the database."""
    if session.dialect == "sqlite":
        return f"SQLite {await session.fetch_value('SELECT sqlite_version()')}"
    return f"PostgreSQL {await session.fetch_value('SHOW server_version')}"


async def server_now(session: Session, now: int) -> int:
    """Return the server's time in microseconds. A file has none of its own, so that `now` is returned."""
    if session.dialect == "sqlite":
        return now
    return int(await session.fetch_value("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"))


async def newest_id(session: Session) -> int:
    """Return the highest id of any merchant's events, 0 if there are none."""
    sql = "SELECT max((SELECT max(e.id) FROM event e WHERE e.merchant_id = m.id)) FROM merchant m"
    return int(await session.fetch_value(sql) or 0)


async def server_connections(session: Session) -> Connections | None:
    """Return how many connections there may be, and are. A file takes any number."""
    if session.dialect == "sqlite":
        return None
    (row,) = await session.fetch(_CONNECTIONS)
    return Connections._make(row)


async def loose_settings(session: Session) -> list[str]:
    """Return the settings by which the database does not wait for its disk before it says that something is stored."""
    if session.dialect == "sqlite":
        return ["synchronous"] if await session.fetch_value("PRAGMA synchronous") < _FULL else []
    return [row["name"] for row in await session.fetch(_LOOSE)]
