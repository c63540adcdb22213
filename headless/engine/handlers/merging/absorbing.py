"""Absorbing a member into another one: one pure step, the same when it happens, in a replay and in a back-test."""

from typing import Protocol

from headless.engine.handlers.merging.united_facts import unite
from headless.engine.handlers.merging.united_memory import united_memory
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.judged import Judged
from headless.engine.member.records import HeldTag, Origin, Standing
from headless.engine.member.state import BALANCE, PROFILE, STORED, TAG, TIER, MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.member.unsaved import Unsaved
from headless.engine.metrics.totals import Totals
from headless.engine.program.tracks import Tier
from headless.engine.standings import tags, tiers
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem, invalid
from headless.ids import Prefix, encode
from headless.messages import Message

MERGED = "merged"
"""The code of standings that come from another member."""
_STRENGTH = {Origin.CONDITION: 0, Origin.RULE: 1, Origin.HAND: 2}
_FOREVER = 1 << 62


def contra_of(event_id: int) -> str:
    """Return the contra account of a merge, which is zero over both members. event_id: of the merge's receipt."""
    return f"merge:{encode(Prefix.EVENT, event_id)}"


class _Known(Protocol):
    """A member whose status is known."""

    @property
    def id(self) -> int: ...
    @property
    def status(self) -> int: ...


def barrier(survivor: _Known, loser: _Known | None) -> Problem | None:
    """Return what stands against absorbing a member into another one, or None. A closed member may be absorbed."""
    if loser is None:
        return invalid("UNKNOWN_MEMBER", Message("the member does not exist any more"), "from")
    if survivor.id == loser.id:
        return invalid("SAME_MEMBER", Message("both look-ups name one member; name two"), "from")
    if loser.status == MemberStatus.ERASED:
        return invalid("MEMBER_ERASED", Message("the member is erased; nothing of it can be merged"), "from")
    if survivor.status >= MemberStatus.CLOSED:
        name = MemberStatus(survivor.status).name
        return invalid(
            f"MEMBER_{name}",
            Message("the member is {lower}; nothing can be merged into it", lower=name.lower()),
            "into",
        )
    for state, path in ((loser, "from"), (survivor, "into")):
        if state.status == MemberStatus.FROZEN:
            message = Message("the member is frozen; lift that before members are merged")
            return Problem("REFUSED", "MEMBER_FROZEN", message, path=(path,))
    return None


def absorb(turn: Turn, loser: MemberState) -> None:
    """Add all that a member has to the member of a turn, and leave nothing with it.

    The clocks of both stand at the same moment. What is personal is the caller's, but for what conditions read of it.
    """
    state = turn.state
    unite(state, loser)
    _accounts(turn, loser)
    _profile(turn, loser)
    state.totals.absorb(loser.totals)
    for scope, document in united_memory(state.memory, loser.memory).items():
        state.memory[scope] = document
        state.unsaved.memory.add(scope)
    for held in list(loser.tags.values()):
        _tag(turn, held)
    for standing in list(loser.standings.values()):
        _standing(turn, standing, loser)
    state.touched.update((BALANCE, TAG, TIER, PROFILE, STORED))
    state.judged, turn.demotes = Judged(), False
    _empty(loser)


def _accounts(turn: Turn, loser: MemberState) -> None:
    ledger = Ledger(loser, turn.journal, turn.new_id, turn.ledger.now, turn.ledger.recorded_at)
    cause, contra = turn.cause("merged"), contra_of(turn.event.id)
    for account in [account for account in loser.accounts.values() if account.version]:
        kind = turn.program.kind_by_id.get(account.kind_id)
        if kind is not None:
            turn.ledger.absorb(ledger, kind, cause, contra)


def _profile(turn: Turn, loser: MemberState) -> None:
    """Take over what the event names of what conditions read."""
    state, taken = turn.state, frozenset(turn.event.data.taken)
    if "birthday" in taken:
        state.birthday_on = loser.birthday_on
    attributes = {name: value for name, value in loser.attributes.items() if f"attributes.{name}" in taken}
    if attributes:
        state.attributes = {**attributes, **state.attributes}
    if "joinedAt" in taken:
        state.joined_at, state.joined_on = loser.joined_at, loser.joined_on


def _tag(turn: Turn, theirs: HeldTag) -> None:
    if _counts(turn.state.tags.get(theirs.tag_id), theirs):
        tags.adopt(turn, theirs)
    if theirs.removed_at is None:
        tags.give_up(turn, theirs)


def _counts(mine: HeldTag | None, theirs: HeldTag) -> bool:
    """Return True if what the other member has of a tag counts from now on. What was done by hand wins, the survivor's first."""
    if theirs.removed_at is not None:
        is_free = mine is None or (mine.removed_at is not None and not mine.removed_by_hand)
        return theirs.removed_by_hand and is_free
    if mine is None or mine.removed_at is not None:
        return mine is None or not mine.removed_by_hand
    return _weight(theirs) > _weight(mine)


def _weight(held: HeldTag) -> tuple[int, int]:
    return _STRENGTH[held.origin], _FOREVER if held.expires_at is None else held.expires_at


def _standing(turn: Turn, theirs: Standing, loser: MemberState) -> None:
    """Enter the tier of the other member if it ranks higher, or is the same and lasts longer."""
    track = turn.program.track_by_id.get(theirs.track_id)
    tier = track.by_id.get(theirs.tier_id) if track is not None and theirs.tier_id is not None else None
    if track is None or tier is None:
        return
    here = tiers.place(turn, track)
    if tiers.above(tier, here.tier) or _lasts_longer(tier, theirs, here):
        params = {"member": encode(Prefix.MEMBER, loser.id)}
        tiers.enter(
            turn, turn.judge, track, tier, MERGED, theirs.until_at,
            since_at=theirs.since_at, grace_until_at=theirs.grace_until_at, params=params,
        )  # fmt: skip


def _lasts_longer(tier: Tier, theirs: Standing, here: tiers.Place) -> bool:
    if here.standing is None or here.tier is None or here.tier.rank != tier.rank:
        return False
    ends, other = here.standing.ends_at, theirs.ends_at
    return ends is not None and (other is None or other > ends)


def _empty(loser: MemberState) -> None:
    loser.standings, loser.tags, loser.memory = {}, {}, {}
    loser.stored, loser.stored_due = {}, {}
    loser.totals, loser.unsaved, loser.judged = Totals(), Unsaved(), Judged()
    loser.due_at, loser.merged = None, True
