"""What stands against giving a member one more coupon of a kind: its stock, the limit of each member, its last day."""

from datetime import date

from headless.engine.member.known_rewards import holdings_of
from headless.engine.program.cards.kinds import CardKind
from headless.engine.program.offers import CouponKind
from headless.engine.program.program import Program
from headless.engine.rewards.stocks import exhausted
from headless.engine.texts.names import called
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.engine.values.zones import Zone
from headless.messages import Message


def ungivable(
    turn: Turn, kind: CouponKind, count: int, gets: int = 0, takes: int = 0, *, ends: bool = True
) -> Problem | None:
    """Return the refusal of coupons that cannot be given to the member, None if they can be.

    gets: how many of the kind it gets before them, takes: how many are taken of the stock. ends: they end as their kind says, so
    that its last day must not be over.
    """
    return (
        (kind_ended(kind, turn.program.zone, turn.now) if ends else None)
        or beyond_limit(turn, kind, count, gets)
        or exhausted(turn, kind.stock_name, count, takes)
    )


def beyond_limit(turn: Turn, kind: CouponKind, count: int, before: int = 0) -> Problem | None:
    """Return the refusal of coupons beyond what a member may have of a kind, those that it had included. Else None."""
    most = kind.terms.per_member
    if most is None:
        return None
    had = holdings_of(turn.state, kind.id).count + before
    if had + count <= most:
        return None
    message = Message(
        "{kind}: a member may have {most} in all; this one has had {had}, {count} more would be too many",
        kind=called(kind), most=most, had=had, count=count,
    )  # fmt: skip
    return refused("COUPON_LIMIT_REACHED", message, "Exhausted", left=str(max(0, most - had)), resetsAt=None)


def kind_ended(kind: CouponKind | CardKind, zone: Zone, now: int, code: str = "COUPON_KIND_ENDED") -> Problem | None:
    """Return the refusal, with a code, of coupons or cards of a kind whose last day is over, None if they can be given."""
    last = kind.life.last_day
    if last is None or now < zone.start_of(last + 1):
        return None
    message = Message(
        "{kind} could be used until {day}; none is given any more", kind=called(kind), day=date.fromordinal(last)
    )
    return refused(code, message)


def unknown_kind(program: Program, code: str) -> Problem:
    """Return the refusal of a coupon kind that the merchant does not have."""
    known = tuple(sorted(program.coupon_kinds))
    message = Message("the coupon kind {code!r} does not exist; there are: {known}", code=code, known=known)
    return invalid("UNKNOWN_COUPON_KIND", message, "kind")
