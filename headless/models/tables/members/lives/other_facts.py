"""What rules saw of another member when they decided on an event, so that the event can be decided again to the same end."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tortoise import fields

from headless.engine.member.journal import OtherFacts
from headless.models.base.mapping import columns, compact, names, reader
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class OtherFact(Row):
    """Facts of a member as an event of another member's found them, by what was asked. Not known outside."""

    keys = ("merchant_id", "member_id", "event_id")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    event_id = fields.BigIntField()
    facts = fields.TextField()

    class Meta:
        table = "other_fact"


class KeptOther(NamedTuple):
    """What is kept of a member with an event of another one, `owner_id`. facts: JSON text."""

    owner_id: int
    member_id: int
    event_id: int
    type: str
    occurred_at: int
    facts: str


_LISTED = columns(KeptOther, "o", owner_id="e.member_id", type="e.type", occurred_at="e.occurred_at")
_KEPT = f"""SELECT {_LISTED} FROM other_fact o JOIN event e ON e.merchant_id = o.merchant_id AND e.id = o.event_id
WHERE o.merchant_id = $1 AND """


def insert_others(merchant_id: int, others: Iterable[OtherFacts]) -> Write:
    """Return the write of what rules saw of other members."""
    rows = [(merchant_id, other.member_id, other.event_id, compact(other.facts)) for other in others]
    return Write("other_fact", names(OtherFact), rows, OtherFact.keys, upsert=True)


async def others_by_owner(session: Session, merchant_id: int, owner_ids: Collection[int]) -> dict[int, list[KeptOther]]:
    """Return what is kept of other members with events of these."""
    sql = _KEPT + session.any_of("e.member_id", 2)
    kept: dict[int, list[KeptOther]] = {}
    for other in reader(KeptOther)(await session.fetch(sql, merchant_id, sorted(owner_ids))):
        kept.setdefault(other.owner_id, []).append(other)
    return kept


async def others_of_event(session: Session, merchant_id: int, event_id: int) -> list[KeptOther]:
    """Return what is kept of other members with one event."""
    return reader(KeptOther)(await session.fetch(f"{_KEPT}o.event_id = $2", merchant_id, event_id))
