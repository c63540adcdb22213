"""The events of a merchant as they are committed: what subscribers of members are told of."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.member.records import EventStatus
from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session


class FedEvent(NamedTuple):
    """An event, whose it is, and of which type."""

    id: int
    member_id: int
    type: str


_AFTER = f"""SELECT {columns(FedEvent)} FROM event
WHERE merchant_id = $1 AND id > $2 AND root_id IS NULL AND status = {EventStatus.RECORDED:d} ORDER BY id"""


async def events_after(session: Session, merchant_id: int, id_: int) -> Sequence[FedEvent]:
    """Return the recorded events with a larger id, but for those that followed from another one."""
    return reader(FedEvent)(await session.fetch(_AFTER, merchant_id, id_))
