"""An order that was moved is decided for its new member as of its time: amounts by the tiers and facts of then."""

from headless.engine.declarations.effects import Earn
from headless.engine.evaluation.due_amounts import Rating, RatingRequest
from headless.engine.evaluation.runner import Said
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.member.records import EventRecord, GroupKey
from headless.engine.member.state import MemberState
from headless.engine.turn import Turn

_ON_AMOUNTS = ("boost", "cap")


def as_of_then(turn: Turn, proposal: Proposal) -> Proposal:
    """Return what the rules make of a received order now, with the amounts that they would have given then."""
    settled = (*_settled(turn.state, turn.journal.events), turn.event)
    rating = turn.state.facts.rating(RatingRequest(turn.event.id, turn.event.data.order, before=settled))
    if rating is None or rating.problem is not None or rating.proposal is None:
        return proposal
    items = [item for item in proposal.items if not _is_rated(rating, item)]
    used_up = {said.instance.id for said in proposal.said if said.barred is not None and said.barred.shared}
    items += [
        Proposed(due.instance, due.effect, units=due.units)
        for key, due in rating.due.items()
        if rating.knows(key) and key.rule_id not in used_up
    ]
    return Proposal(_said(proposal, rating.proposal), items, rating.proposal.boosts, withheld=proposal.withheld)


def _settled(state: MemberState, events: list[EventRecord]) -> list[EventRecord]:
    return [event for event in events if event.member_id == state.id]


def _is_rated(rating: Rating, item: Proposed) -> bool:
    effect = item.effect
    if not isinstance(effect, Earn) or effect.once is not None:
        return False
    return rating.knows(GroupKey(item.instance.id, effect.asset, tuple(effect.lines)))


def _said(now: Proposal, then: Proposal) -> list[Said]:
    """Return what was said: of boosts and caps what holds for the amounts of then."""
    by_id = {said.instance.id: said for said in then.said}
    listed = [by_id.get(said.instance.id, said) if _is_of_then(said) else said for said in now.said]
    known = {said.instance.id for said in listed}
    return listed + [said for said in then.said if said.instance.id not in known]


def _is_of_then(said: Said) -> bool:
    if said.barred is not None:
        return not said.barred.shared
    declared = said.instance.declared
    return declared is not None and declared.stage in _ON_AMOUNTS
