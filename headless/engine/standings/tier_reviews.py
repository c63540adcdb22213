"""Reviews of standings on EARNED tracks: upgrades at once, what keeps a tier, grace, and the three downgrades."""

from headless.engine.evaluation.judge import Judge
from headless.engine.member.records import Standing
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings.tiers import Place, above, enter, extend, place, qualified, valid_from
from headless.engine.turn import Turn

UNTIL_REVIEW = "kept_until_review"
STEPPED = "downgraded"


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
        until = valid_from(turn, track, today)
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
        until = _valid_again(turn, track, standing.until_at, today)
    elif standing.grace_until_at is None and standing.code != UNTIL_REVIEW:
        return False
    held = tier.keeps if judge.met(tier.keeps, turn.state, today) else tier.condition
    extend(turn, judge, track, standing, tier, "kept", until, None, condition=held)
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
            # A review that is done late begins its grace when it was due.
            begins = (
                turn.program.zone.day_of(standing.until_at) if at_until and standing.until_at is not None else today
            )
            ends = turn.program.zone.start_of(track.grace.after(begins))
            extend(turn, judge, track, standing, tier, "grace", standing.until_at, ends)
            return True
        if turn.now < standing.grace_until_at:
            return False
    due_at = standing.grace_until_at or (standing.until_at if at_until else None)
    if track.downgrade == "NONE":
        extend(turn, judge, track, standing, tier, "kept_by_policy", _valid_again(turn, track, due_at, today), None)
        return True
    if track.downgrade == "ONE_STEP" and _stepped_today(turn, track, standing, today):
        return False
    lower = track.below(tier.rank) if track.downgrade == "ONE_STEP" else target
    until = _valid_again(turn, track, due_at, today) if lower is not None else None
    enter(turn, judge, track, lower, STEPPED, until, condition=tier.keeps)
    return True


def _valid_again(turn: Turn, track: Track, due_at: int | None, today: int) -> int | None:
    """Return until when a standing is valid after a review that was due at a moment, even if it is done late.

    If that is over as well, it counts from today.
    """
    until = valid_from(turn, track, turn.program.zone.day_of(due_at)) if due_at is not None else None
    return valid_from(turn, track, today) if until is None or until <= turn.now else until


def _stepped_today(turn: Turn, track: Track, standing: Standing, today: int) -> bool:
    """Return True if a standing without validity has fallen today: what keeps the lower tier is judged from tomorrow on."""
    if standing.code != STEPPED or standing.until_at is not None:
        return False
    return turn.program.zone.day_of(standing.since_at) == today
