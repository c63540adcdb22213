"""What is deleted of a member who is erased, and what is asked before."""

from collections.abc import Sequence
from typing import NamedTuple

from headless.engine.member.coupons import CouponStatus
from headless.engine.member.records import EventStatus, HoldStatus
from headless.engine.member.status import MemberStatus
from headless.models.base.mapping import columns, first_values, reader
from headless.models.base.session import Session

ERASED = int(MemberStatus.ERASED)


class KnownProfile(NamedTuple):
    """What names or describes a member. attributes: JSON text."""

    id: int
    number: str | None
    external_id: str | None
    phone: str | None
    phone_key: str | None
    email: str | None
    name: str | None
    gender: str | None
    attributes: str


class OpenOffers(NamedTuple):
    """The codes of a member's open coupons, and of the benefits of which it has grants that are not used up."""

    coupons: list[str]
    benefits: list[str]


class OpenWork(NamedTuple):
    """How many open holds a member has, and how many of its events wait for others."""

    holds: int
    waiting: int


class WaitingEvent(NamedTuple):
    """An event of a member that waits for the order or payment that it names."""

    id: int
    member_id: int


class ErasedEvents(NamedTuple):
    """How many events erased members have, and how many such members there are."""

    members: int
    events: int


_DELETED = ("member_identity", "member_code", "event_personal", "backtest_member", "benefit_seen", "ranking_place")
_FORGET = """UPDATE member SET number = NULL, external_id = NULL, phone = NULL, phone_key = NULL, email = NULL, name = NULL,
birthday_on = NULL, gender = NULL, source = NULL, attributes = '{}', salt = '', number_folded = NULL, external_id_folded = NULL,
name_folded = NULL, email_folded = NULL WHERE merchant_id = $1 AND """
_RUNS = """UPDATE action_run SET result = CASE WHEN result IS NULL THEN NULL ELSE 'null' END, content_hash = ''
WHERE merchant_id = $1 AND """
_REFERENCES = "UPDATE benefit_use SET reference = NULL WHERE merchant_id = $1 AND reference IS NOT NULL AND "
_RETRIES = "UPDATE rule_retry SET state = 1, document = '{}' WHERE merchant_id = $1 AND "
_COUPONS = f"""SELECT code FROM coupon WHERE merchant_id = $1 AND member_id = $2
AND status IN ({CouponStatus.OPEN:d}, {CouponStatus.HELD:d}) ORDER BY id"""
_BENEFITS = """SELECT DISTINCT b.code FROM benefit_grant g JOIN benefit b ON b.merchant_id = g.merchant_id AND b.id = g.benefit_id
WHERE g.merchant_id = $1 AND g.member_id = $2 AND g.revoked_at IS NULL AND g.used < g.uses ORDER BY b.code"""
_OPEN = f"""SELECT (SELECT count(*) FROM hold h WHERE h.merchant_id = $1 AND h.member_id = $2
  AND h.status = {HoldStatus.OPEN:d}) AS holds,
(SELECT count(*) FROM event e WHERE e.merchant_id = $1 AND e.member_id = $2 AND e.status = {EventStatus.DEFERRED:d}) AS waiting"""
_EVENTS = f"""SELECT count(*) AS members, coalesce(sum((SELECT count(*) FROM event e
  WHERE e.merchant_id = m.merchant_id AND e.member_id = m.id)), 0)::bigint AS events
FROM member m WHERE m.merchant_id = $1 AND m.status = {ERASED}"""


async def profile_and_aliases(session: Session, merchant_id: int, member_id: int) -> list[KnownProfile]:
    """Return what is known of a member and of those that were merged into it, the member first."""
    sql = f"""SELECT {columns(KnownProfile)} FROM member WHERE merchant_id = $1 AND (id = $2 OR merged_into = $2)
ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END, id"""
    return reader(KnownProfile)(await session.fetch(sql, merchant_id, member_id))


async def open_offers(session: Session, merchant_id: int, member_id: int) -> OpenOffers:
    """Return what is open of a member's coupons and grants."""
    coupons = first_values(await session.fetch(_COUPONS, merchant_id, member_id))
    return OpenOffers(coupons, first_values(await session.fetch(_BENEFITS, merchant_id, member_id)))


async def open_work(session: Session, merchant_id: int, member_id: int) -> OpenWork:
    """Count what is open of a member."""
    (row,) = await session.fetch(_OPEN, merchant_id, member_id)
    return OpenWork._make(row)


async def forget_members(session: Session, merchant_id: int, member_ids: Sequence[int]) -> None:
    """Delete what is personal of members, their salts and what waits for them to be tried again."""
    for table in _DELETED:
        sql = f"DELETE FROM {table} WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"
        await session.execute(sql, merchant_id, member_ids)
    await session.execute(_FORGET + session.any_of("id", 2), merchant_id, member_ids)
    for update in (_RUNS, _RETRIES, _REFERENCES):
        await session.execute(update + session.any_of("member_id", 2), merchant_id, member_ids)


async def fail_waiting(session: Session, merchant_id: int, member_ids: Sequence[int]) -> list[WaitingEvent]:
    """Let the members' events fail that wait for others, and return them."""
    waiting = f"merchant_id = $1 AND {session.any_of('member_id', 2)} AND status = {EventStatus.DEFERRED:d}"
    rows = await session.fetch(
        f"SELECT {columns(WaitingEvent)} FROM event WHERE {waiting} ORDER BY id", merchant_id, member_ids
    )
    if rows:
        sql = f"UPDATE event SET status = {EventStatus.FAILED:d} WHERE {waiting}"
        await session.execute(sql, merchant_id, member_ids)
    return reader(WaitingEvent)(rows)


async def count_erased(session: Session, merchant_id: int) -> ErasedEvents:
    """Count the members who were erased, and their events."""
    (row,) = await session.fetch(_EVENTS, merchant_id)
    return ErasedEvents._make(row)


async def erased_members(session: Session, merchant_id: int, member_ids: Sequence[int]) -> frozenset[int]:
    """Return those of these members who were erased."""
    sql = f"SELECT id FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)} AND status = {ERASED}"
    return frozenset(first_values(await session.fetch(sql, merchant_id, member_ids)))
