"""Taking back what an event gave: entries, and unused coupons, grants, stock and tags."""

from collections.abc import Callable

from headless.engine.member.known_rewards import given_by
from headless.engine.member.records import Entry, EntryType, EventRecord, Origin, OriginFacts
from headless.engine.program.budgets.shared import is_shared
from headless.engine.program.rule_instances import Instance
from headless.engine.rewards import rewards
from headless.engine.rewards.gifts import TO, is_gift, recall
from headless.engine.rewards.rule_limits import forget_firing
from headless.engine.standings import tags
from headless.engine.turn import Turn
from headless.ids import decode

UNDONE = "undone"
Wanted = Callable[[int | None, bool], bool]
"""Whether what a rule instance (its id) gave, kept or not, is to be taken back."""


def take_back(turn: Turn, event: EventRecord) -> None:
    """Take back what is left of what a wholly refunded order gave, unless it was said to be kept."""
    _given(turn, event, lambda rule_id, keep: rule_id is not None and not keep)
    _tags(turn, event.id, None)


def undo(turn: Turn, instance: Instance, event: str, *, owed: bool) -> None:
    """Take back what a rule instance gave in an earlier event of the member, kept or not. Of another's event, take nothing.

    The unused goes back. What was spent is taken back, too, if it is `owed`.
    """
    event_id = decode("evt", event)
    origin = origin_of(turn, event_id)
    if origin is None:
        return
    for entry in list(origin.entries):
        if entry.rule_id != instance.id or entry.event_id != event_id:
            continue
        if is_gift(entry):
            recall(turn, entry, -entry.amount, owed=owed)
        else:
            _entry(turn, origin, entry, owed)
    _given(turn, origin.event, lambda rule_id, keep: rule_id == instance.id)
    _tags(turn, event_id, f"rule:{instance.rule}")


def meet_receivers(turn: Turn, instance: Instance, event: str) -> None:
    """Find the members to whom a rule instance gave what it would undo. Raise FactsMissing or NotAtHand if they are not here."""
    origin = origin_of(turn, decode("evt", event))
    for entry in origin.entries if origin is not None else ():
        if entry.rule_id == instance.id and is_gift(entry):
            turn.meet().find(decode("mem", (entry.terms or {})[TO]))


def origin_of(turn: Turn, event_id: int) -> OriginFacts | None:
    """Return an earlier event of the member with what it did, None if it is none of theirs."""
    # The one that is here already knows what this very batch has taken back of it. An order that is moved is here no more.
    for origin in (turn.origin, *turn.state.facts.origins.values()):
        if origin is not None and origin.event.id == event_id:
            return origin
    return turn.state.facts.origin("event", str(event_id))


def _entry(turn: Turn, origin: OriginFacts, entry: Entry, owed: bool) -> None:
    taken = origin.taken.get(entry.id, 0)
    left = abs(entry.amount) - taken
    kind, cause = turn.program.kind_by_id[entry.kind_id], turn.cause(UNDONE)
    if entry.type is EntryType.EARN:
        left -= turn.ledger.expired_of(entry)
        left = left if owed else min(left, turn.ledger.unused(kind, entry))
    if left <= 0:
        return
    if entry.type is EntryType.SPEND:
        turn.ledger.restore(kind, left, cause, entry, origin.moves.get(entry.id, []), taken)
    elif entry.type is EntryType.EARN:
        turn.ledger.take_back(kind, left, cause, entry)
    else:
        return
    origin.take_by_hand(entry, left)


def _given(turn: Turn, event: EventRecord, wanted: Wanted) -> None:
    given, journal = given_by(turn.state, event.id), turn.journal.rewards
    for coupon in given.coupons:
        if coupon.is_unused and wanted(coupon.rule_id, coupon.keep):
            rewards.revoke(turn, coupon)
    for granted in given.grants:
        if granted.revoked_at is None and granted.used < granted.uses and wanted(granted.rule_id, granted.keep):
            rewards.revoke_grant(turn, granted)
    for taken in given.takes:
        # What was spent of a budget stays spent.
        if taken.reversed_at is None and not is_shared(taken.stock) and wanted(taken.rule_id, taken.keep):
            taken.reversed_at = turn.now
            forget_firing(turn, taken, event.day)
            if not taken.new:
                journal.reversed_takes.append(taken)


def _tags(turn: Turn, event_id: int, author: str | None) -> None:
    for held in list(turn.state.current_tags()):
        tag = turn.program.tag_by_id.get(held.tag_id)
        if tag is None or held.event_id != event_id or held.origin is not Origin.RULE:
            continue
        if held.author == author if author is not None else not held.keep:
            tags.remove(turn, tag, held, by_hand=False)
            turn.recheck = True
