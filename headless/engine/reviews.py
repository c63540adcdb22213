"""Judging tags and standings, after an event and because time has passed, until nothing changes: conditions may test either."""

from typing import Any, Protocol

from headless.engine import tags, tiers
from headless.engine.admission import counted
from headless.engine.happenings import TagReviewed, TierReviewed
from headless.engine.judge import Judge
from headless.engine.problems import Problem
from headless.engine.program import Program, Track
from headless.engine.records import EventStatus
from headless.engine.state import MemberState
from headless.engine.turn import Turn

ROUNDS = 4
Tracks = frozenset[int] | None
"""The tracks that a review may demote on; None for all."""


class Desk(Protocol):
    """Where reviews are recorded."""

    def open(self, state: MemberState, type_: str, data: Any, key: str, at: int, now: int) -> Turn: ...
    def follow_up(self, turn: Turn) -> None: ...


class Reviews:
    """Keeps tags and standings up to date."""

    def __init__(self, program: Program, judge: Judge, desk: Desk) -> None:
        self._program, self._judge, self._desk = program, judge, desk
        self._earned = tuple(
            track for track in program.tracks.values() if track.kind == "EARNED" and track.rule is None and track.tiers
        )

    def after_event(self, turn: Turn) -> None:
        """Tags, then standings."""
        review_now = turn.review_now
        for _ in range(ROUNDS):
            if not turn.recheck:
                break
            changed = tags.evaluate(turn, self._judge)
            for track in self._earned:
                changed |= tiers.evaluate(turn, self._judge, track, review_now=review_now)
            review_now = False
            if not changed:
                break

    def by_clock(self, state: MemberState, due: int, now: int, demote: Tracks = None) -> None:
        """Tags and standings as of a moment; what changes is recorded as an event of the engine's own."""
        for _ in range(ROUNDS):
            changed = self._tags(state, due, now)
            for track in self._program.tracks.values():
                changed |= self._track(state, track, due, now, demote)
            if not changed:
                break

    def _tags(self, state: MemberState, due: int, now: int) -> bool:
        turn = self._desk.open(state, "tag.reviewed", TagReviewed(), "", due, now)
        tags.expire(turn)
        tags.evaluate(turn, self._judge)
        if not turn.changes:
            return False
        first = state.tags[self._program.tags[turn.changes[0].code].id]
        turn.event.external_id = f"tag.reviewed:{first.id}:{due}"
        self._keep(turn)
        return True

    def _track(self, state: MemberState, track: Track, due: int, now: int, demote: Tracks) -> bool:
        standing = state.standings.get(track.id)
        if track.kind != "EARNED" and not _is_over(standing, now):
            return False
        tier = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
        key = f"tier.reviewed:{standing.id if standing else f'{state.id}.{track.id}'}:{due}"
        data = TierReviewed(track.code, tier.code if tier else None)
        turn = self._desk.open(state, "tier.reviewed", data, key, due, now)
        if track.kind != "EARNED":
            tiers.enter(turn, self._judge, track, None, "ended", None)
        elif track not in self._earned or not self._evaluate(turn, track, demote):
            return False
        self._keep(turn)
        return True

    def _evaluate(self, turn: Turn, track: Track, demote: Tracks) -> bool:
        may_demote = demote is None or track.id in demote
        return tiers.evaluate(turn, self._judge, track, demote=may_demote, review_now=bool(demote) and may_demote)

    def _keep(self, turn: Turn) -> None:
        counts = counted(self._program, turn)
        if not isinstance(counts, Problem):
            for count in counts:
                turn.state.totals.add(count.key, count.day, count.count)
        turn.recheck = False
        turn.event.status = EventStatus.RECORDED
        turn.journal.events.append(turn.event)
        self._desk.follow_up(turn)


def _is_over(standing: Any, now: int) -> bool:
    return (
        standing is not None
        and standing.tier_id is not None
        and standing.until_at is not None
        and standing.until_at <= now
    )
