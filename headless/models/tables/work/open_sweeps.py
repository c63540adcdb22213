"""Sweeps that are not done: members behind them still wait to be judged."""

from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session


class OpenSweep(NamedTuple):
    """A sweep, and the last member that it has reached."""

    id: int
    after_id: int


async def open_sweeps(session: Session, merchant_id: int) -> list[OpenSweep]:
    """Return the merchant's sweeps that are not done."""
    sql = f"SELECT {columns(OpenSweep)} FROM sweep WHERE merchant_id = $1 AND status = 0"
    return reader(OpenSweep)(await session.fetch(sql, merchant_id))
