"""What the mutations on coupons record."""

from dataclasses import dataclass

from headless.engine.handlers.handler import Handler, past_end
from headless.engine.member.coupons import Coupon, barrier, is_open
from headless.engine.member.known_rewards import coupon_of
from headless.engine.program.offers import CouponKind
from headless.engine.rewards.coupon_limits import ungivable, unknown_kind
from headless.engine.rewards.rewards import issue, revoke
from headless.engine.turn import UNCHECKED, Checked, Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message


@dataclass(slots=True)
class IssuedKind(Checked):
    """A coupon kind to be issued."""

    kind: CouponKind


@dataclass(slots=True)
class OpenCoupon(Checked):
    """A coupon that can be taken back."""

    coupon: Coupon


class CouponIssued(Handler[IssuedKind]):
    """`couponIssue` to a member."""

    def check(self, turn: Turn) -> IssuedKind | Problem:
        data = turn.event.data
        kind = turn.program.coupon_kinds.get(data.kind)
        if kind is None:
            return unknown_kind(turn.program, data.kind)
        problem = past_end(turn, data.expires_at, "coupon") or ungivable(
            turn, kind, data.count, ends=data.expires_at is None
        )
        return problem or IssuedKind(kind, takes={kind.stock_name: data.count}, gets={kind.code: data.count})

    def apply(self, turn: Turn, checked: IssuedKind) -> None:
        data = turn.event.data
        for _ in range(data.count):
            issue(turn, checked.kind, expires_at=data.expires_at)


class CouponExpiring(Handler[Checked]):
    """A reminder of a coupon that ends soon. What was used, taken back or kept for an order meanwhile needs none."""

    def check(self, turn: Turn) -> Checked | Problem:
        if turn.state.facts.complete:
            return UNCHECKED  # Of history: nothing stood against it when it was recorded.
        coupon = coupon_of(turn.state, turn.event.data.code)
        against = barrier(coupon, turn.event.data.code, turn.state.id, turn.now)
        return UNCHECKED if against is None else refused(*against)


class CouponRevoked(Handler[OpenCoupon]):
    """`couponRevoke` of a member's coupon."""

    def check(self, turn: Turn) -> OpenCoupon | Problem:
        coupon = coupon_of(turn.state, turn.event.data.code)
        if coupon is None or coupon.member_id != turn.state.id:
            return invalid("UNKNOWN_COUPON", Message("the member has no such coupon"), "coupon")
        if not is_open(coupon, turn.now):
            against = barrier(coupon, coupon.code, turn.state.id, turn.event.occurred_at)
            assert against is not None
            return refused(*against)
        return OpenCoupon(coupon)

    def apply(self, turn: Turn, checked: OpenCoupon) -> None:
        revoke(turn, checked.coupon)
