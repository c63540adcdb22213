"""Standings on tier tracks: upgrades at once, reviews, grace, the three downgrades, and paid standings that end.

A standing is never overwritten: each change is a new record with the next `seq`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.member.derived_events import TierChanged
from headless.engine.member.records import Change, Standing
from headless.engine.member.state import TIER, MemberState
from headless.engine.program.tracks import Tier, Track
from headless.engine.turn import Follow, Turn
from headless.engine.values.zones import Zone

UNTIL_REVIEW = "kept_until_review"
STEPPED = "downgraded"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands on a track, and the tier of that standing."""

    standing: Standing | None
    tier: Tier | None

    @property
    def rank(self) -> int | None:
        return self.tier.rank if self.tier else None


def place(turn: Turn, track: Track) -> Place:
    """Return the member's place on a track now."""
    standing = turn.state.standings.get(track.id)
    tier = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
    return Place(standing, tier)


def qualified(state: MemberState, judge: Judge, track: Track, today: int) -> Tier | None:
    """Return the highest tier whose condition holds."""
    if today >= state.judged.on:
        return judge.highest(track, state, today)
    return next((tier for tier in reversed(track.tiers) if judge.met(tier.condition, state, today)), None)


def above(tier: Tier | None, other: Tier | None) -> bool:
    """Return True if `tier` ranks higher than `other`, no tier being lowest."""
    return tier is not None and (other is None or tier.rank > other.rank)


def evaluate(
    turn: Turn, judge: Judge, track: Track, today: int, *, demote: bool = True, review_now: bool = False
) -> bool:
    """Bring the standing on an EARNED track up to date. Return True if it changed.

    Upgrades are immediate. A review happens at `until`, when keep turns false on a track without validity, and at once with
    `review_now`; `demote=False` only upgrades.
    """
    here = place(turn, track)
    target = qualified(turn.state, judge, track, today)
    if above(target, here.tier):
        assert target is not None
        until = _valid_until(turn, track, today)
        enter(turn, judge, track, target, "qualified", until, condition=target.condition)
        return True
    if here.standing is None or here.tier is None:
        return False
    if not demote:
        return _keep_until_review(turn, judge, track, here.standing, here.tier, today)
    return _review(turn, judge, track, here, target, today, review_now)


def _review(
    turn: Turn, judge: Judge, track: Track, here: Place, target: Tier | None, today: int, review_now: bool
) -> bool:
    standing, tier = here.standing, here.tier
    assert standing is not None
    assert tier is not None
    at_until = standing.until_at is not None and turn.now >= standing.until_at
    in_grace = standing.grace_until_at is not None
    if not (in_grace or at_until or review_now or standing.until_at is None):
        return False
    # A member who qualifies for the tier would be back at once: no review takes it away, even if keep fails.
    if target is tier or judge.met(tier.keeps, turn.state, today):
        return _keep(turn, judge, track, standing, tier, today, at_until)
    if standing.code == UNTIL_REVIEW and not (in_grace or at_until or review_now):
        return False
    return _fail(turn, judge, track, here, target, today, at_until)


def _keep(turn: Turn, judge: Judge, track: Track, standing: Standing, tier: Tier, today: int, at_until: bool) -> bool:
    until = standing.until_at
    if at_until:
        until = _valid_until(turn, track, turn.program.zone.day_of(standing.until_at or turn.now))
        if until is not None and until <= turn.now:
            until = _valid_until(turn, track, today)
    elif standing.grace_until_at is None and standing.code != UNTIL_REVIEW:
        return False
    extend(turn, judge, track, standing, tier, "kept", until, None)
    return True


def _keep_until_review(turn: Turn, judge: Judge, track: Track, standing: Standing, tier: Tier, today: int) -> bool:
    """Mark a standing that only a review may end after a change of the ladder: its new keep has not turned false."""
    reviewed_by_keep = standing.until_at is None and standing.grace_until_at is None and track.downgrade != "NONE"
    if not reviewed_by_keep or standing.code == UNTIL_REVIEW or judge.met(tier.keeps, turn.state, today):
        return False
    extend(turn, judge, track, standing, tier, UNTIL_REVIEW, None, None)
    return True


