"""What a member may use of a benefit now: judged by one function, whether it is shown or used."""

from dataclasses import dataclass

from headless.engine.conditions.clauses import Clause, fill
from headless.engine.evaluation.judge import Judge
from headless.engine.member.entitlements import BenefitFacts, Granted
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit


@dataclass(frozen=True, slots=True)
class Entitlement:
    """How a member stands to a benefit.

    used: uses in the present quota period; remaining: how often it may still be used (None: any number); resets_at: when the
    quota is filled again; granted: the grant that the next use would take from, where it is not the quota.
    """

    status: str
    used: int
    remaining: int | None
    resets_at: int | None
    granted: Granted | None = None


def entitlement(
    judge: Judge, benefit: Benefit, state: MemberState, facts: BenefitFacts, now: int, left: int | None
) -> Entitlement:
    """Return how a member stands to a benefit at an instant. `left` is what its stock has left, None if it has no stock.

    Uses in the quota come first, then those granted beyond it, soonest end first.
    """
    zone = state.program.zone
    today = zone.day_of(now)
    first = benefit.first_day(today)
    uses = [use for use in facts.uses if use.reversed_at is None and use.used_on >= first]
    grants = [grant for grant in facts.grants if grant.left(now)]
    extra = sum(grant.left(now) for grant in grants)
    eligible = benefit.fault is None and judge.met(benefit.condition, state, today)
    within = _within(benefit, sum(use.grant_id is None for use in uses)) if eligible else 0
    remaining = None if within is None else within + extra
    next_day = benefit.next_day(today) if benefit.quota is not None else None
    granted = None if within is None or within > 0 else min(grants, key=_ends_first, default=None)
    return Entitlement(
        _status(benefit, eligible, remaining, left),
        len(uses),
        remaining,
        None if next_day is None else zone.start_of(next_day),
        granted,
    )


def missing(benefit: Benefit, state: MemberState, now: int) -> Clause | None:
    """Return the benefit's condition with the member's values."""
    if benefit.condition is None:
        return None
    return fill(benefit.condition, state, state.program.zone.day_of(now), state.program)


def _within(benefit: Benefit, used: int) -> int | None:
    return None if benefit.quota is None else max(0, benefit.quota - used)


def _ends_first(granted: Granted) -> tuple[bool, int, int]:
    return granted.until_at is None, granted.until_at or 0, granted.id


def _status(benefit: Benefit, eligible: bool, remaining: int | None, left: int | None) -> str:
    if remaining == 0:
        if benefit.fault is not None:
            return "UNKNOWN"
        return "QUOTA_USED" if eligible else "NOT_ELIGIBLE"
    return "OUT_OF_STOCK" if left is not None and left <= 0 else "AVAILABLE"
