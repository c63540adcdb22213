"""What a database says of itself: its version, its clock, and the newest id in it."""

from headless.models.base.session import Session


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
