"""Which member and kind a hold or an entry belongs to."""

from typing import NamedTuple

from headless.models.base.mapping import columns
from headless.models.base.session import Session
from headless.models.tables.ledger.entries import Entry
from headless.models.tables.ledger.holds import Hold


class Owner(NamedTuple):
    """The account that a hold or an entry belongs to."""

    member_id: int
    kind_id: int


async def owner_of(session: Session, model: type[Hold] | type[Entry], merchant_id: int, id_: int) -> Owner | None:
    """Return the account of a hold or an entry, None if the merchant has no such row."""
    sql = f"SELECT {columns(Owner)} FROM {model._meta.db_table} WHERE merchant_id = $1 AND id = $2"
    row = await session.fetch_one(sql, merchant_id, id_)
    return None if row is None else Owner._make(row)
