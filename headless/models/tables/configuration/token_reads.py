"""Tokens as they are shown, without their hash."""

from collections.abc import Collection
from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.session import Session


class StoredToken(NamedTuple):
    """A token as stored. Scopes and sources are JSON lists."""

    id: int
    name: str
    last_four: str
    scopes: str
    sources: str | None
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None


async def stored_tokens(session: Session, merchant_id: int, ids: Collection[int]) -> list[StoredToken]:
    """Return the tokens of these ids."""
    sql = f"SELECT {columns(StoredToken)} FROM token WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return [StoredToken._make(row) for row in await session.fetch(sql, merchant_id, list(ids))]
