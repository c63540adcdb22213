"""Coupons as members name them: by their code, or by the word of a kind, for which one is given and used at once."""

from collections.abc import Collection

from headless.engine.member.coupons import Coupon, CouponStatus, barrier, normal
from headless.engine.member.known_rewards import coupon_of, holdings_of
from headless.engine.program.offers import CouponKind
from headless.engine.rewards.coupon_limits import beyond_limit
from headless.engine.rewards.stocks import exhausted
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem
from headless.messages import Message

NO_COUPONS = Message("the member is frozen; coupons cannot be used until that is lifted")
_NEVER = 1 << 63


def named_coupon(
    turn: Turn, code: str, at: int, taken: Collection[Coupon] = (), order: str | None = None
) -> Coupon | None:
    """Return the coupon that a member means, None if there is none.

    A word means a coupon of its kind that the member holds and that is usable `at` a moment, else one that is given when it is
    used. taken: coupons that are meant by other names. order: the one it is for, for which coupons may be kept.
    """
    coupon = coupon_of(turn.state, code)
    if coupon is not None:
        return coupon
    word = normal(code)
    kind = turn.program.kind_by_word.get(word)
    if kind is None:
        return None
    if word != kind.word_key and not turn.state.facts.complete:
        return _not_given(turn, kind, ended=True)
    held = [
        coupon
        for coupon in holdings_of(turn.state, kind.id).open
        if coupon.is_unused
        and barrier(coupon, code, turn.state.id, at, order) is None
        and not any(coupon is other for other in taken)
    ]
    kept = [coupon for coupon in held if order is not None and coupon.order_ref == order]
    return min(kept or held, key=_soonest, default=None) or _not_given(turn, kind)


def bar(
    turn: Turn, coupon: Coupon | None, code: str, at: int, *, gets: int, takes: int, order: str | None = None
) -> Problem | None:
    """Return why the member cannot use a coupon `at` a moment, None if it can.

    gets: how many of the kind the member is to be given before it, takes: how many of its stock are to be taken.
    order: what it is for.
    """
    against = barrier(coupon, code, turn.state.id, at, order)
    if coupon is None or against is not None:
        assert against is not None
        return Problem("INVALID" if coupon is None else "REFUSED", *against)
    if coupon.member_id is not None:
        return None
    kind = turn.program.coupon_kind_by_id[coupon.kind_id]
    problem = beyond_limit(turn, kind, 1, gets)
    if problem is None and coupon.new:
        problem = exhausted(turn, kind.stock_name, 1, takes)
    return problem


def counted(turn: Turn, coupons: Collection[Coupon]) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many coupons the member is given by using these, by kind, and how many are taken of each stock."""
    gets: dict[str, int] = {}
    takes: dict[str, int] = {}
    for coupon in coupons:
        if coupon.member_id is None:
            kind = turn.program.coupon_kind_by_id[coupon.kind_id]
            gets[kind.code] = gets.get(kind.code, 0) + 1
            if coupon.new:
                takes[kind.stock_name] = takes.get(kind.stock_name, 0) + 1
    return gets, takes


def _not_given(turn: Turn, kind: CouponKind, *, ended: bool = False) -> Coupon:
    """Return a coupon of a kind that is given to the member when it is used."""
    expires_at = 0 if ended else kind.life.ends_at(turn.event.day, turn.program.zone)
    return Coupon(
        turn.new_id(), kind.id, "", None, None, CouponStatus.OPEN, turn.event.id, None, 0, expires_at, new=True
    )  # fmt: skip


def _soonest(coupon: Coupon) -> tuple[int, int]:
    return _NEVER if coupon.expires_at is None else coupon.expires_at, coupon.id
