"""What rules give to other members: what stands against it, and posting it."""

from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.effects import Transfer
from headless.engine.evaluation.others.views import NotAtHand, member_named
from headless.engine.evaluation.stages import Proposed
from headless.engine.handlers.handler import takes_back
from headless.engine.handlers.paying import insufficient
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED, lot_json
from headless.engine.ledger.movements import Cause
from headless.engine.member.status import MemberStatus
from headless.engine.rewards.gifts import gift_terms
from headless.engine.texts.names import called
from headless.engine.turn import Count, Handed, Turn
from headless.engine.values.amounts import text_of
from headless.engine.values.problems import Problem, invalid, refused
from headless.ids import Prefix, encode
from headless.messages import Message

_SAME = Message("a member cannot transfer anything to itself; name another one")


def transferred_key(code: str) -> str:
    """Return the key of the daily totals of what a member transferred of a kind."""
    return f"transferred:{code}"


def not_transferable(kind: AssetKind) -> Problem | None:
    """Return the refusal of a transfer of a kind that may not be transferred."""
    if kind.transferable:
        return None
    message = Message(
        "{kind} cannot be transferred; save the asset kind with transferable: true to allow it", kind=called(kind)
    )
    return refused("NOT_TRANSFERABLE", message)


def over_limit(turn: Turn, kind: AssetKind, units: int) -> Problem | None:
    """Return the refusal of a transfer beyond what the kind allows a member on one day of the merchant's."""
    if kind.transfer_daily is None:
        return None
    day = turn.event.day
    before = turn.state.totals.between(transferred_key(kind.code), day, day).amount
    if before + units <= kind.transfer_daily:
        return None
    most, left = (
        text_of(amount, kind.decimals) for amount in (kind.transfer_daily, max(0, kind.transfer_daily - before))
    )
    message = Message(
        "at most {most} {kind} may be transferred on one day; {left} of that are left today",
        most=Decimal(most),
        kind=called(kind),
        left=Decimal(left),
    )
    return refused("TRANSFER_LIMIT_EXCEEDED", message)


def not_covered(turn: Turn, kind: AssetKind, units: int) -> Problem | None:
    """Return the refusal of a transfer of more than is available. Credit cannot be transferred."""
    available = turn.ledger.available(kind)
    return insufficient(kind, available, units) if units > available else None


def ungivable(turn: Turn, item: Proposed, kind: AssetKind, wanted: int, given: int) -> Problem | None:
    """Return what stands against a gift by a rule.

    wanted: the units of the kind that the event and its rules take, this gift included. given: those that are gifts. Raise
    NotAtHand if it is not known here whether the other member can take it, and FactsMissing if that can be loaded.
    """
    effect = item.effect
    assert isinstance(effect, Transfer)
    to = member_named(turn.event.data, effect.to)
    if to is None or to == turn.state.id:
        return invalid("SAME_MEMBER", _SAME)
    if turn.state.status == MemberStatus.FROZEN:
        return refused(
            "MEMBER_FROZEN", Message("the member is frozen; nothing can be transferred until that is lifted")
        )
    if takes_back(turn):
        return refused("NOT_TRANSFERABLE", Message("nothing is transferred by an event that takes something back"))
    return (
        not_transferable(kind) or _unfit(turn, to) or over_limit(turn, kind, given) or not_covered(turn, kind, wanted)
    )


def _unfit(turn: Turn, to: int) -> Problem | None:
    """Return why the other member cannot receive anything. In a history in which that is not kept, nothing stands against it."""
    try:
        status = turn.meet().status(to)
    except NotAtHand:
        if turn.state.facts.complete:
            return None
        raise
    if status is None:
        return invalid("UNKNOWN_MEMBER", Message("the member does not exist any more"))
    if status < MemberStatus.CLOSED:
        return None
    message = Message(
        "the member is {lower}, so that no {what} there", lower=status.name.lower(), what="amount can be transferred"
    )
    return invalid(f"MEMBER_{status.name}", message)


def give(turn: Turn, item: Proposed, kind: AssetKind, cause: Cause) -> None:
    """Post a gift: it leaves its member, soonest expiry first, and the other member receives it in the same transaction."""
    effect, event = item.effect, turn.event
    assert isinstance(effect, Transfer)
    to, units = member_named(event.data, effect.to), min(item.units, turn.ledger.available(kind))
    if to is None or units <= 0:
        return
    receipt_id, rule = turn.new_id(), item.instance
    parts = turn.ledger.send(kind, units, cause, gift_terms(to, receipt_id, keep=effect.keep))
    turn.count([Count(transferred_key(kind.code), event.day, 1, units)], 1)
    received = turn.program.payload(ASSET_RECEIVED, {
        "kind": kind.code, "amount": text_of(units, kind.decimals), "reason": rule.rule,
        "transferredFrom": encode(Prefix.MEMBER, turn.state.id), "lots": [lot_json(kind, part) for part in parts],
    })  # fmt: skip
    key = f"{kind.code}:{len(turn.handed) + 1}"
    turn.handed.append(
        Handed(to, ASSET_RECEIVED, key, event.occurred_at, received.to_json(), receipt_id, rule.id)
    )  # fmt: skip
