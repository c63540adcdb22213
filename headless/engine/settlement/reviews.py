"""Judging tags and standings, after an event and because time has passed, until nothing changes: conditions may test either."""

from collections.abc import Iterator

from headless.engine.evaluation.judge import Judge
from headless.engine.member.derived_events import TagReviewed, TierReviewed
from headless.engine.member.records import Standing
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.program.tracks import Track
from headless.engine.settlement.turn_factory import EngineEvent, TurnFactory
from headless.engine.standings import tags, tier_reviews, tier_votes, tiers
from headless.engine.standings.places import refresh_after, refresh_by_clock
from headless.engine.standings.plugin_metrics import PluginMetrics
from headless.engine.turn import Turn

ROUNDS = 4
Tracks = frozenset[int] | None
"""The tracks that a review may demote on; None for all."""


class Reviews:
    """Keeps plugins' metrics, tags and standings up to date."""

    __slots__ = ("_earned", "_judge", "_metrics", "_program", "_turns", "_voted")

    def __init__(self, program: Program, judge: Judge, turns: TurnFactory) -> None:
        self._program, self._judge, self._turns = program, judge, turns
        self._earned = tuple(
            track for track in program.tracks.values() if track.kind == "EARNED" and track.rule is None and track.tiers
        )
        self._voted = tier_votes.voted_tracks(program)
        self._metrics = PluginMetrics(program, judge)

    def after_event(self, turn: Turn) -> None:
        """Bring up to date what an event may have changed: plugins' metrics, tags, standings, then places."""
        self._metrics.refresh(turn.journal, turn.state, turn.now, turn.event.id)
        review_now, state = turn.review_now, turn.state
        today = self._program.zone.day_of(turn.now)
        for _ in range(ROUNDS):
            self._judge.outlooks(state, today)
            if not turn.recheck or not (state.judged.moved or review_now or self._voted):
                break
            state.judged.moved = False
            if not self._round(turn, today, review_now):
                break
            review_now = False
            self._metrics.refresh(turn.journal, turn.state, turn.now, turn.event.id)
        refresh_after(self._judge, turn)

    def _round(self, turn: Turn, today: int, review_now: bool) -> bool:
        changed = tags.evaluate(turn, self._judge, today)
        for track in self._earned:
            changed |= tier_reviews.evaluate(
                turn, self._judge, track, today, demote=turn.demotes, review_now=review_now
            )
        for track in self._voted:
            changed |= tier_votes.evaluate(turn, self._judge, track, demote=turn.demotes)
        return changed

    def by_clock(self, state: MemberState, due: int, now: int, demote: Tracks = None) -> Iterator[Turn]:
        """Bring up to date what time may have changed, and yield the turn of each change.

        Each is an event of the engine's own, to be recorded before the next turn is asked for.
        """
        journal = self._turns.journal
        self._metrics.refresh(journal, state, now)
        today = self._program.zone.day_of(now)
        for _ in range(ROUNDS):
            self._judge.outlooks(state, today)
            if demote is None and not self._has_work(state, now):
                break
            state.judged.moved, changed = False, False
            for turn in self._clock_round(state, due, now, demote):
                changed = True
                yield turn
            if not changed:
                break
            self._metrics.refresh(journal, state, now)
        state.judged.moved = state.judged.moved or demote is not None
        refresh_by_clock(self._judge, journal, state, now)

    def _clock_round(self, state: MemberState, due: int, now: int, demote: Tracks) -> Iterator[Turn]:
        turn = self._review_tags(state, due, now)
        if turn is not None:
            yield turn
        for track in self._program.tracks.values():
            turn = self._review_track(state, track, due, now, demote)
            if turn is not None:
                yield turn

    def _has_work(self, state: MemberState, now: int) -> bool:
        """Return True if a condition came out differently, or a tag or a standing has reached an end."""
        if state.judged.moved or self._voted:
            return True
        for held in state.tags.values():
            if held.expires_at is not None and held.expires_at <= now and held.removed_at is None:
                return True
        for standing in state.standings.values():  # noqa: SIM110  # a plain loop is half the time
            if _may_change(standing, now):
                return True
        return False

    def _review_tags(self, state: MemberState, due: int, now: int) -> Turn | None:
        today = self._program.zone.day_of(now)
        if not tags.unsettled(state, self._judge, today, now):
            return None
        turn = self._turns.open_own(state, EngineEvent("tag.reviewed", TagReviewed(), "", due), now)
        tags.expire(turn)
        tags.evaluate(turn, self._judge, today)
        first = state.tags[self._program.tags[turn.changes[0].code].id]
        # One review may put a tag on, and its next round take it off again.
        gone = "" if first.removed_at is None else ":off"
        turn.event.external_id = f"tag.reviewed:{first.id}:{due}{gone}"
        return turn

    def _review_track(self, state: MemberState, track: Track, due: int, now: int, demote: Tracks) -> Turn | None:
        standing = state.standings.get(track.id)
        if track.kind != "EARNED":
            if not _is_over(standing, now):
                return None
        elif demote is None and track in self._earned and not self._unsettled(state, track, standing, now):
            return None
        tier = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
        key = f"tier.reviewed:{standing.id if standing else f'{state.id}.{track.id}'}:{due}"
        data = TierReviewed(track.code, tier.code if tier else None)
        turn = self._turns.open_own(state, EngineEvent("tier.reviewed", data, key, due), now)
        if track.kind != "EARNED":
            tiers.enter(turn, self._judge, track, None, "ended", None)
            return turn
        return turn if self._evaluate(turn, track, demote) else None

    def _unsettled(self, state: MemberState, track: Track, standing: Standing | None, now: int) -> bool:
        """Return True if a look at a standing by the clock may change it. The look is cheap, for there are many."""
        target = tiers.qualified(state, self._judge, track, self._program.zone.day_of(now))
        held = standing.tier_id if standing is not None else None
        if standing is None or (target and target.id) != held:
            return True
        return standing.grace_until_at is not None or (standing.until_at is not None and standing.until_at <= now)

    def _evaluate(self, turn: Turn, track: Track, demote: Tracks) -> bool:
        may_demote = demote is None or track.id in demote
        if track in self._voted:
            return tier_votes.evaluate(turn, self._judge, track, demote=may_demote)
        if track not in self._earned:
            return False
        today, review_now = self._program.zone.day_of(turn.now), bool(demote) and may_demote
        return tier_reviews.evaluate(turn, self._judge, track, today, demote=may_demote, review_now=review_now)


def _is_over(standing: Standing | None, now: int) -> bool:
    return (
        standing is not None
        and standing.tier_id is not None
        and standing.until_at is not None
        and standing.until_at <= now
    )


def _may_change(standing: Standing, now: int) -> bool:
    """Return True if a standing has reached an end, or may fall by one step today."""
    until, grace = standing.until_at, standing.grace_until_at
    if (until is not None and until <= now) or (grace is not None and grace <= now):
        return True
    return standing.code == "downgraded" and until is None and standing.tier_id is not None
