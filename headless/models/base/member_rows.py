"""Rows of many members, read in one statement and told apart by member: what checks, replays and back-tests read."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from headless.models.base.mapping import columns
from headless.models.base.session import Session

T = TypeVar("T", bound=NamedTuple)


async def rows_by_member(
    session: Session,
    kind: type[T],
    table: str,
    merchant_id: int,
    member_ids: Sequence[int],
    tail: str = "",
    **computed: str,
) -> dict[int, list[T]]:
    """Return what a table holds of these members, as `kind`, whose fields are columns of the table or in `computed`.

    tail: further conditions and the order.
    """
    sql = f"""SELECT member_id, {columns(kind, **computed)} FROM {table}
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} {tail}"""
    return grouped_by_member(kind, await session.fetch(sql, merchant_id, member_ids))


def grouped_by_member(kind: type[T], rows: Iterable[Any]) -> dict[int, list[T]]:
    """Return rows as `kind` by member: their first column is the member, the others are the fields of `kind`."""
    grouped: dict[int, list[T]] = {}
    for member_id, *values in rows:
        grouped.setdefault(member_id, []).append(kind._make(values))
    return grouped
