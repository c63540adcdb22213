"""Which daily totals are kept of members."""

from collections.abc import Iterable

from tortoise import fields

from headless.models.base.mapping import first_values, names
from headless.models.base.row import Row
from headless.models.base.session import Session


class TrackedKey(Row):
    """A key of daily totals that is kept because a condition or a rule uses it."""

    keys = ("merchant_id", "key")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    key = fields.TextField()
    since_at = fields.BigIntField()

    class Meta:
        table = "tracked_key"


async def tracked_keys(session: Session, merchant_id: int) -> frozenset[str]:
    """Return the keys of which a merchant's totals are kept."""
    return frozenset(
        first_values(await session.fetch("SELECT key FROM tracked_key WHERE merchant_id = $1", merchant_id))
    )


async def track_keys(session: Session, merchant_id: int, keys: Iterable[str], now: int) -> None:
    """Begin to keep the totals of these keys."""
    await session.insert("tracked_key", names(TrackedKey), [(merchant_id, key, now) for key in keys])
