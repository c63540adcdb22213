"""What is said of a use of a benefit later: that it was delivered, that it could not be, or that it is taken back."""

from dataclasses import dataclass

from headless.engine.handlers.benefits.uses import use_counts
from headless.engine.handlers.handler import Handler
from headless.engine.member.coupons import Coupon, CouponStatus
from headless.engine.member.entitlements import Fulfilment, Granted, Use
from headless.engine.member.known_rewards import benefit_facts, given_by
from headless.engine.member.records import Entry, EntryType, OriginFacts
from headless.engine.program.offers import Benefit
from headless.engine.rewards.rewards import change, revoke
from headless.engine.rewards.undoing import origin_of, take_back
from headless.engine.texts.names import called
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.errors import Invalid
from headless.ids import Prefix, decode
from headless.messages import Message

_HANDED_OUT = (CouponStatus.HELD, CouponStatus.USED)


@dataclass(slots=True)
class KnownUse(Checked):
    """A use of a benefit that stands, with the event that it was and what that did."""

    use: Use
    benefit: Benefit
    origin: OriginFacts


class UseReversed(Handler[KnownUse]):
    """`benefitUseReverse`: what it cost, what it took of quota and stock, and what it gave goes back, all or nothing."""

    def check(self, turn: Turn) -> KnownUse | Problem:
        known = _known(turn)
        if isinstance(known, Problem):
            return known
        given = given_by(turn.state, known.origin.event.id)
        handed_out = next((coupon for coupon in given.coupons if _is_handed_out(coupon)), None)
        if handed_out is None:
            return known
        message = Message("the coupon {code} that it gave is used; it cannot be taken back", code=handed_out.code)
        return refused("COUPON_USED", message)

    def counts(self, turn: Turn, checked: KnownUse) -> list[Count]:
        return use_counts(turn.program, checked.benefit.code, checked.origin.event.day, -1)

    def apply(self, turn: Turn, checked: KnownUse) -> None:
        use, origin = checked.use, checked.origin
        use.reversed_at, use.reversed_event_id = turn.now, turn.event.id
        _note_change(turn, use)
        if not use.new:
            turn.journal.rewards.reversed_uses.append(use)
        if use.grant_id is not None:
            _refill(turn, use.benefit_id, use.grant_id)
        for coupon in given_by(turn.state, origin.event.id).coupons:
            if coupon.status is CouponStatus.OPEN and not coupon.keep:
                revoke(turn, coupon)
        for entry in list(origin.entries):
            if entry.event_id == origin.event.id and not (entry.terms or {}).get("keep"):
                _back(turn, origin, entry)
        take_back(turn, origin.event)
        change(turn, "BENEFIT", checked.benefit.code, "USED", "REVERSED", 1)


class UseFulfilled(Handler[KnownUse]):
    """`benefitUseFulfil`: another system has delivered what a use was to bring."""

    def check(self, turn: Turn) -> KnownUse | Problem:
        known = _known(turn)
        return known if isinstance(known, Problem) else _not_requested(known) or known

    def apply(self, turn: Turn, checked: KnownUse) -> None:
        _fulfil(turn, checked.use, Fulfilment.FULFILLED)


class UseFailed(UseReversed):
    """`benefitUseFulfil` of what could not be delivered: everything goes back."""

    def check(self, turn: Turn) -> KnownUse | Problem:
        known = super().check(turn)
        return known if isinstance(known, Problem) else _not_requested(known) or known

    def apply(self, turn: Turn, checked: KnownUse) -> None:
        super().apply(turn, checked)
        _fulfil(turn, checked.use, Fulfilment.FAILED)


def _known(turn: Turn) -> KnownUse | Problem:
    """Return the use that an event names, or what stands against it."""
    try:
        event_id = decode(Prefix.EVENT, turn.event.data.event)
    except Invalid as fault:
        return invalid(fault.code, fault.message, "use")
    origin = origin_of(turn, event_id)
    uses = given_by(turn.state, event_id).uses if origin is not None else ()
    if origin is None or not uses:
        return invalid("UNKNOWN_USE", Message("the member has no use {use}", use=turn.event.data.use), "use")
    use, benefit = uses[0], turn.program.benefit_by_id[uses[0].benefit_id]
    if use.reversed_at is not None:
        return refused("USE_REVERSED", Message("this use of {benefit} was taken back already", benefit=called(benefit)))
    return KnownUse(use, benefit, origin)


def _not_requested(known: KnownUse) -> Problem | None:
    if known.use.fulfilment is Fulfilment.REQUESTED:
        return None
    if known.use.fulfilment is None:
        message = Message(
            "{benefit} is delivered with its use; nothing is left to fulfil", benefit=called(known.benefit)
        )
        return refused("NOTHING_TO_FULFIL", message)
    message = Message(
        "this use of {benefit} was fulfilled already; to take it back, reverse it", benefit=called(known.benefit)
    )
    return refused("FULFILLED_ALREADY", message)


def _is_handed_out(coupon: Coupon) -> bool:
    return coupon.status in _HANDED_OUT and not coupon.keep


def _fulfil(turn: Turn, use: Use, state: Fulfilment) -> None:
    use.fulfilment, use.fulfilled_at, use.reference = state, turn.now, turn.event.data.reference
    _note_change(turn, use)


def _note_change(turn: Turn, use: Use) -> None:
    if not use.new:
        turn.journal.rewards.changed_uses[use.id] = use


def _refill(turn: Turn, benefit_id: int, grant_id: int) -> None:
    """Let a grant be used once more."""
    granted: Granted | None = next(
        (grant for grant in benefit_facts(turn.state, benefit_id).grants if grant.id == grant_id), None
    )
    if granted is not None:
        granted.used -= 1
        if not granted.new:
            turn.journal.rewards.changed_grants[granted.id] = granted


def _back(turn: Turn, origin: OriginFacts, entry: Entry) -> None:
    """Give back what was spent to the lots that it came from, and take back what was given."""
    taken = origin.taken.get(entry.id, 0)
    units = abs(entry.amount) - taken
    kind, cause = turn.program.kind_by_id[entry.kind_id], turn.cause(turn.event.data.reason or "reversed")
    if entry.type is EntryType.SPEND:
        if units > 0:
            turn.ledger.restore(kind, units, cause, entry, origin.moves.get(entry.id, []), taken)
    elif entry.type in (EntryType.EARN, EntryType.GRANT):
        units -= turn.ledger.expired_of(entry)
        if units > 0:
            turn.ledger.take_back(kind, units, cause, entry)
    if units > 0:
        origin.take_by_hand(entry, units)
