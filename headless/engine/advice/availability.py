"""Benefits and tiers that no member can ever have."""

from collections.abc import Iterator

from headless.engine.advice.impossible import clash_of
from headless.engine.advice.records import BENEFITS, COUPONS, TIERS, Advice, Checked, of_benefit, of_tier
from headless.engine.conditions.leaves import leaf_of
from headless.engine.conditions.trees import Any, Condition, Test, may_hold
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.engine.texts.names import called
from headless.messages import Message

BY_GRANT = Any(())
"""The condition of a benefit that members have by grant alone: no one meets it."""


def never_available(checked: Checked) -> Iterator[Advice]:
    """Yield the tiers that cannot be reached, and the benefits that can never be used, each with the reason."""
    program = checked.program
    for track in program.tracks.values():
        for tier, why in _unreachable(track, program):
            message = Message("{tier} can never be reached: {why}", tier=called(tier), why=why)
            yield Advice("TIER_NEVER", of_tier(track, tier), message, frozenset({TIERS}))
    granted = {name.code for name in checked.names if name.sort == "benefit"}
    for benefit in program.benefits.values():
        closed = _closed(benefit, checked, is_granted=benefit.code in granted)
        if closed is not None:
            why, scopes = closed
            message = Message("{benefit} can never be available: {why}", benefit=called(benefit), why=why)
            yield Advice("BENEFIT_NEVER", of_benefit(benefit.code), message, frozenset({BENEFITS, *scopes}))


def _unreachable(track: Track, program: Program) -> Iterator[tuple[Tier, Message]]:
    if track.kind != "EARNED" or track.rule is not None:
        return
    for tier in track.tiers:
        why = clash_of(tier.condition, program)
        if why is not None:
            yield tier, why


def _closed(benefit: Benefit, checked: Checked, *, is_granted: bool) -> tuple[Message, frozenset[str]] | None:
    """Return why a benefit can never be used, and the scopes of what that tells of other things.

    is_granted: a rule gives uses of it, which its condition does not bind.
    """
    nothing, program = frozenset[str](), checked.program
    if benefit.fault is not None:
        return Message("{fault}", fault=Message.plain(benefit.fault)), nothing
    if benefit.stock == 0:
        return Message("its stock is 0"), nothing
    if benefit.quota == 0:
        return Message("its quota is 0"), nothing
    if not _ever_opens(benefit, program):
        return Message("it closes before it opens, or no day of its season lies in between"), nothing
    kind = program.coupon_kinds.get(benefit.gives) if benefit.gives is not None else None
    if kind is not None and kind.stock == 0:
        return Message("there are 0 coupons of {coupon}", coupon=called(kind)), frozenset({COUPONS})
    ended = None if kind is None else _without_coupons(kind, benefit, checked)
    if ended is not None:
        return ended, frozenset({COUPONS})
    if is_granted or benefit.condition == BY_GRANT:
        return None
    why = clash_of(benefit.condition, program)
    if why is not None:
        return why, nothing
    missing = _behind_unreachable(benefit, program)
    if missing is not None:
        return Message("{tier} can never be reached", tier=called(missing)), frozenset({TIERS})
    return None


def _ever_opens(benefit: Benefit, program: Program) -> bool:
    """Return True if there is a moment, past or to come, at which a benefit is open."""
    windows = benefit.windows
    return windows.opens_at is None or windows.opening(program.zone, windows.opens_at) is not None


def _without_coupons(kind: CouponKind, benefit: Benefit, checked: Checked) -> Message | None:
    """Return that all coupons of a kind end before a benefit that gives them is open. A benefit that is over is history."""
    zone, days = checked.program.zone, max((access.days for access in benefit.early_access), default=0)
    opening = benefit.windows.opening(zone, checked.now, days)
    if opening is None or kind.life.last_day is None:
        return None
    if zone.day_of(checked.now) > kind.life.last_day:
        return Message("the coupons of {coupon} have ended", coupon=called(kind))
    if opening.opens_at is not None and zone.day_of(opening.opens_at) > kind.life.last_day:
        return Message("the coupons of {coupon} end before it opens", coupon=called(kind))
    return None


def _behind_unreachable(benefit: Benefit, program: Program) -> Tier | None:
    """Return a tier that cannot be reached, if a benefit is for such tiers alone."""
    if benefit.condition is None:
        return None
    for track in program.tracks.values():
        lost = {tier.id: tier for tier, _ in _unreachable(track, program)}
        able = [tier for tier in track.tiers if opens(benefit.condition, track, tier, program)]
        if (
            lost
            and able
            and all(tier.id in lost for tier in able)
            and not opens(benefit.condition, track, None, program)
        ):
            return able[0]
    return None


def opens(condition: Condition | None, track: Track, tier: Tier | None, program: Program) -> bool:
    """Return True if members on a tier, or on none of the track's, may meet a condition, for all that the ladder says."""
    if condition is None:
        return True
    rank = tier.rank if tier is not None else None

    def told(test: Test) -> bool | None:
        return leaf_of(test, program).passes(rank) if reads_ladder(test, track, program) else None

    return may_hold(condition, told)


def reads_ladder(test: Test, track: Track, program: Program) -> bool:
    """Return True if a test is of the tier held on a track."""
    if test.metric != "tier":
        return False
    named = program.track(test.query.arg("track"))
    return named is not None and named.id == track.id
