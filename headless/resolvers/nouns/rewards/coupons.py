"""Coupon kinds, and the coupons that were given of them."""

from collections.abc import Sequence
from typing import Any, cast

from headless.engine.member.coupons import Coupon, normal
from headless.engine.program.offers import CouponKind
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.rewards import coupon_pages
from headless.models.tables.rewards.stocks import stocks_left
from headless.resolvers.nouns.members.members import members_by_id
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "Member.coupons"


async def coupon_kinds(ctx: ReadContext, parents: Sequence[object]) -> list[list[CouponKind]]:
    """Return all coupon kinds, oldest first."""
    return [sorted(ctx.program.coupon_kinds.values(), key=lambda kind: kind.id) for _ in parents]


async def coupon_kinds_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[CouponKind | None]:
    """Return the coupon kinds of these ids."""
    return [ctx.program.coupon_kind_by_id.get(id_) for id_ in ids]


async def left(ctx: ReadContext, rows: Sequence[Any]) -> list[int | None]:
    """Return what is left of the stocks of coupon kinds or benefits, None if there is no limit."""
    names = {row.stock_name for row in rows if row.stock is not None}
    async with ctx.read() as session:
        left_by_name = await stocks_left(session, ctx.merchant_id, names) if names else {}
    return [left_by_name.get(row.stock_name) if row.stock is not None else None for row in rows]


async def coupons(
    ctx: ReadContext,
    members: Sequence[MemberRow],
    states: Sequence[str] | None = None,
    order_by: str | None = None,
    **page: Any,
) -> list[Page]:
    """Return a page of each member's coupons in some states."""
    filters, order = {"states": states}, coupon_pages.ORDERS[order_by or "NEWEST"]
    part = ctx.slice(FIELD, filters if order_by is None else {**filters, "order_by": order_by}, **page)
    ids = [member.id for member in members]
    async with ctx.read() as session:
        listed = await coupon_pages.page_of_coupons(session, ctx.merchant_id, ids, states, ctx.now, part.range, order)
    by_member: dict[int | None, list[Coupon]] = {}
    for coupon in listed:
        by_member.setdefault(coupon.member_id, []).append(coupon)
    return [part.page(by_member.get(row.id, []), order.key, counted=(count, row, filters)) for row in members]


async def count(ctx: ReadContext, members: Sequence[MemberRow], states: Sequence[str] | None = None) -> list[int]:
    """Return how many coupons in some states each member has in all."""
    ids = [member.id for member in members]
    async with ctx.read() as session:
        counts = await coupon_pages.count_coupons(session, ctx.merchant_id, ids, states, ctx.now)
    return [counts.get(row.id, 0) for row in members]


async def coupon(ctx: ReadContext, parents: Sequence[object], code: str) -> list[Coupon | None]:
    """Return the coupon of a code, however it was typed. One that the token may not see counts as a wrong code.

    Raise RateLimited after too many wrong ones.
    """

    async def work() -> Coupon | None:
        async with ctx.read() as session:
            known = await coupon_pages.coupon_of_code(session, ctx.merchant_id, normal(code))
        return cast("Coupon | None", ctx.own([known])[0])

    return [await ctx.kernel.wrong_codes.metered(ctx.principal, work, lambda known: known is None)] * len(parents)


async def coupons_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Coupon | None]:
    """Return coupons of any state by id."""
    async with ctx.read() as session:
        known = await coupon_pages.coupons_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


async def holders(ctx: ReadContext, rows: Sequence[Coupon]) -> list[MemberRow | None]:
    """Return the members who own coupons, None for coupons without an owner."""
    asked = sorted({row.member_id for row in rows if row.member_id is not None})
    known = dict(zip(asked, await members_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if row.member_id is None else known[row.member_id] for row in rows]
