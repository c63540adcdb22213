"""Rows of plugins' own tables, which we know by name alone: what they hold of a member, given out and erased."""

from collections.abc import Mapping
from typing import Any, Protocol

from headless.models.base.session import Session


class MemberTable(Protocol):
    """A plugin's table, and its column that names the member as callers know it."""

    @property
    def name(self) -> str: ...

    @property
    def member(self) -> str: ...


async def member_rows(session: Session, table: MemberTable, merchant_id: int, member: str) -> list[dict[str, Any]]:
    """Return all that a table holds of a member, by column, without the merchant."""
    sql = f"SELECT * FROM {table.name} WHERE merchant_id = $1 AND {table.member} = $2"
    rows = await session.fetch(sql, merchant_id, member)
    return [{name: value for name, value in zip(row.keys(), row, strict=True) if name != "merchant_id"} for row in rows]


async def delete_member_rows(session: Session, table: MemberTable, merchant_id: int, member: str) -> None:
    """Delete all that a table holds of a member."""
    sql = f"DELETE FROM {table.name} WHERE merchant_id = $1 AND {table.member} = $2"
    await session.execute(sql, merchant_id, member)


async def count_member_rows(session: Session, table: MemberTable, member: str) -> int:
    """Count the rows that a table holds of a member."""
    return int(await session.fetch_value(f"SELECT count(*) FROM {table.name} WHERE {table.member} = $1", member))


async def insert_row(session: Session, table: str, values: Mapping[str, Any]) -> None:
    """Add one row of these values by column."""
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    await session.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", *values.values())
