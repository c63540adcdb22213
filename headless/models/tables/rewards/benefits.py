"""Benefits, version by version, what members were granted of them beyond their condition, and each use."""

from collections.abc import Collection
from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session
from headless.models.base.versions import Versioned


class Benefit(Versioned):
    """One version of a benefit; the highest version counts."""

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

    class Meta:
        table = "benefit_use"


class UseCount(NamedTuple):
    """How often a member used a benefit, without uses that were undone."""

    member_id: int
    benefit_id: int
    uses: int


_COUNTS = f"""SELECT {columns(UseCount, uses="count(*)")} FROM benefit_use
WHERE merchant_id = $1 AND {{members}} AND {{benefits}} AND reversed_at IS NULL GROUP BY member_id, benefit_id"""


async def count_uses(
    session: Session, merchant_id: int, members: Collection[int], benefits: Collection[int]
) -> dict[tuple[int, int], int]:
    """Count the uses of each of these benefits by each of these members, without those that there are none of."""
    sql = _COUNTS.format(members=session.any_of("member_id", 2), benefits=session.any_of("benefit_id", 3))
    rows = await session.fetch(sql, merchant_id, members, benefits)
    return {(count.member_id, count.benefit_id): count.uses for count in map(UseCount._make, rows)}


async def use_of_event(session: Session, merchant_id: int, event_id: int) -> int | None:
    """Return the id of the use that an event made, None if it made none."""
    sql = "SELECT id FROM benefit_use WHERE merchant_id = $1 AND event_id = $2"
    use_id: int | None = await session.fetch_value(sql, merchant_id, event_id)
    return use_id
