"""Coupon kinds, and the coupons that were given of them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from headless.engine.member.coupons import Coupon, normal
from headless.engine.program.offers import CouponKind
from headless.models.base.session import Session
from headless.resolvers.nouns.members.members import members_by_id
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.pages import keyset, numbered
from headless.resolvers.reading.rows import MemberRow
from headless.services.settling.reward_facts import stocks_left
from headless.services.settling.reward_rows import COUPON_COLUMNS, coupon_of

FIELD = "Member.coupons"
_STATES: Mapping[str, str] = MappingProxyType({
    "UNCLAIMED": "(status = 0 AND member_id IS NULL AND (expires_at IS NULL OR expires_at > {now}))",
    "USABLE": "(status = 0 AND member_id IS NOT NULL AND (expires_at IS NULL OR expires_at > {now}))",
    "HELD": "status = 1",
    "USED": "status = 2",
    "EXPIRED": "(status = 0 AND expires_at <= {now})",
    "REVOKED": "status = 3",
})  # fmt: skip


async def coupon_kinds(ctx: ReadContext, parents: Sequence[object]) -> list[list[CouponKind]]:
    """Root: all coupon kinds, oldest first."""
    return [sorted(ctx.program.coupon_kinds.values(), key=lambda kind: kind.id) for _ in parents]


async def coupon_kinds_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[CouponKind | None]:
    """The coupon kinds of these ids."""
    return [ctx.program.coupon_kind_by_id.get(id_) for id_ in ids]


async def left(ctx: ReadContext, rows: Sequence[Any]) -> list[int | None]:
    """What is left of the stocks of coupon kinds or benefits; None where there is no limit."""
    names = {row.stock_name for row in rows if row.stock is not None}
    async with ctx.read() as session:
        found = await stocks_left(session, ctx.merchant_id, names) if names else {}
    return [found.get(row.stock_name) if row.stock is not None else None for row in rows]


async def coupons(
    ctx: ReadContext, members: Sequence[MemberRow], states: Sequence[str] | None = None, **page: Any
) -> list[Page]:
    """A page of each member's coupons in some states, newest first."""
    filters = {"states": states}
    part = ctx.slice(FIELD, filters, **page)
    beyond, order, key = keyset(part, ["id"], 3)
    async with ctx.read() as session:
        source = f"coupon WHERE {_chosen(session, ctx, states)} AND {beyond}"
        sql = numbered(COUPON_COLUMNS, ["member_id"], order, source, part.limit)
        found = await session.fetch(sql, ctx.merchant_id, _ids(members), *key)
    listed: dict[int, list[Coupon]] = {}
    for row in found:
        listed.setdefault(row[4], []).append(coupon_of(row))
    return [
        part.page(listed.get(row.id, []), lambda coupon: (coupon.id,), counted=(count, row, filters)) for row in members
    ]


async def count(ctx: ReadContext, members: Sequence[MemberRow], states: Sequence[str] | None = None) -> list[int]:
    """How many coupons in some states each member has in all."""
    async with ctx.read() as session:
        sql = f"SELECT member_id, count(*) FROM coupon WHERE {_chosen(session, ctx, states)} GROUP BY member_id"
        rows = await session.fetch(sql, ctx.merchant_id, _ids(members))
    counts = {row[0]: row[1] for row in rows}
    return [counts.get(row.id, 0) for row in members]


async def coupon(ctx: ReadContext, parents: Sequence[object], code: str) -> list[Coupon | None]:
    """Root: the coupon of a code, however it was typed."""
    async with ctx.read() as session:
        sql = f"SELECT {COUPON_COLUMNS} FROM coupon WHERE merchant_id = $1 AND code = $2"
        row = await session.fetch_one(sql, ctx.merchant_id, normal(code))
    return [None if row is None else coupon_of(row)] * len(parents)


async def coupons_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Coupon | None]:
    """Coupons by id, whatever their state."""
    async with ctx.read() as session:
        sql = f"SELECT {COUPON_COLUMNS} FROM coupon WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: coupon_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]


async def holders(ctx: ReadContext, rows: Sequence[Coupon]) -> list[MemberRow | None]:
    """The members who own coupons; None for what nobody owns."""
    asked = sorted({row.member_id for row in rows if row.member_id is not None})
    found = dict(zip(asked, await members_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if row.member_id is None else found[row.member_id] for row in rows]


def _chosen(session: Session, ctx: ReadContext, states: Sequence[str] | None) -> str:
    owned = f"merchant_id = $1 AND {session.any_of('member_id', 2)}"
    if states is None:
        return owned
    tests = [_STATES[state].format(now=int(ctx.now)) for state in states]
    return f"{owned} AND ({' OR '.join(tests) or 'FALSE'})"


def _ids(members: Sequence[MemberRow]) -> list[int]:
    return sorted({member.id for member in members})
