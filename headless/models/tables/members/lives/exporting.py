"""All rows that are kept of a member, table by table, as they are stored."""

from collections.abc import Iterable, Sequence
from typing import Any

from headless.models.base.session import Session

_PARTS = {
    "lot_move": ("entry", "entry_id"),
    "hold_lot": ("hold", "hold_id"),
}
"""Tables without a member of their own: the table that has one, and the column that names a row of it."""
_REFERRALS = """SELECT id, occurred_at, status FROM event
WHERE merchant_id = $1 AND type = 'referral.joined' AND subject = $2 ORDER BY id"""


async def exported_rows(
    session: Session, merchant_id: int, table: str, columns: Iterable[str], member_ids: Sequence[int]
) -> list[dict[str, Any]]:
    """Return what a table keeps of members, by column."""
    names = list(columns)
    if table in _PARTS:
        owner, column = _PARTS[table]
        listed = ", ".join(f"t.{name}" for name in names)
        sql = f"""SELECT {listed} FROM {table} t JOIN {owner} o ON o.merchant_id = t.merchant_id AND o.id = t.{column}
WHERE t.merchant_id = $1 AND {session.any_of("o.member_id", 2)} ORDER BY {listed}"""
    else:
        owned = "id" if table == "member" else "member_id"
        order = "id" if "id" in names else ", ".join(names)
        sql = f"""SELECT {", ".join(names)} FROM {table}
WHERE merchant_id = $1 AND {session.any_of(owned, 2)} ORDER BY {order}"""
    rows = await session.fetch(sql, merchant_id, member_ids)
    return [{name: row[name] for name in names} for row in rows]


async def referrals_of(session: Session, merchant_id: int, member: str) -> list[dict[str, Any]]:
    """Return the events by which others have referred a member, who is named by the public id, without saying who they are."""
    rows = await session.fetch(_REFERRALS, merchant_id, member)
    return [{name: row[name] for name in ("id", "occurred_at", "status")} for row in rows]


def is_exported(table: str, columns: Iterable[str]) -> bool:
    """Return True if a table keeps something of single members."""
    return table == "member" or table in _PARTS or "member_id" in columns
