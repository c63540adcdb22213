"""Quoting orders for members: the same loading and deciding as for an order that is paid, without locks and without writing."""

from collections.abc import Sequence

from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.orders.order_changes import NO_ORDER
from headless.engine.program.program import Program
from headless.engine.quoting.asked_orders import Asked
from headless.engine.quoting.quotes import Quote, Quoter
from headless.engine.rewards.order_prices import price_benefits
from headless.engine.settlement.settle import Settler
from headless.engine.values.limits import QUOTED_COUPONS
from headless.models.base.pages import PageRange
from headless.models.base.session import Session
from headless.models.tables.rewards.coupon_pages import ORDERS, page_of_coupons
from headless.models.tables.rewards.coupons import coupons_by_code, held_codes
from headless.services.quoting.drafts import OrderDraft
from headless.services.quoting.named_codes import stocks_named
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.limit_claims import uses_left
from headless.services.settling.loading import Wanted


async def quote_orders(
    batch: Batch, member_ids: Sequence[int], draft: OrderDraft, *, own: bool = False
) -> dict[int, Quote]:
    """Return what an order would cost and do, for each of these members that exists. `batch` simulates.

    own: coupons of others are not looked at, as if there were none of their codes.
    """
    session, program = batch.session, batch.program
    coupons = await _coupons(session, program, member_ids, batch.now, draft, own=own)

    events = {id_: batch.kernel.ids.new() for id_ in member_ids}

    async def work(settler: Settler) -> dict[int, Quote]:
        quoter = Quoter(program, settler.states, settler.new_id, history=settler.history, judge=settler.judge)
        quoter.journal = settler.journal
        quotes = {}
        for member_id, state in settler.states.items():
            asked = Asked(
                member_id,
                draft.data,
                batch.now,
                events[member_id],
                price_benefits(settler.judge, state, batch.now),
                coupons[member_id],
                draft.delivery,
                draft.named,
                draft.data.pay_with,
            )
            quotes[member_id] = quoter.quote(asked)
        return quotes

    wanted = Wanted(lots=set(member_ids))
    if program.has_limits:
        wanted.shared = dict(await uses_left(session, program, program.zone.day_of(batch.now)))
    wanted.rewards.cards = {(id_, key) for id_ in member_ids for key in draft.cards()}
    if program.coupon_kinds:
        wanted.rewards.held = {(id_, draft.data.order_id) for id_ in member_ids}
        wanted.rewards.stocks = await stocks_named(session, program, draft.named or ())
    return await decide(batch, member_ids, wanted, work, history=batch.merchant.sandbox)


async def _coupons(
    session: Session, program: Program, member_ids: Sequence[int], now: int, draft: OrderDraft, *, own: bool
) -> dict[int, list[Coupon]]:
    """Return the coupons that members could use: their own, soonest end first, those kept for the order, and those named."""
    by_member: dict[int, list[Coupon]] = {id_: [] for id_ in member_ids}
    if not program.coupon_kinds:
        return by_member
    merchant, page, order = program.merchant_id, PageRange(QUOTED_COUPONS - 1), ORDERS["EXPIRES_FIRST"]
    for coupon in await page_of_coupons(session, merchant, member_ids, ["USABLE"], now, page, order):
        if coupon.member_id is not None:
            by_member[coupon.member_id].append(coupon)
    number, named = draft.data.order_id, {normal(code) for code in draft.named or ()}
    kept = [] if number == NO_ORDER else await held_codes(session, merchant, member_ids, [number], now)
    ours = {(one.member_id, one.code) for one in kept}
    for coupon in await coupons_by_code(session, merchant, sorted(named | {one.code for one in kept})):
        for member_id, listed in by_member.items():
            if own and coupon.member_id not in (None, member_id):
                continue
            is_meant = coupon.code in named or (member_id, coupon.code) in ours
            if is_meant and coupon.code not in {other.code for other in listed}:
                listed.append(coupon)
    return by_member
