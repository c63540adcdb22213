"""Standings on tier tracks: where a member stands, entering a tier, and writing the same tier on.

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


def remind_at(track: Track, until_at: int, zone: Zone) -> int:
    """Return when a member is reminded of a standing that ends or is reviewed at `until_at`."""
    return zone.start_of(track.remind_before.before(zone.day_of(until_at)))


def valid_until(turn: Turn, track: Track) -> int | None:
    """Return when a standing entered today comes up for review, or None if it never does."""
    return valid_from(turn, track, turn.program.zone.day_of(turn.now))


def valid_from(turn: Turn, track: Track, day: int) -> int | None:
    """Return when a standing of a local day comes up for review, or None if it never does."""
    if track.validity is None:
        return None
    return turn.program.zone.start_of(track.validity.end(day, turn.state.joined_on))


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
    grace_until_at: int | None = None,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Enter a tier, or none. If the tier differs, `tier.changed` follows."""
    before = place(turn, track)
    today = turn.program.zone.day_of(turn.now)
    clause = judge.filled(condition, turn.state, today) if turn.explained else None
    given = {"from": before.tier.code if before.tier else None, **(params or {})}
    since_at = turn.now if since_at is None else since_at
    _write(turn, track, tier, code, since_at, until_at, grace_until_at, clause, given)
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
    *,
    condition: Any = None,
) -> None:
    """Write the same tier on with other dates. `condition` is what decided, by default what keeps the tier."""
    today = turn.program.zone.day_of(turn.now)
    clause = judge.filled(condition or tier.keeps, turn.state, today) if turn.explained else None
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
