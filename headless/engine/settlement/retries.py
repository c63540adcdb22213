"""Rules that failed on an event, and what a failed boost or cap withheld: noted, and later settled alone."""

from collections.abc import Set
from dataclasses import replace
from itertools import takewhile
from typing import Any, NamedTuple

from headless.engine.declarations.effects import Earn
from headless.engine.declarations.rules import EventType
from headless.engine.evaluation.runner import Said
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.handlers.admission import find_origin
from headless.engine.handlers.event_plans import EventPlan
from headless.engine.member.journal import Retry
from headless.engine.member.orders.order_changes import PAID, RECEIVED
from headless.engine.member.records import EventRecord, GroupKey, OriginFacts
from headless.engine.turn import Turn

RULE, WITHHELD = "rule", "withheld"


class LeftOut(NamedTuple):
    """What a failed rule left out: all that it says (kind `rule`), or what is given of the assets that it withheld."""

    rule_id: int
    kind: str
    assets: Set[str]

    def select(self, proposal: Proposal) -> bool:
        """Leave in a proposal only what was left out then. Return False if it fails again."""
        proposal.items = [item for item in proposal.items if self._covers(item.instance.id, item.effect)]
        failed = any(said.failure is not None and said.instance.id == self.rule_id for said in proposal.said)
        return not failed and not any(item.withheld for item in proposal.items)

    def _covers(self, instance_id: int, effect: Any) -> bool:
        return instance_id == self.rule_id if self.kind == RULE else getattr(effect, "asset", None) in self.assets


def find_late(turn: Turn, plan: EventPlan) -> None:
    """Find what an event that was settled before refers to as it was then, and what it is for later ones."""
    event, facts = turn.event, turn.state.facts
    if plan.type is not None and find_origin(turn, plan.type) is None:
        turn.origin = origin_then(turn, plan.type)
    if event.type == RECEIVED:
        turn.as_origin = facts.origin(PAID, event.refers or "")
        if turn.as_origin is not None:
            order = turn.as_origin.event.data.to_json()
            turn.event = replace(event, data=event.data.model_copy(update={"order": order}))
    elif plan.refunded and event.subject is not None:
        turn.as_origin = facts.origin(event.type, event.subject)
        if turn.as_origin is not None:
            turn.event = replace(event, data=turn.as_origin.event.data)


def is_moved_away(turn: Turn, event: EventRecord) -> bool:
    """Return True if an order was moved since, so that nothing of it is due to this member."""
    origin = turn.as_origin
    return event.type in (PAID, RECEIVED) and (origin is None or origin.event.id != event.id)


def leave_out_decided(origin: OriginFacts, proposal: Proposal) -> None:
    """Leave out of a proposal what an amendment of the order has decided since."""
    decided = origin.due
    proposal.items = [
        item
        for item in proposal.items
        if not (isinstance(item.effect, Earn) and item.effect.once is None and _key(item) in decided)
    ]


def _key(item: Proposed) -> GroupKey:
    effect: Any = item.effect
    return GroupKey(item.instance.id, effect.asset, tuple(effect.lines))


def note_failures(turn: Turn, proposal: Proposal) -> None:
    """Note each rule that failed, so that what it left out is settled later. A gate leaves out nothing."""
    for said in proposal.said:
        if said.failure is not None and _stage(said) != "gate":
            turn.journal.retries.append(_retry(turn, said))


def origin_then(turn: Turn, type_: EventType) -> OriginFacts | None:
    """Return the origin of an event that was settled before, with the refunds that had come before that event."""
    origin, key = turn.origin, type_.subject
    if origin is None or key is None:
        return origin
    before = takewhile(lambda refund: getattr(refund, key, None) != turn.event.subject, origin.refunds)
    return replace(origin, refunds=list(before))


def _stage(said: Said) -> str:
    return said.instance.declared.stage if said.instance.declared else "gate"


def _retry(turn: Turn, said: Said) -> Retry:
    instance, kind = said.instance, RULE if _stage(said) == "earn" else WITHHELD
    document = {"v": instance.version, "assets": sorted(instance.assets), "error": said.failure}
    return Retry(turn.event.id, turn.state.id, instance.id, kind, document, turn.now, said.paused)
