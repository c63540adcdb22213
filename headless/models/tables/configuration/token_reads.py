"""Tokens as they are shown, without their hash."""

from collections.abc import Collection
from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.pages import PageRange, keyset
from headless.models.base.session import Session
from headless.models.tables.configuration.token_lines import BELOW


class StoredToken(NamedTuple):
    """A token as stored. Scopes, sources and event types are JSON lists."""

    id: int
    name: str
    last_four: str
    scopes: str
    sources: str | None
    event_types: str | None
    partner_id: int | None
    made_by: int | None
    successor_id: int | None
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None
    rate_limits: str | None


_COLUMNS = columns(StoredToken)


async def stored_tokens(session: Session, merchant_id: int, ids: Collection[int]) -> list[StoredToken]:
    """Return the tokens of these ids."""
    sql = f"SELECT {_COLUMNS} FROM token WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    return reader(StoredToken)(await session.fetch(sql, merchant_id, list(ids)))


async def page_of_tokens(
    session: Session, merchant_id: int, maker_id: int | None, page: PageRange
) -> list[StoredToken]:
    """Return a page of the tokens in the line of one, or of all if it is None, newest first."""
    line, where, values = _of_line(maker_id)
    keys = keyset(page, ["id"], 2 + len(values))
    sql = f"""{line}SELECT {_COLUMNS} FROM token WHERE merchant_id = $1{where} AND {keys.beyond}
ORDER BY {keys.order} LIMIT {page.limit + 1}"""
    return reader(StoredToken)(await session.fetch(sql, merchant_id, *values, *keys.values))


async def count_tokens(session: Session, merchant_id: int, maker_id: int | None) -> int:
    """Return how many tokens there are in the line of one, or in all if it is None."""
    line, where, values = _of_line(maker_id)
    sql = f"{line}SELECT count(*) FROM token WHERE merchant_id = $1{where}"
    return int(await session.fetch_value(sql, merchant_id, *values))


def _of_line(maker_id: int | None) -> tuple[str, str, tuple[int, ...]]:
    if maker_id is None:
        return "", "", ()
    return f"{BELOW} ", " AND id IN (SELECT below.id FROM below)", (maker_id,)
