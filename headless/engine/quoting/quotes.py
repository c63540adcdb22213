"""A quote: an order before it is paid, priced for a member and decided as it would be, with nothing of it kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.cards.sales import sells_cards
from headless.engine.handlers.couponing import basket_of
from headless.engine.handlers.event_plans import EventPlan
from headless.engine.handlers.orders import PaidOrder, coupon_kinds_of
from headless.engine.handlers.paying import NOT_WITH_COUPONS, tenders_worth
from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.orders.goods import goods_total
from headless.engine.member.orders.order_changes import PAID
from headless.engine.member.records import Change, EventRecord
from headless.engine.member.state import MemberState
from headless.engine.pricing.baskets import Line
from headless.engine.pricing.for_members import MemberPriced, priced_for_member
from headless.engine.pricing.member_prices import PricedLine
from headless.engine.program.offers import Benefit
from headless.engine.quoting.asked_orders import Asked, paid_order
from headless.engine.quoting.coupon_options import (
    CouponOption,
    chosen_coupons,
    coupon_options,
    named_coupons,
    refused_codes,
)
from headless.engine.quoting.pay_options import Payable, PayOption, pay_options
from headless.engine.quoting.wasted_tenders import worthless_tender
from headless.engine.settlement.proposing import Proposer
from headless.engine.turn import Checked, Turn
from headless.engine.values.amounts import to_units
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message


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

    _quoted: int | None = None
    _options: Sequence[PayOption] | None = None

    def quote(self, asked: Asked) -> Quote:
        """Return what an order would cost and do. Raise FactsMissing if something was not loaded."""
        state, program = self.states[asked.member_id], self.program
        _know(state, asked.coupons)
        _know_cards(state)
        priced = priced_for_member(basket_of(asked.data, program.decimals, asked.delivery), asked.benefits)
        turn = self._turn(state, self._event(asked, asked.data, {}))
        named = named_coupons(turn, asked)
        options = coupon_options(turn, priced.pricing, asked, named.values())
        quote = self._with_coupons(asked, priced, options, named)
        if asked.named is None and quote.problem is not None and quote.problem.code == NOT_WITH_COUPONS:
            # what is to be paid with counts: the best of the coupons that go with it
            return self._with_coupons(asked, priced, options, named, without=quote.problem.data["coupons"])
        return quote

    def _with_coupons(
        self,
        asked: Asked,
        priced: MemberPriced,
        options: Sequence[CouponOption],
        named: Mapping[str, Coupon],
        without: Collection[str] = (),
    ) -> Quote:
        program = self.program
        chosen = chosen_coupons(program, priced.pricing, options, named if asked.named is not None else None, without)
        final = priced.pricing.apply([program.coupon_kind_by_id[coupon.kind_id] for coupon in chosen])
        best = [one.code for one, saving in zip(chosen, final.savings, strict=True) if saving.has_effect]
        refused = refused_codes(options, named, asked.named)
        order = paid_order(program, asked, priced, final, [*best, *refused])
        lines = [QuotedLine(*line) for line in zip(priced.basket.lines, priced.lines, final.lines, strict=True)]
        tendered = to_units(tenders_worth(program.kinds, asked.pay_with), program.decimals, exact=False)
        left = final.total - tendered
        quote = Quote(order, lines, options, best, left, final.delivery, priced.free_delivery)
        decided = self._decided(quote, asked)
        if decided.problem is None:
            decided = _refused(decided, named, refused)
        if decided.problem is None and (wasted := worthless_tender(program, asked.pay_with)) is not None:
            return replace(decided, changes=(), problem=wasted)
        return decided

    def _decided(self, quote: Quote, asked: Asked) -> Quote:
        """Return the quote with what the order would do, and how it may be paid."""
        event = self._event(asked, quote.order, quote.order.to_json())
        self._quoted, self._options = event.id, None
        result = self.settle(replace(event))
        if self._options is None:
            # what it asks for stands against it, so its rules were not asked
            said = self.propose(event)
            self._options = self._pay_options(
                self._turn(self.states[asked.member_id], event), Proposal() if isinstance(said, Problem) else said
            )
        if quote.order.total < 0:
            return replace(quote, pay_with=self._options, problem=_below_zero(quote.order.total))
        return replace(quote, pay_with=self._options, changes=result.changes, problem=result.problem)

    def _proposal(self, turn: Turn, plan: EventPlan, checked: Checked) -> Proposal:
        """Return what the rules make of an event. If it is the order that is quoted, note how it may be paid."""
        proposal = super()._proposal(turn, plan, checked)
        if turn.event.id == self._quoted:
            assert isinstance(checked, PaidOrder)
            self._options = self._pay_options(turn, proposal, coupon_kinds_of(self.program, checked.coupons))
        return proposal

    def _pay_options(self, turn: Turn, proposal: Proposal, coupons: Collection[str] = ()) -> Sequence[PayOption]:
        data, decimals = turn.event.data, self.program.decimals
        goods = to_units(goods_total(data), decimals, exact=False)
        payable = Payable(data.order_id, max(0, goods), coupons, sells_cards(data))
        return pay_options(turn.ledger, proposal, payable, decimals)

    def _event(self, asked: Asked, order: Any, json: Any) -> EventRecord:
        day, id_ = self.program.zone.day_of(asked.at), asked.event_id
        return EventRecord(
            id_, PAID, "engine", f"quote:{id_}", asked.member_id, asked.at, asked.at, day, order, json,
            order.order_id,
        )  # fmt: skip


def _know(state: MemberState, coupons: Sequence[Coupon]) -> None:
    """Let coupons be known, each as one record. What the order would use is another one than is shown."""
    rewards = state.facts.rewards
    held = {coupon.id: coupon for holdings in rewards.holdings.values() for coupon in holdings.open}
    for coupon in coupons:
        if rewards.coupons.get(normal(coupon.code)) is None:
            rewards.coupons[normal(coupon.code)] = held.get(coupon.id) or replace(coupon)


def _know_cards(state: MemberState) -> None:
    """Let each card be a record of this quote alone: what one sells, another one of the same request may sell."""
    known = state.facts.rewards.cards
    own = {card.id: replace(card) for card in known.values() if card is not None}
    known.update({key: own[card.id] for key, card in known.items() if card is not None})


def _refused(quote: Quote, named: Mapping[str, Coupon], refused: Sequence[str]) -> Quote:
    """Return a quote that is not to be had with a coupon that is named and cannot be used, even if an order would take it.

    An order says what is to be paid for it, but not what it came to before its coupons.
    """
    obstacles = {option.coupon.id: option.obstacle for option in quote.coupons}
    for place, code in enumerate(refused, start=len(quote.best)):
        obstacle = obstacles[named[normal(code)].id] if normal(code) in named else None
        if obstacle is not None:
            problem = Problem("REFUSED", *obstacle, path=("data", "coupons", str(place)))
            return replace(quote, changes=(), problem=problem)
    return quote


def _below_zero(total: Decimal) -> Problem:
    """Return the problem of an order whose lines that are handed back are worth more than the others at the member's prices."""
    message = Message("at the member's prices the order comes to {total}; it may not come to less than 0", total=total)
    return invalid("TOTAL_BELOW_ZERO", message, "data", "total")
