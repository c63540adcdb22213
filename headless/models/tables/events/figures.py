"""Numbers over all events of a merchant."""

from headless.engine.member.records import EventStatus
from headless.models.base.session import Session

_SETTLED = f"SELECT count(*) FROM event WHERE merchant_id = $1 AND type = $2 AND status = {EventStatus.RECORDED:d}"


async def count_settled_events(session: Session, merchant_id: int, type_: str) -> int:
    """Return how many events of a type count: recorded, not deferred and not refused."""
    return int(await session.fetch_value(_SETTLED, merchant_id, type_))
