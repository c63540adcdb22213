"""`order.paid`, which captures what its checkout keeps."""

from collections.abc import Sequence

from headless.engine.handlers.checkouts.kept import coupons_for, give_up, idle_holds, name_what_is_kept
from headless.engine.handlers.orders import OrderPaid, PaidOrder
from headless.engine.member.records import Hold
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem


class CheckedOutOrder(OrderPaid):
    """An order was paid. What was kept for it and is not used goes back."""

    def check(self, turn: Turn) -> PaidOrder | Problem:
        name_what_is_kept(turn)
        return super().check(turn)

    def idle(self, turn: Turn) -> Sequence[Hold]:
        return idle_holds(turn)

    def apply(self, turn: Turn, checked: PaidOrder) -> None:
        give_up(turn, idle_holds(turn), ())
        super().apply(turn, checked)
        if turn.program.coupon_kinds:
            give_up(turn, (), coupons_for(turn, turn.event.data.order_id))
