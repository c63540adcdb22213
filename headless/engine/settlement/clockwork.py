"""When a member needs the clock next: an account's lots and holds, ends of standings and tags, conditions that may change.

`due_events` says what is done then. Why before each event: `docs/decisions/0009-clock-work-before-each-event.md`.
"""

from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.lot_schedule import refresh_due
from headless.engine.member.records import Standing
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings.places import next_move
from headless.engine.standings.tier_votes import votes
from headless.engine.standings.tiers import remind_at
from headless.engine.values.zones import LAST_DAY
from headless.errors import HeadlessError


class Clockwork:
    """Foresees the due work of members."""

    __slots__ = ("_judge",)

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def next_due(self, state: MemberState) -> int | None:
        """Return the soonest moment after `clock_at` at which something is due, None for what is part of another member."""
        if state.merged:
            return None
        now, kinds = state.clock_at, state.program.kind_by_id
        # Of closed members only the ledger is kept up: tags and standings stay as they were.
        soonest = self._judged_due(state, now) if state.status < MemberStatus.CLOSED else None
        for kind_id, account in state.accounts.items():
            if account.due_at is not None and account.due_at <= now and kind_id in kinds:
                refresh_due(state, kinds[kind_id])
            due = account.due_at
            if due is not None and due > now and (soonest is None or due < soonest):
                soonest = due
        return soonest

    def _judged_due(self, state: MemberState, now: int) -> int | None:
        """Return the soonest moment at which a tag or a standing ends, or a condition may come out differently."""
        if rests(state, now):
            return state.judged.due_at
        program = state.program
        today = program.zone.day_of(now)
        outlooks = self._judge.outlooks(state, max(today, state.judged.on))
        if state.judged.due_known and (state.judged.due_at is None or state.judged.due_at > now):
            return state.judged.due_at
        dues = [held.expires_at for held in state.tags.values() if held.expires_at and held.removed_at is None]
        soonest = self._judge.next_change(state, outlooks)
        days = [self._track_dues(state, track, today, dues) for track in program.tracks.values()]
        days += state.stored_due.values()
        if program.rankings:
            days.append(next_move(self._judge, state, today))
        for day in days:
            if day is not None and day > today and (soonest is None or day < soonest):
                soonest = day
        if soonest is not None and soonest <= LAST_DAY:
            dues.append(program.zone.start_of(soonest))
        state.judged.due_at = min([due for due in dues if due > now], default=None)
        # What plugins compute is foreseen by code of theirs, and late work looks back: both are asked each time.
        state.judged.due_known = today >= state.judged.on and not (
            program.voters or program.rankings or state.stored_due
        )
        return state.judged.due_at

    def _track_dues(self, state: MemberState, track: Track, today: int, dues: list[int]) -> int | None:
        """Return the day on which a standing may be lost. Add what comes at a moment of its own to `dues`."""
        standing = state.standings.get(track.id)
        tier = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
        if standing is not None and tier is not None:
            if standing.until_at is not None:
                dues.append(standing.until_at)
                if state.program.reminds:
                    dues.append(remind_at(track, standing.until_at, state.program.zone))
            if standing.grace_until_at is not None:
                dues.append(standing.grace_until_at)
        if track.kind != "EARNED":
            return None
        if track.rule is not None:
            return self._vote_due(state, track, standing, today)
        return None if standing is None or tier is None else self._loss_due(state, track, standing, tier, today)

    def _loss_due(self, state: MemberState, track: Track, standing: Standing, tier: Tier, today: int) -> int | None:
        """Return the day on which conditions may end a standing: none before a review, unless it is in grace."""
        if standing.until_at is not None and standing.grace_until_at is None:
            return None
        if (
            track.downgrade == "ONE_STEP"
            and standing.code == "downgraded"
            and not self._judge.met(tier.keeps, state, today)
        ):
            return today + 1
        # A member who no longer keeps a tier stays while qualifying for it.
        conditions = [condition for condition in (tier.keep, tier.condition) if condition is not None]
        days = [self._judge.changes_on(condition, state, today) for condition in conditions]
        return min([day for day in days if day is not None], default=None)

    def _vote_due(self, state: MemberState, track: Track, standing: Standing | None, today: int) -> int | None:
        """Return the day on which a tier rule is asked again: a fact of its moves, or it failed at the standing's end."""
        active = state.program.voters.get(track.code)
        if active is None or not votes(active):
            return None
        try:
            day = self._judge.moves_on(active, state, today)
        except HeadlessError:
            return None
        over = standing is not None and standing.until_at is not None and standing.until_at <= state.clock_at
        return today + 1 if over else day


def rests(state: MemberState, now: int) -> bool:
    """Return True if tags, tiers and conditions surely need nothing up to a moment."""
    if not state.judged.due_known or state.judged.moved or state.totals.touched:
        return False
    return state.judged.due_at is None or state.judged.due_at > now