def _fail(turn: Turn, judge: Judge, track: Track, here: Place, target: Tier | None, today: int, at_until: bool) -> bool:
    standing, tier = here.standing, here.tier
    assert standing is not None
    assert tier is not None
    if track.downgrade == "NONE" and not at_until and standing.grace_until_at is None:
        return False
    if track.grace is not None:
        if standing.grace_until_at is None:
            ends = turn.program.zone.start_of(track.grace.after(today))
            extend(turn, judge, track, standing, tier, "grace", standing.until_at, ends)
            return True
        if turn.now < standing.grace_until_at:
            return False
    if track.downgrade == "NONE":
        extend(turn, judge, track, standing, tier, "kept_by_policy", _valid_until(turn, track, today), None)
        return True
    if track.downgrade == "ONE_STEP" and _stepped_today(turn, track, standing, today):
        return False
    lower = track.below(tier.rank) if track.downgrade == "ONE_STEP" else target
    until = _valid_until(turn, track, today) if lower is not None else None
    enter(turn, judge, track, lower, STEPPED, until, condition=tier.keeps)
    return True


def _stepped_today(turn: Turn, track: Track, standing: Standing, today: int) -> bool:
    """Return True if a standing without validity has fallen today: what keeps the lower tier is judged from tomorrow on."""
    if standing.code != STEPPED or standing.until_at is not None:
        return False
    return turn.program.zone.day_of(standing.since_at) == today


def remind_at(track: Track, until_at: int, zone: Zone) -> int:
    """Return when a member is reminded of a standing that ends or is reviewed at `until_at`."""
    return zone.start_of(track.remind_before.before(zone.day_of(until_at)))


def valid_until(turn: Turn, track: Track) -> int | None:
    """Return when a standing entered today comes up for review, or None if it never does."""
    return _valid_until(turn, track, turn.program.zone.day_of(turn.now))


def _valid_until(turn: Turn, track: Track, day: int) -> int | None:
    return None if track.validity is None else turn.program.zone.start_of(track.validity.after(day))


def enter(
    turn: Turn,
    judge: Judge,
    track: Track,
    tier: Tier | None,
    code: str,
    until_at: int | None,
    *,
    condition: Any = None,
    since_at: int | None = None,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Enter a tier, or none. If the tier differs, `tier.changed` follows."""
    before = place(turn, track)
    today = turn.program.zone.day_of(turn.now)
    clause = judge.filled(condition, turn.state, today) if turn.explained else None
    given = {"from": before.tier.code if before.tier else None, **(params or {})}
    _write(turn, track, tier, code, turn.now if since_at is None else since_at, until_at, None, clause, given)
    if (tier and tier.id) == (before.tier and before.tier.id):
        return
    old, new = before.tier.code if before.tier else None, tier.code if tier else None
    up = above(tier, before.tier)
    turn.changes.append(Change("TIER", track.code, old, new, params={"code": code, "up": up}))
    happened = TierChanged(track.code, old, new, up)
    turn.follow.append(Follow("tier.changed", happened, happened.to_json(), track.code))


def extend(
    turn: Turn,
    judge: Judge,
    track: Track,
    standing: Standing,
    tier: Tier,
    code: str,
    until_at: int | None,
    grace_until_at: int | None,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Write the same tier on with other dates."""
    today = turn.program.zone.day_of(turn.now)
    clause = judge.filled(tier.keeps, turn.state, today) if turn.explained else None
    _write(turn, track, tier, code, standing.since_at, until_at, grace_until_at, clause, params or {})


def _write(
    turn: Turn,
    track: Track,
    tier: Tier | None,
    code: str,
    since_at: int,
    until_at: int | None,
    grace_until_at: int | None,
    clause: Mapping[str, Any] | None,
    params: Mapping[str, Any],
) -> None:
    before = turn.state.standings.get(track.id)
    standing = Standing(
        turn.new_id(), turn.state.id, track.id, before.seq + 1 if before else 1, tier.id if tier else None, since_at,
        until_at, grace_until_at, code, params, clause, turn.event.id, turn.now,
    )  # fmt: skip
    turn.state.standings[track.id] = standing
    turn.state.touched.add(TIER)
    turn.state.judged.view = None
    turn.state.judged.moved = True
    turn.journal.standings.append(standing)
