"""Tags on a member: by hand, by a rule, by a condition. What was done by hand always wins."""

from dataclasses import replace

from headless.engine.evaluation.judge import Judge
from headless.engine.member.records import Change, HeldTag, Origin
from headless.engine.member.state import TAG, MemberState
from headless.engine.program.tag_kinds import TagKind
from headless.engine.turn import Turn

BY_MERGE = "merge"
"""The author of a row that only keeps a tag off, as a hand did of a member who was merged."""


def evaluate(turn: Turn, judge: Judge, today: int) -> bool:
    """Put conditional tags on and take them off. Return True if any changed."""
    changed, tags = False, turn.state.tags
    for tag, holds in judge.tag_verdicts(turn.state, today):
        held = tags.get(tag.id)
        if held is None and not holds:
            continue
        wanted = _wanted(held, holds)
        if wanted is None:
            continue
        changed = True
        if wanted:
            assign(turn, tag, Origin.CONDITION, "condition", "condition", None)
        else:
            remove(turn, tag, tags[tag.id], by_hand=False)
    return changed


def unsettled(state: MemberState, judge: Judge, today: int, now: int) -> bool:
    """Return True if a tag has reached its end, or a condition would put one on or take one off."""
    if any(held.expires_at is not None and held.expires_at <= now for held in state.current_tags()):
        return True
    held = state.tags.get
    return any(_wanted(held(tag.id), holds) is not None for tag, holds in judge.tag_verdicts(state, today))


def _wanted(held: HeldTag | None, holds: bool) -> bool | None:
    """Return True if a condition would put its tag on, False if it would take it off, None if the tag stays as it is."""
    if holds:
        free = held is None or (held.removed_at is not None and not held.removed_by_hand)
        return True if free else None
    return False if held and held.removed_at is None and held.origin is Origin.CONDITION else None


def assign(
    turn: Turn,
    tag: TagKind,
    origin: Origin,
    author: str,
    reason: str | None,
    expires_at: int | None,
    keep: bool = False,
) -> None:
    """Put a tag on. By hand it replaces what a condition or a rule has set, but a rule never replaces a hand's."""
    held = turn.state.tags.get(tag.id)
    if held is not None and held.removed_at is None:
        if origin is not Origin.HAND and (
            held.origin is Origin.HAND or (held.origin, held.expires_at) == (origin, expires_at)
        ):
            return
        _end(turn, held, by_hand=False)
    else:
        turn.changes.append(Change("TAG", tag.code, None, tag.code))
    turn.recheck = True
    _touch(turn)
    fresh = HeldTag(
        turn.new_id(),
        turn.state.id,
        tag.id,
        author,
        reason,
        origin,
        turn.now,
        expires_at,
        event_id=turn.event.id,
        keep=keep,
        new=True,
    )
    turn.state.tags[tag.id] = fresh
    turn.journal.tags.append(fresh)


def adopt(turn: Turn, theirs: HeldTag) -> None:
    """Put a tag of another member on this one as it was there, or keep it off as it was kept off there by hand."""
    mine, tag = turn.state.tags.get(theirs.tag_id), turn.program.tag_by_id.get(theirs.tag_id)
    if mine is not None and mine.removed_at is None:
        _end(turn, mine, by_hand=False)
    elif theirs.removed_at is None and tag is not None:
        turn.changes.append(Change("TAG", tag.code, None, tag.code))
    _touch(turn)
    author = theirs.author if theirs.removed_at is None else BY_MERGE
    fresh = replace(
        theirs, id=turn.new_id(), member_id=turn.state.id, author=author, event_id=turn.event.id, new=True, dirty=False
    )  # fmt: skip
    turn.state.tags[theirs.tag_id] = fresh
    turn.journal.tags.append(fresh)


def give_up(turn: Turn, held: HeldTag) -> None:
    """End a tag of a member that becomes one with that of the turn."""
    held.removed_at, held.dirty = turn.now, True
    turn.journal.touch_tag(held)


def remove(turn: Turn, tag: TagKind, held: HeldTag, *, by_hand: bool) -> None:
    """Take a tag off. One that a hand took off stays off until it is set again."""
    _end(turn, held, by_hand=by_hand)
    turn.changes.append(Change("TAG", tag.code, tag.code, None))


def _touch(turn: Turn) -> None:
    turn.state.touched.add(TAG)
    turn.state.judged.view = None
    turn.state.judged.moved = True


def _end(turn: Turn, held: HeldTag, *, by_hand: bool) -> None:
    _touch(turn)
    held.removed_at = turn.now
    held.removed_by_hand = by_hand
    held.dirty = True
    turn.journal.touch_tag(held)


def expire(turn: Turn) -> None:
    """Take off what has reached its end."""
    for held in list(turn.state.current_tags()):
        if held.expires_at is not None and held.expires_at <= turn.now:
            tag = turn.program.tag_by_id.get(held.tag_id)
            if tag is not None:
                remove(turn, tag, held, by_hand=False)
