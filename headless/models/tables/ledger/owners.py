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


async def owner_of(
    session: Session, model: type[Hold] | type[Entry], merchant_id: int, id_: int, source: str | None = None
) -> Owner | None:
    """Return the account of a hold or an entry, None if the merchant has no such row.

    What a merged member had is the survivor's. source: where its event must come from, None for any.
    """
    sql = f"""SELECT {columns(Owner, "x", member_id="COALESCE(m.merged_into, m.id)")} FROM {model._meta.db_table} x
JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id WHERE x.merchant_id = $1 AND x.id = $2"""
    values: tuple[object, ...] = (merchant_id, id_)
    if source is not None:
        sql += """ AND EXISTS (SELECT 1 FROM event e
  WHERE e.merchant_id = $1 AND e.id = x.event_id AND e.source = $3)"""
        values = (*values, source)
    row = await session.fetch_one(sql, *values)
    return None if row is None else Owner._make(row)
