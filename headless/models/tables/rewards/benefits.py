"""Benefits, version by version, what members were granted of them beyond their condition, and each use."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tortoise import fields

from headless.engine.member.entitlements import Fulfilment, Granted, Use
from headless.models.base.mapping import FLAG, RowMap, columns, enum_of, reader
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class Benefit(Versioned):
    """One version of a benefit. The highest version counts."""

    noun = "Benefit"

    class Meta:
        table = "benefit"


class BenefitGrant(Row):
    """Uses of a benefit that a rule gave a member, beyond condition and quota."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    benefit_id = fields.BigIntField()
    uses = fields.IntField()
    used = fields.IntField()
    until_at = fields.BigIntField(null=True)
    granted_at = fields.BigIntField()
    event_id = fields.BigIntField()
    rule_id = fields.BigIntField(null=True)
    revoked_at = fields.BigIntField(null=True)
    revoked_event_id = fields.BigIntField(null=True)
    keep = fields.BooleanField()

    class Meta:
        table = "benefit_grant"


class BenefitUse(Row):
    """One use of a benefit by a member."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    benefit_id = fields.BigIntField()
    event_id = fields.BigIntField()
    used_at = fields.BigIntField()
    used_on = fields.IntField()
    used_by = fields.TextField()
    serial = fields.BigIntField(null=True)
    grant_id = fields.BigIntField(null=True)
    coupon_id = fields.BigIntField(null=True)
    reversed_at = fields.BigIntField(null=True)
    share = fields.TextField(null=True)
    entry_id = fields.BigIntField(null=True)
    fulfilment = fields.SmallIntField(null=True)
    fulfilled_at = fields.BigIntField(null=True)
    reference = fields.TextField(null=True)
    reversed_event_id = fields.BigIntField(null=True)

    class Meta:
        table = "benefit_use"


class UseCount(NamedTuple):
    """How often a member used a benefit, without uses that were undone."""

    member_id: int
    benefit_id: int
    uses: int


class UseOwner(NamedTuple):
    """Whose a use is, of which benefit, and the event that made it."""

    member_id: int
    benefit_id: int
    event_id: int


_OWNER = f"SELECT {columns(UseOwner)} FROM benefit_use WHERE merchant_id = $1 AND id = $2"
_COUNTS = f"""SELECT {columns(UseCount, uses="count(*)")} FROM benefit_use
WHERE merchant_id = $1 AND {{members}} AND {{benefits}} AND reversed_at IS NULL GROUP BY member_id, benefit_id"""


async def count_uses(
    session: Session, merchant_id: int, members: Collection[int], benefits: Collection[int]
) -> dict[tuple[int, int], int]:
    """Count the uses of each of these benefits by each of these members, without those that there are none of."""
    sql = _COUNTS.format(members=session.any_of("member_id", 2), benefits=session.any_of("benefit_id", 3))
    rows = await session.fetch(sql, merchant_id, members, benefits)
    return {(count.member_id, count.benefit_id): count.uses for count in map(UseCount._make, rows)}


async def owner_of_use(session: Session, merchant_id: int, use_id: int) -> UseOwner | None:
    """Return whose use it is, and the event that made it, None if the merchant has no such use."""
    row = await session.fetch_one(_OWNER, merchant_id, use_id)
    return None if row is None else UseOwner._make(row)


async def use_of_event(session: Session, merchant_id: int, event_id: int) -> int | None:
    """Return the id of the use that an event made, None if it made none."""
    sql = "SELECT id FROM benefit_use WHERE merchant_id = $1 AND event_id = $2"
    use_id: int | None = await session.fetch_value(sql, merchant_id, event_id)
    return use_id


GRANTS: RowMap[Granted] = RowMap(BenefitGrant, Granted, convert={"keep": FLAG})
GRANT_CHANGES: RowMap[Granted] = GRANTS.only("used", "revoked_at", "revoked_event_id")
"""What changes of a grant."""
USES: RowMap[Use] = RowMap(BenefitUse, Use, convert={"fulfilment": enum_of(Fulfilment)})
USE_CHANGES: RowMap[Use] = USES.only("reversed_at", "reversed_event_id", "fulfilment", "fulfilled_at", "reference")
"""What changes of a use."""


class GrantEvents(NamedTuple):
    """A grant and the events that gave and revoked it."""

    id: int
    benefit_id: int
    event_id: int
    revoked_event_id: int | None
    uses: int
    used: int


class UseEvent(NamedTuple):
    """A use, the event that made it, and the one that took it back."""

    id: int
    benefit_id: int
    event_id: int
    reversed_event_id: int | None


async def grants_of_members(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[Granted]:
    """Return all grants of members."""
    sql = f"SELECT {columns(GRANTS)} FROM benefit_grant WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"
    return GRANTS.records(await session.fetch(sql, merchant_id, member_ids))


async def grants_of_events(session: Session, merchant_id: int, event_ids: Sequence[int]) -> list[Granted]:
    """Return the grants that events gave."""
    sql = f"""SELECT {columns(GRANTS)} FROM benefit_grant
WHERE merchant_id = $1 AND {session.any_of("event_id", 2)} ORDER BY id"""
    return GRANTS.records(await session.fetch(sql, merchant_id, event_ids))


async def uses_since(
    session: Session, merchant_id: int, member_ids: Sequence[int], benefit_ids: Sequence[int], first_day: int
) -> list[Use]:
    """Return the uses of benefits by members since a day, reversed ones left out."""
    sql = f"""SELECT {columns(USES)} FROM benefit_use WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("benefit_id", 3)} AND reversed_at IS NULL AND used_on >= $4"""
    return USES.records(await session.fetch(sql, merchant_id, member_ids, benefit_ids, first_day))


async def grants_touched_by(
    session: Session, merchant_id: int, column: str, event_ids: Sequence[int]
) -> list[GrantEvents]:
    """Return the grants that name one of these events in a column."""
    sql = f"SELECT {columns(GrantEvents)} FROM benefit_grant WHERE merchant_id = $1 AND {session.any_of(column, 2)}"
    return reader(GrantEvents)(await session.fetch(sql, merchant_id, event_ids))


async def uses_touched_by(session: Session, merchant_id: int, column: str, event_ids: Sequence[int]) -> list[UseEvent]:
    """Return the uses that name one of these events in a column."""
    sql = f"SELECT {columns(UseEvent)} FROM benefit_use WHERE merchant_id = $1 AND {session.any_of(column, 2)}"
    return reader(UseEvent)(await session.fetch(sql, merchant_id, event_ids))


async def uses_of_events(session: Session, merchant_id: int, event_ids: Sequence[int]) -> list[Use]:
    """Return the uses that events made."""
    sql = f"SELECT {columns(USES)} FROM benefit_use WHERE merchant_id = $1 AND {session.any_of('event_id', 2)}"
    return USES.records(await session.fetch(sql, merchant_id, event_ids))
