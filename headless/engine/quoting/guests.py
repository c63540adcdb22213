"""A guest, who is no member yet, as the member that joins now: with what every new member has, and on a tier."""

from collections.abc import Callable

from headless.engine.evaluation.judge import Judge
from headless.engine.member.records import HeldTag, Origin, Standing
from headless.engine.member.state import MemberState
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings.tier_reviews import UNTIL_REVIEW


def new_member(judge: Judge, new_id: Callable[[], int], now: int, place: tuple[Track, Tier] | None) -> MemberState:
    """Return the state of a member who joins now. place: the tier that it is on, None for that of new members.

    On every other track it has the tier that new members have, and it has the tags whose conditions it meets.
    """
    program = judge.program
    today = program.zone.day_of(now)
    state = MemberState(new_id(), program, now, today, clock_at=now, complete=True)
    if place is not None:
        _stand(state, new_id, now, *place)
    for track in program.tracks.values():
        if track.kind == "EARNED" and track.rule is None and track.id not in state.standings:
            tier = judge.highest(track, state, today)
            if tier is not None:
                _stand(state, new_id, now, track, tier)
    for tag, is_met in judge.tag_verdicts(state, today):
        if is_met:
            state.tags[tag.id] = HeldTag(new_id(), state.id, tag.id, "", "condition", Origin.CONDITION, now, None)
    return state


def _stand(state: MemberState, new_id: Callable[[], int], now: int, track: Track, tier: Tier) -> None:
    """Let a member be on a tier, which no order takes away."""
    state.standings[track.id] = Standing(
        new_id(), state.id, track.id, 1, tier.id, now, None, None, UNTIL_REVIEW, {}, None, None, now
    )
