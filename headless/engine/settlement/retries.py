"""Rules that failed on an event, and what a failed boost or cap withheld: noted, and later settled alone."""

from collections.abc import Set
from dataclasses import replace
from itertools import takewhile
from typing import Any, NamedTuple

from headless.engine.declarations.effects import Earn
from headless.engine.declarations.rules import EventType
from headless.engine.evaluation.runner import Said
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.member.journal import Retry
from headless.engine.member.records import GroupKey, OriginFacts
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
