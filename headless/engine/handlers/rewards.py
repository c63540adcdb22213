"""What the mutations on coupons and benefits record."""

from headless.engine.evaluation.benefits import Entitlement, entitlement, missing
from headless.engine.evaluation.judge import Judge
from headless.engine.member.coupons import CouponStatus, barrier
from headless.engine.member.entitlements import Use
from headless.engine.member.known_rewards import benefit_facts, coupon_of
from headless.engine.member.status import MemberStatus
from headless.engine.program.offers import Benefit
from headless.engine.rewards.rewards import change, claim, exhausted, issue, revoke
from headless.engine.turn import Plain, Turn
from headless.engine.values.problems import Problem, invalid, refused


class CouponIssued(Plain):
    """`couponIssue` to a member."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        kind = turn.program.coupon_kinds.get(data.kind)
        if kind is None:
            return unknown_coupon_kind(turn, data.kind)
        if data.expires_at is not None and data.expires_at <= turn.now:
            message = "the coupon would expire before now; give a later expiresAt"
            return invalid("EXPIRES_IN_THE_PAST", message, "expiresAt")
        turn.scratch["taking"] = {kind.stock_name: data.count}
        return exhausted(turn, kind.stock_name, data.count)

    def apply(self, turn: Turn) -> None:
        data = turn.event.data
        for _ in range(data.count):
            issue(turn, turn.program.coupon_kinds[data.kind], expires_at=data.expires_at)


class CouponRevoked(Plain):
    """`couponRevoke` of a member's coupon."""

    def check(self, turn: Turn) -> Problem | None:
        coupon = coupon_of(turn.state, turn.event.data.code)
        if coupon is None or coupon.member_id != turn.state.id:
            return invalid("UNKNOWN_COUPON", "the member has no such coupon", "coupon")
        if coupon.status is not CouponStatus.OPEN:
            found = barrier(coupon, coupon.code, turn.state.id, turn.event.occurred_at)
            assert found is not None
            return refused(*found)
        turn.scratch["coupon"] = coupon
        return None

    def apply(self, turn: Turn) -> None:
        revoke(turn, turn.scratch["coupon"])


class BenefitUsed(Plain):
    """`benefitUse`: condition, quota, grants and stock are judged under the lock."""

    def check(self, turn: Turn) -> Problem | None:
        benefit = turn.program.benefits.get(turn.event.data.benefit)
        if benefit is None:
            known = ", ".join(sorted(turn.program.benefits)) or "none"
            message = f"the benefit {turn.event.data.benefit!r} does not exist; there are: {known}"
            return invalid("UNKNOWN_BENEFIT", message, "benefit")
        if turn.state.status == MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", "the member is frozen; nothing can be used until that is lifted")
        judge = turn.judge or Judge(turn.program)
        facts = benefit_facts(turn.state, benefit.id)
        found = entitlement(judge, benefit, turn.state, facts, turn.now, None)
        problem = _barrier(turn, benefit, found) or exhausted(turn, benefit.stock_name, 1)
        if problem is None and benefit.gives is not None:
            name = turn.program.coupon_kinds[benefit.gives].stock_name
            turn.scratch["taking"] = {name: 1}
            problem = exhausted(turn, name, 1)
        turn.scratch.update(benefit=benefit, entitlement=found)
        turn.scratch["taking"] = {**turn.scratch.get("taking", {}), benefit.stock_name: 1}
        return problem

    def apply(self, turn: Turn) -> None:
        benefit: Benefit = turn.scratch["benefit"]
        found: Entitlement = turn.scratch["entitlement"]
        event, granted = turn.event, found.granted
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


def unknown_coupon_kind(turn: Turn, code: str) -> Problem:
    """The refusal of a coupon kind that the merchant does not have."""
    known = ", ".join(sorted(turn.program.coupon_kinds)) or "none"
    return invalid("UNKNOWN_COUPON_KIND", f"the coupon kind {code!r} does not exist; there are: {known}", "kind")


def _barrier(turn: Turn, benefit: Benefit, found: Entitlement) -> Problem | None:
    if found.status == "AVAILABLE":
        return None
    if found.status == "QUOTA_USED":
        message = f"{benefit.code} was used {found.used} times, which is all"
        if found.resets_at is not None:
            day = turn.program.zone.datetime_of(found.resets_at).date().isoformat()
            message += f" until {day}"
        return refused("QUOTA_USED", message, "Exhausted", left="0", resetsAt=found.resets_at)
    if found.status == "UNKNOWN":
        message = f"whether the member may use {benefit.code} cannot be judged now: {benefit.fault}"
        return refused("BENEFIT_UNKNOWN", message, "NotEligible", missing=None, opensAt=None)
    clause = missing(benefit, turn.state, turn.now)
    message = f"the member does not meet the condition of {benefit.code}"
    return refused("NOT_ELIGIBLE", message, "NotEligible", missing=clause, opensAt=None)
