"""What events did to coupons and benefits, told again from the rows."""

from collections.abc import Sequence
from typing import Any

from headless.engine.member.records import Change
from headless.engine.program.program import Program
from headless.models.base.session import Session

Placed = tuple[int, int, Change]
"""Its place among the changes, the event, and the change."""

_COUPONS = (
    """SELECT id, kind_id, event_id, used_event_id, revoked_event_id FROM coupon WHERE merchant_id = $1 AND {ids}"""
)
_GRANTS = """SELECT id, benefit_id, event_id, revoked_event_id, uses, used FROM benefit_grant
WHERE merchant_id = $1 AND {ids}"""
_USES = "SELECT id, benefit_id, event_id FROM benefit_use WHERE merchant_id = $1 AND {ids}"


async def reward_changes(session: Session, program: Program, events: Sequence[int]) -> list[Placed]:
    """The changes that these events made: a constant number of queries, none where the merchant offers nothing."""
    if not program.coupon_kinds and not program.benefits:
        return []
    asked, found = frozenset(events), list[Placed]()
    for column in ("event_id", "used_event_id", "revoked_event_id"):
        sql = _COUPONS.format(ids=session.any_of(column, 2))
        for row in await session.fetch(sql, program.merchant_id, events):
            found.append(_of_coupon(program, row, column))
    for column in ("event_id", "revoked_event_id"):
        sql = _GRANTS.format(ids=session.any_of(column, 2))
        for row in await session.fetch(sql, program.merchant_id, events):
            found.append(_of_grant(program, row, column))
    for row in await session.fetch(_USES.format(ids=session.any_of("event_id", 2)), program.merchant_id, events):
        found.append((row[0], row[2], Change("BENEFIT", program.benefit_by_id[row[1]].code, None, "USED", 1)))
    return [each for each in found if each[1] in asked]


def _of_coupon(program: Program, row: Any, column: str) -> Placed:
    code = program.coupon_kind_by_id[row[1]].code
    if column == "event_id":
        return row[0], row[2], Change("COUPON", code, None, "USABLE")
    if column == "used_event_id":
        before = "UNCLAIMED" if row[2] is None else "USABLE"
        return row[3], row[3], Change("COUPON", code, before, "USED")
    return row[4], row[4], Change("COUPON", code, "USABLE", "REVOKED")


def _of_grant(program: Program, row: Any, column: str) -> Placed:
    code = program.benefit_by_id[row[1]].code
    if column == "event_id":
        return row[0], row[2], Change("BENEFIT", code, None, "GRANTED", row[4])
    return row[3], row[3], Change("BENEFIT", code, "GRANTED", "REVOKED", row[4] - row[5])
