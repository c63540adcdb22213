"""Tiers as they are read by id, those included that were removed from their track."""

from collections.abc import Collection
from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.session import Session


class StoredTier(NamedTuple):
    """A tier of a track, removed or not."""

    id: int
    track_id: int
    code: str
    name: str
    rank: int


async def tiers_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> list[StoredTier]:
    """Return the tiers of these ids."""
    sql = f"SELECT {columns(StoredTier)} FROM tier WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return [StoredTier._make(row) for row in await session.fetch(sql, merchant_id, sorted(ids))]
