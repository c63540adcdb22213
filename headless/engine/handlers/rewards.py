"""What the mutations on coupons and benefits record."""

from dataclasses import dataclass

from headless.engine.evaluation.benefits import Entitlement, entitlement, missing
from headless.engine.handlers.handler import Handler, past_end
from headless.engine.member.coupons import Coupon, CouponStatus, barrier
from headless.engine.member.entitlements import Use
from headless.engine.member.known_rewards import benefit_facts, coupon_of
from headless.engine.member.status import MemberStatus
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.rewards.rewards import change, claim, exhausted, issue, revoke
from headless.engine.texts.names import called
from headless.engine.turn import Checked, Turn
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


@dataclass(slots=True)
class UsableBenefit(Checked):
    """A benefit that the member may use now."""

    benefit: Benefit
    entitlement: Entitlement


class CouponIssued(Handler[IssuedKind]):
    """`couponIssue` to a member."""

    def check(self, turn: Turn) -> IssuedKind | Problem:
        data = turn.event.data
        kind = turn.program.coupon_kinds.get(data.kind)
        if kind is None:
            return _unknown_kind(turn, data.kind)
        problem = past_end(turn, data.expires_at, "coupon") or exhausted(turn, kind.stock_name, data.count)
        return problem or IssuedKind(kind, takes={kind.stock_name: data.count})

    def apply(self, turn: Turn, checked: IssuedKind) -> None:
        data = turn.event.data
        for _ in range(data.count):
            issue(turn, checked.kind, expires_at=data.expires_at)


class CouponRevoked(Handler[OpenCoupon]):
    """`couponRevoke` of a member's coupon."""

    def check(self, turn: Turn) -> OpenCoupon | Problem:
        coupon = coupon_of(turn.state, turn.event.data.code)
        if coupon is None or coupon.member_id != turn.state.id:
            return invalid("UNKNOWN_COUPON", Message("the member has no such coupon"), "coupon")
        if coupon.status is not CouponStatus.OPEN:
            against = barrier(coupon, coupon.code, turn.state.id, turn.event.occurred_at)
            assert against is not None
            return refused(*against)
        return OpenCoupon(coupon)

    def apply(self, turn: Turn, checked: OpenCoupon) -> None:
        revoke(turn, checked.coupon)


class BenefitUsed(Handler[UsableBenefit]):
    """`benefitUse`: condition, quota, grants and stock are judged under the lock."""

    def check(self, turn: Turn) -> UsableBenefit | Problem:
        benefit = turn.program.benefits.get(turn.event.data.benefit)
        if benefit is None:
            known = tuple(sorted(turn.program.benefits))
            message = Message(
                "the benefit {benefit!r} does not exist; there are: {known}",
                benefit=turn.event.data.benefit,
                known=known,
            )
            return invalid("UNKNOWN_BENEFIT", message, "benefit")
        if turn.state.status == MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", Message("the member is frozen; nothing can be used until that is lifted"))
        facts = benefit_facts(turn.state, benefit.id)
        entitled = entitlement(turn.judge, benefit, turn.state, facts, turn.now, None)
        takes = dict.fromkeys(_stocks(turn, benefit), 1)
        problem = _barrier(turn, benefit, entitled) or next(
            filter(None, (exhausted(turn, stock, 1) for stock in takes)), None
        )
        return problem or UsableBenefit(benefit, entitled, takes=takes)

    def apply(self, turn: Turn, checked: UsableBenefit) -> None:
        benefit, granted = checked.benefit, checked.entitlement.granted
        event = turn.event
        used = Use(
            turn.new_id(), turn.state.id, benefit.id, event.id, turn.now, turn.program.zone.day_of(turn.now),
            event.actor or "system", grant_id=None if granted is None else granted.id,
        )  # fmt: skip
        if granted is not None:
            granted.used += 1
            if not granted.new:
                turn.journal.rewards.changed_grants[granted.id] = granted
        benefit_facts(turn.state, benefit.id).uses.append(used)
        turn.journal.rewards.uses.append(used)
        claim(turn, benefit.stock_name, 1)
        change(turn, "BENEFIT", benefit.code, None, "USED", 1)
        if benefit.gives is not None:
            used.coupon_id = issue(turn, turn.program.coupon_kinds[benefit.gives]).id


def _unknown_kind(turn: Turn, code: str) -> Problem:
    """Return the refusal of a coupon kind that the merchant does not have."""
    known = tuple(sorted(turn.program.coupon_kinds))
    return invalid(
        "UNKNOWN_COUPON_KIND",
        Message("the coupon kind {code!r} does not exist; there are: {known}", code=code, known=known),
        "kind",
    )


def _stocks(turn: Turn, benefit: Benefit) -> list[str]:
    """Return the stocks of which a use takes one unit: the benefit's, and that of the coupon it gives."""
    if benefit.gives is None:
        return [benefit.stock_name]
    return [benefit.stock_name, turn.program.coupon_kinds[benefit.gives].stock_name]


def _barrier(turn: Turn, benefit: Benefit, entitled: Entitlement) -> Problem | None:
    if entitled.status == "AVAILABLE":
        return None
    if entitled.status == "QUOTA_USED":
        return _quota_used(turn, benefit, entitled)
    if entitled.status == "UNKNOWN":
        message = Message(
            "whether the member may use {benefit} cannot be judged now: {fault}",
            benefit=called(benefit),
            fault=benefit.fault,
        )
        return refused("BENEFIT_UNKNOWN", message, "NotEligible", missing=None, opensAt=None)
    clause = missing(benefit, turn.state, turn.now)
    message = Message("the member does not meet the condition of {benefit}", benefit=called(benefit))
    return refused("NOT_ELIGIBLE", message, "NotEligible", missing=clause, opensAt=None)


def _quota_used(turn: Turn, benefit: Benefit, entitled: Entitlement) -> Problem:
    message = Message("{benefit} was used {used} times, which is all", benefit=called(benefit), used=entitled.used)
    if entitled.resets_at is not None:
        day = turn.program.zone.datetime_of(entitled.resets_at).date()
        message += Message(" until {day}", day=day)
    return refused("QUOTA_USED", message, "Exhausted", left="0", resetsAt=entitled.resets_at)
