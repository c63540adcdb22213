"""What events did to coupons and benefits, read back from the rows."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from headless.engine.member.records import Change
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.rewards.benefits import GrantEvents, UseEvent, grants_touched_by, uses_touched_by
from headless.models.tables.rewards.coupons import CouponEvents, coupons_touched_by


class Placed(NamedTuple):
    """A change, its place among the changes, and the event that made it."""

    place: int
    event_id: int | None
    change: Change


async def reward_changes(session: Session, program: Program, events: Sequence[int]) -> list[Placed]:
    """Return the changes that these events made, with a constant number of queries, none if the merchant offers nothing."""
    if not program.coupon_kinds and not program.benefits:
        return []
    merchant, asked, changes = program.merchant_id, frozenset(events), list[Placed]()
    for column, of_coupon in _OF_COUPONS.items():
        for coupon in await coupons_touched_by(session, merchant, column, events):
            changes.append(of_coupon(coupon, program.coupon_kind_by_id[coupon.kind_id].code))
    for column, of_grant in _OF_GRANTS.items():
        for grant in await grants_touched_by(session, merchant, column, events):
            changes.append(of_grant(grant, program.benefit_by_id[grant.benefit_id].code))
    for column, of_use in _OF_USES.items():
        for use in await uses_touched_by(session, merchant, column, events):
            changes.append(of_use(use, program.benefit_by_id[use.benefit_id].code))
    return [placed for placed in changes if placed.event_id in asked]


def _issued(coupon: CouponEvents, code: str) -> Placed:
    return Placed(coupon.id, coupon.event_id, Change("COUPON", code, None, "USABLE"))


def _used(coupon: CouponEvents, code: str) -> Placed:
    before = "UNCLAIMED" if coupon.event_id is None else "USABLE"
    return Placed(coupon.used_event_id or 0, coupon.used_event_id, Change("COUPON", code, before, "USED"))


def _revoked(coupon: CouponEvents, code: str) -> Placed:
    change = Change("COUPON", code, "USABLE", "REVOKED")
    return Placed(coupon.revoked_event_id or 0, coupon.revoked_event_id, change)


def _granted(grant: GrantEvents, code: str) -> Placed:
    return Placed(grant.id, grant.event_id, Change("BENEFIT", code, None, "GRANTED", grant.uses))


def _withdrawn(grant: GrantEvents, code: str) -> Placed:
    change = Change("BENEFIT", code, "GRANTED", "REVOKED", grant.uses - grant.used)
    return Placed(grant.revoked_event_id or 0, grant.revoked_event_id, change)


def _taken(use: UseEvent, code: str) -> Placed:
    return Placed(use.id, use.event_id, Change("BENEFIT", code, None, "USED", 1))


def _given_back(use: UseEvent, code: str) -> Placed:
    # Last of what the event did.
    return Placed(use.reversed_event_id or 0, use.reversed_event_id, Change("BENEFIT", code, "USED", "REVERSED", 1))


_OF_COUPONS: dict[str, Callable[[CouponEvents, str], Placed]] = {
    "event_id": _issued, "used_event_id": _used, "revoked_event_id": _revoked,
}  # fmt: skip
_OF_GRANTS: dict[str, Callable[[GrantEvents, str], Placed]] = {
    "event_id": _granted, "revoked_event_id": _withdrawn,
}  # fmt: skip
_OF_USES: dict[str, Callable[[UseEvent, str], Placed]] = {"event_id": _taken, "reversed_event_id": _given_back}
"""The columns that name an event, and what that event did."""
