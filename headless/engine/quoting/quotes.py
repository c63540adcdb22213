"""A quote: an order before it is paid, priced for a member and decided as it would be, with nothing of it kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.couponing import basket_of
from headless.engine.handlers.paying import tenders_worth
from headless.engine.member.coupons import normal
from headless.engine.member.orders.order_changes import PAID
from headless.engine.member.records import Change, EventRecord
from headless.engine.pricing.baskets import Line
from headless.engine.pricing.for_members import priced_for_member
from headless.engine.pricing.member_prices import PricedLine
from headless.engine.program.offers import Benefit
from headless.engine.quoting.asked_orders import Asked, paid_order
from headless.engine.quoting.coupon_options import CouponOption, chosen_coupons, coupon_options, refused_codes
from headless.engine.quoting.pay_options import PayOption, pay_options
from headless.engine.settlement.proposing import Proposer
from headless.engine.values.amounts import to_units
from headless.engine.values.problems import Problem


class QuotedLine(NamedTuple):
    """A line of an order: as asked, at the member's price, and what is to be paid for it after coupons, in units of money."""

    line: Line
    member: PricedLine
    due: int


@dataclass(frozen=True, slots=True)
class Quote:
    """An order as it would be. left: to pay after member prices, coupons and tenders, without freight, in units of money.

    order: the data of `order.paid` that says it. best: the codes that it uses. changes: what it would do to the member. problem:
    why it would not be taken.
    """

    order: Any
    lines: Sequence[QuotedLine]
    coupons: Sequence[CouponOption]
    best: Sequence[str]
    left: int
    delivery: int | None
    free_delivery: Benefit | None
    pay_with: Sequence[PayOption] = ()
    changes: Sequence[Change] = ()
    problem: Problem | None = None


class Quoter(Proposer):
    """Quotes orders. It settles them in memory, so each quoter serves one order of a member."""

    def quote(self, asked: Asked) -> Quote:
        """Return what an order would cost and do. Raise FactsMissing if something was not loaded."""
        state, program = self.states[asked.member_id], self.program
        for coupon in asked.coupons:
            # what the order would use is another one than is shown
            state.facts.rewards.coupons[normal(coupon.code)] = replace(coupon)
        priced = priced_for_member(basket_of(asked.data, program.decimals, asked.delivery), asked.benefits)
        options = coupon_options(state, priced.pricing, asked.coupons, asked.at, asked.data.order_id)
        chosen = chosen_coupons(state, priced.pricing, options, asked.named)
        final = priced.pricing.apply([program.coupon_kind_by_id[coupon.kind_id] for coupon in chosen])
        best = [one.code for one, saving in zip(chosen, final.savings, strict=True) if saving.has_effect]
        order = paid_order(program, asked, priced, final, [*best, *refused_codes(options, asked.named)])
        lines = [QuotedLine(*line) for line in zip(priced.basket.lines, priced.lines, final.lines, strict=True)]
        tendered = to_units(tenders_worth(program.kinds, asked.pay_with), program.decimals, exact=False)
        left = final.total - tendered
        quote = Quote(order, lines, options, best, left, final.delivery, priced.free_delivery)
        return self._decided(quote, asked, final.total)

    def _decided(self, quote: Quote, asked: Asked, payable: int) -> Quote:
        """Return the quote with what the order would do, and how it may be paid."""
        event = self._event(asked, quote.order)
        proposal = self.propose(replace(event))
        caps = Proposal() if isinstance(proposal, Problem) else proposal
        ledger = self.ledger(self.states[asked.member_id], asked.at)
        options = pay_options(ledger, caps, quote.order.order_id, payable, self.program.decimals)
        result = self.settle(event)
        return replace(quote, pay_with=options, changes=result.changes, problem=result.problem)

    def _event(self, asked: Asked, order: Any) -> EventRecord:
        day, id_ = self.program.zone.day_of(asked.at), asked.event_id
        return EventRecord(
            id_, PAID, "engine", f"quote:{id_}", asked.member_id, asked.at, asked.at, day, order, order.to_json(),
            order.order_id,
        )  # fmt: skip
