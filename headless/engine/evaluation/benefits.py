"""What a member may use of a benefit now: judged by one function, whether it is shown or used."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from headless.engine.conditions.clauses import Clause, fill, joined, short_of
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.ledger import spendable_units
from headless.engine.member.entitlements import BenefitFacts, Granted
from headless.engine.member.state import MemberState
from headless.engine.program.benefits.parts import in_units
from headless.engine.program.benefits.windows import Opening
from headless.engine.program.offers import Benefit
from headless.engine.values.amounts import text_of


class Lack(NamedTuple):
    """A part of a price that a member cannot pay, in units."""

    kind: AssetKind
    available: int
    required: int


@dataclass(frozen=True, slots=True)
class Entitlement:
    """How a member stands to a benefit.

    used: uses in the present quota period; remaining: how often it may still be used (None: any number); resets_at: when the
    quota is filled again; granted: the grant that the next use would take from, where it is not the quota. opens_at: when it
    opens for this member, None once it has; closes_at: when it closes. lacks: what the member cannot pay of its price.
    since: when it opened or was granted last. Who saw it before that has news.
    """

    status: str
    used: int
    remaining: int | None
    resets_at: int | None
    granted: Granted | None = None
    opens_at: int | None = None
    closes_at: int | None = None
    lacks: tuple[Lack, ...] = ()
    since: int | None = None

    def is_news(self, seen_at: int | None) -> bool:
        """Return True if it can be used, and was not seen since it opened or was granted. `seen_at`: when it was seen last."""
        return self.status == "AVAILABLE" and (seen_at is None or (self.since is not None and seen_at < self.since))


def entitlement(
    judge: Judge,
    benefit: Benefit,
    state: MemberState,
    facts: BenefitFacts,
    now: int,
    left: Mapping[str, int] | None,
) -> Entitlement:
    """Return how a member stands to a benefit at an instant. `left`: what is left of its stocks, None if that is not asked.

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
    opening = opening_for(judge, benefit, state, now)
    lacks = lacking(benefit, state, now)
    status = _closed_or_missed(benefit, opening, eligible, remaining, now) or (
        "QUOTA_USED" if remaining == 0
        else "OUT_OF_STOCK" if left is not None and _is_gone(judge, benefit, state, today, left)
        else "NOT_ELIGIBLE" if lacks
        else "AVAILABLE"
    )  # fmt: skip
    return Entitlement(
        status,
        len(uses),
        remaining,
        None if next_day is None else zone.start_of(next_day),
        None if within is None or within > 0 else min(grants, key=_ends_first, default=None),
        None if opening is None or opening.holds(now) else opening.opens_at,
        benefit.windows.closes_at if opening is None else opening.closes_at,
        lacks,
        max(_news(opening, grants), default=None),
    )


def opening_for(judge: Judge, benefit: Benefit, state: MemberState, now: int) -> Opening | None:
    """Return the present opening of a benefit for a member, or the next one, None if it has closed for good."""
    zone = state.program.zone
    opening = benefit.windows.opening(zone, now)
    if opening is None or opening.holds(now) or not benefit.early_access or benefit.fault is not None:
        return opening
    today = zone.day_of(now)
    early = (access.days for access in benefit.early_access if judge.met(access.condition, state, today))
    return benefit.windows.opening(zone, now, max(early, default=0))


def lacking(benefit: Benefit, state: MemberState, now: int) -> tuple[Lack, ...]:
    """Return what a member cannot pay of a benefit's price."""
    return tuple(
        Lack(kind, have, units)
        for kind, units in in_units(benefit.price, state.program.kinds)
        if (have := spendable_units(state, kind, now)) < units
    )


def stocks_for(judge: Judge, benefit: Benefit, state: MemberState, today: int) -> list[str]:
    """Return the stocks of which a member may take, in order: what is set aside for such members, then what is for everyone."""
    if benefit.stock is None:
        return []
    shares = (part.share for part in benefit.set_aside if judge.met(part.condition, state, today))
    return [*map(benefit.share_name, shares), benefit.stock_name]


def missing(benefit: Benefit, state: MemberState, now: int, lacks: tuple[Lack, ...] = ()) -> Clause | None:
    """Return the benefit's condition with the member's values, with what is missing of its price if it cannot be paid."""
    condition = benefit.condition
    clause = None if condition is None else fill(condition, state, state.program.zone.day_of(now), state.program)
    if not lacks:
        return clause
    unpaid = [_unpaid(lack) for lack in lacks]
    return joined(unpaid if clause is None or clause.met else [clause, *unpaid])


def _unpaid(lack: Lack) -> Clause:
    have, need, short = (
        text_of(units, lack.kind.decimals) for units in (lack.available, lack.required, lack.required - lack.available)
    )
    return short_of("balance", {"asset": lack.kind.code}, have, need, short, lack.kind.code)


def _news(opening: Opening | None, grants: Iterable[Granted]) -> Iterator[int]:
    if opening is not None and opening.opens_at is not None:
        yield opening.opens_at
    yield from (grant.granted_at for grant in grants)


def _within(benefit: Benefit, used: int) -> int | None:
    return None if benefit.quota is None else max(0, benefit.quota - used)


def _ends_first(granted: Granted) -> tuple[bool, int, int]:
    return granted.until_at is None, granted.until_at or 0, granted.id


def _closed_or_missed(
    benefit: Benefit, opening: Opening | None, eligible: bool, remaining: int | None, now: int
) -> str | None:
    """Return what keeps a member from a benefit before its quota is asked, None if nothing does."""
    if opening is None:
        return "CLOSED"
    if remaining == 0 and not eligible:
        return "NOT_ELIGIBLE" if benefit.fault is None else "UNKNOWN"
    return None if opening.holds(now) else "NOT_OPEN"


def _is_gone(judge: Judge, benefit: Benefit, state: MemberState, today: int, left: Mapping[str, int]) -> bool:
    stocks = stocks_for(judge, benefit, state, today)
    return bool(stocks) and all(left.get(name, 0) <= 0 for name in stocks)
