"""`checkout.held` keeps assets and coupons for an order. `checkout.released` lets go of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.checkouts.kept import coupons_for, give_up, holds_for
from headless.engine.handlers.checkouts.paid_orders import CheckedOutOrder
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.orders import OrderPaid, PaidOrder
from headless.engine.handlers.paying import use_under
from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.orders.order_changes import PAID
from headless.engine.member.records import Hold
from headless.engine.rewards.rewards import keep_for
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.calendar import parse_duration
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message

KEPT_FOR = parse_duration("7d")
"""How long coupons are kept if no asset says otherwise."""


@dataclass(slots=True)
class Kept(Checked):
    """What is kept for an order."""

    holds: Sequence[Hold] = ()
    coupons: Sequence[Coupon] = ()


class CheckoutHeld(CheckedOutOrder):
    """`checkoutHold`: all that an order is to be paid with is kept under its number. What was kept for it before is replaced."""

    def check(self, turn: Turn) -> PaidOrder | Problem:
        data = turn.event.data
        if data.until is not None and data.until <= turn.now:
            message = Message("the checkout would end before now; give a later time in until")
            return invalid("HOLD_IN_THE_PAST", message, "until")
        if any(tender.hold is not None for tender in data.pay_with):
            return invalid("HOLD_NAMED", Message("a checkout makes its own holds; name none"), "payWith")
        if turn.state.facts.origin(PAID, data.order_id) is not None:
            message = Message("order {order} was paid before, so nothing can be kept for it", order=data.order_id)
            return refused("ORDER_PAID", message)
        order = OrderPaid.check(self, turn)
        if not isinstance(order, Problem) and not order.tenders and not order.coupons:
            return invalid("NOTHING_TO_HOLD", Message("name assets in payWith, or coupons, to be kept for the order"))
        return order

    def counts(self, turn: Turn, checked: PaidOrder) -> list[Count]:
        return []

    def spendable(self, turn: Turn, kind: AssetKind) -> int:
        """Return the units that may be held, which is no credit."""
        return turn.ledger.available(kind, self.idle(turn))

    def apply(self, turn: Turn, checked: PaidOrder) -> None:
        data = turn.event.data
        order, until = data.order_id, _until(turn, checked)
        named = {normal(coupon.code) for coupon in checked.coupons}
        give_up(turn, holds_for(turn.state, order), coupons_for(turn, order), but=named)
        for code, units in checked.spends.items():
            kind = turn.program.kinds[code]
            turn.ledger.hold(kind, units, turn.cause("checkout"), order, until, checkout=True)
            use_under(turn, order, kind, units)
        for coupon in checked.coupons:
            keep_for(turn, coupon, order, until)


class CheckoutReleased(Handler[Kept]):
    """`checkoutRelease`: an order is not placed, and all that was kept for it goes back."""

    def check(self, turn: Turn) -> Kept | Problem:
        order = turn.event.data.order_id
        kept = Kept(holds=holds_for(turn.state, order), coupons=coupons_for(turn, order))
        if kept.holds or kept.coupons:
            return kept
        message = Message("nothing is kept for order {order}; it was paid, cancelled, or its time is out", order=order)
        return refused("NOTHING_HELD", message)

    def apply(self, turn: Turn, checked: Kept) -> None:
        give_up(turn, checked.holds, checked.coupons)


def _until(turn: Turn, checked: PaidOrder) -> int:
    """Return when a checkout ends: as it says, or with the shortest hold of its kinds."""
    until: int | None = turn.event.data.until
    if until is not None:
        return until
    zone, kinds = turn.program.zone, [turn.program.kinds[code] for code in checked.spends]
    today = zone.day_of(turn.now)
    lives = [kind.hold_for for kind in kinds] or [KEPT_FOR]
    return zone.start_of(min(life.after(today) for life in lives))
