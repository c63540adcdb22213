"""What is owed to a merchant's members, summed over lots and accounts."""

from typing import NamedTuple

from headless.engine.member.status import MemberStatus
from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session


class LotSum(NamedTuple):
    """What is left of lots of one kind, funding and expiry. waiting: 1 for what cannot be spent yet."""

    kind_id: int
    funding: str
    expires_at: int | None
    waiting: int
    units: int


class AccountSum(NamedTuple):
    """The accounts of one kind added up.

    members: how many have a balance other than zero. erased: what of the balance belongs to members who were erased.
    """

    kind_id: int
    balance: int
    debt: int
    held: int
    pending: int
    members: int
    erased: int


class KindSum(NamedTuple):
    """What all members together have of one kind, earned of it and lost by expiry."""

    balance: int
    earned: int
    expired: int


async def lot_sums(session: Session, merchant_id: int) -> list[LotSum]:
    """Return what is left of the members' lots."""
    waiting = "CASE WHEN l.starts_at > m.clock_at THEN 1 ELSE 0 END"
    sql = f"""SELECT {columns(LotSum, "l", waiting=waiting, units="sum(l.remaining)::bigint")}
FROM lot l JOIN member m ON m.merchant_id = l.merchant_id AND m.id = l.member_id
WHERE l.merchant_id = $1 AND l.remaining > 0 GROUP BY 1, 2, 3, 4"""
    return reader(LotSum)(await session.fetch(sql, merchant_id))


async def account_sums(session: Session, merchant_id: int) -> list[AccountSum]:
    """Return the sums of the members' accounts by kind."""
    sums = {name: f"sum({name})::bigint" for name in ("balance", "debt", "held", "pending")}
    members = "sum(CASE WHEN balance <> 0 THEN 1 ELSE 0 END)::bigint"
    erased = f"""coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = a.merchant_id
  AND m.id = a.member_id AND m.status = {MemberStatus.ERASED:d}) THEN balance ELSE 0 END), 0)::bigint"""
    listed = columns(AccountSum, "a", **sums, members=members, erased=erased)
    sql = f"SELECT {listed} FROM account a WHERE a.merchant_id = $1 GROUP BY a.kind_id"
    return reader(AccountSum)(await session.fetch(sql, merchant_id))


async def kind_sum(session: Session, merchant_id: int, kind_id: int) -> KindSum:
    """Return the sums of the members' accounts of one kind."""
    sums = {name: f"coalesce(sum({name}), 0)::bigint" for name in KindSum._fields}
    sql = f"SELECT {columns(KindSum, **sums)} FROM account WHERE merchant_id = $1 AND kind_id = $2"
    (row,) = await session.fetch(sql, merchant_id, kind_id)
    return KindSum._make(row)
