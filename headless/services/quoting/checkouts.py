"""Checkouts: what an order is to be paid with is quoted, and then kept for it under its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.handlers.paying import tenders_worth
from headless.engine.member.coupons import normal
from headless.engine.member.orders.order_changes import CHECKOUT_HELD, CHECKOUT_RELEASED
from headless.engine.program.program import Program
from headless.engine.quoting.quotes import Quote
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message
from headless.models.tables.events.event_queries import recorded_events
from headless.models.tables.ledger.hold_reads import holds_by_id
from headless.models.tables.ledger.holds import holds_of_event
from headless.models.tables.rewards.coupons import coupons_by_code
from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.limiting.coupon_codes import is_outside
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.quoting.drafts import OrderDraft, check_cards, read_draft
from headless.services.quoting.input_paths import in_input
from headless.services.quoting.named_codes import check_codes, tell_codes
from headless.services.quoting.quotes import quote_orders
from headless.services.settling.decision_loop import Batch


@dataclass(frozen=True, slots=True)
class Checkout:
    """What is kept for an order, or why nothing is. left: what is still to pay, in money. expires_at: in microseconds."""

    member_id: int | None = None
    holds: Sequence[int] = ()
    coupons: Sequence[int] = ()
    left: Decimal | None = None
    expires_at: int | None = None
    problem: Problem | None = None


async def hold_checkout(
    kernel: Kernel,
    principal: Principal,
    lookup: Lookup,
    order: Mapping[str, Any],
    named: Sequence[str],
    until: int | None,
    key: str,
) -> Checkout:
    """Keep assets and coupons for an order at the member's prices. A repeated key is answered as the first time.

    order: its data, with the tenders. What was kept for this order before is replaced. Raise Invalid if the order cannot be read.
    """  # fmt: skip
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        program = await kernel.programs.of(session, merchant)
        if not order.get("orderId"):
            message = Message("give the order its number in orderId: its payment names it")
            return Checkout(problem=invalid("ORDER_MISSING", message, "order", "orderId"))
        draft = read_draft(program, order, named)
        check_cards(principal, draft)
        member_id = await find_member(session, merchant.id, lookup, merchant.country)
        batch = Batch(kernel, session, merchant, program, kernel.now(merchant), simulate=True)
        ids = [] if member_id is None else [member_id]
        check_codes(kernel, principal, ids, draft)
        quotes = await quote_orders(batch, ids, draft, own=is_outside(principal)) if ids else {}
    quoted = _ordered(draft, await tell_codes(kernel, principal, program, quotes, draft))
    if isinstance(quoted, Problem):
        return Checkout(member_id, problem=quoted)
    data = {**quoted, **({} if until is None else {"until": until})}
    done = await perform(kernel, principal, CHECKOUT_HELD, data, key, lookup=lookup)
    return await _kept(kernel, principal, program, done)


async def release_checkout(kernel: Kernel, principal: Principal, lookup: Lookup, order: str, key: str) -> Performed:
    """Let go of all that is kept for an order. A repeated key is answered as the first time."""
    return await perform(kernel, principal, CHECKOUT_RELEASED, {"orderId": order}, key, lookup=lookup)


def _ordered(draft: OrderDraft, quotes: Mapping[int, Quote]) -> Mapping[str, Any] | Problem:
    """Return the order as it is to be paid: as it stands, if there is no such member, which is said when it is recorded."""
    for quote in quotes.values():
        problem = quote.problem
        return quote.order.to_json() if problem is None else in_input(problem, quote.order.coupons, draft.named)
    given: Mapping[str, Any] = draft.data.to_json()
    return given


async def _kept(kernel: Kernel, principal: Principal, program: Program, done: Performed) -> Checkout:
    if done.problem is not None or done.event_id is None:
        return Checkout(done.member_id, problem=done.problem)
    merchant_id = principal.merchant_id
    async with kernel.db.read() as session:
        ((event, _),) = await recorded_events(session, merchant_id, [done.event_id])
        holds = await holds_of_event(session, merchant_id, done.event_id)
        codes = [normal(code) for code in event.json.get("coupons", ())]
        coupons = {one.code: one for one in await coupons_by_code(session, merchant_id, sorted(codes))}
        ends = [hold.expires_at for hold in (await holds_by_id(session, merchant_id, holds)).values()]
    kept = [coupons[code] for code in codes if code in coupons]
    ends += [coupon.held_until for coupon in kept if coupon.held_until is not None]
    data = program.payload(CHECKOUT_HELD, event.json)
    left = data.total - tenders_worth(program.kinds, data.pay_with)
    return Checkout(done.member_id, holds, [coupon.id for coupon in kept], left, max(ends, default=None))
