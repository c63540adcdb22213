"""`order.paid`, which captures what its checkout keeps."""

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.checkouts.kept import coupons_for, give_up, idle_holds, name_what_is_kept
from headless.engine.handlers.orders import OrderPaid, PaidOrder
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem


class CheckedOutOrder(OrderPaid):
    """An order was paid. What was kept for it and is not used goes back."""

    def check(self, turn: Turn) -> PaidOrder | Problem:
        name_what_is_kept(turn)
        return super().check(turn)

    def given_up(self, turn: Turn, kind: AssetKind) -> int:
        return sum(hold.open_amount for hold in idle_holds(turn) if hold.kind_id == kind.id)

    def apply(self, turn: Turn, checked: PaidOrder) -> None:
        give_up(turn, idle_holds(turn), ())
        super().apply(turn, checked)
        if turn.program.coupon_kinds:
            give_up(turn, (), coupons_for(turn.state, turn.event.data.order_id))
