"""Deciding earlier events again, with other data, from members' stored histories."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from headless.engine.backtest.histories import AskedRules, Input
from headless.engine.backtest.rating import StoredRater
from headless.engine.evaluation.judge import Judge
from headless.engine.program.limits.limits import Barred, short_in
from headless.engine.settlement.decisions import answered
from headless.models.base.session import Session
from headless.models.tables.events.histories import decisions_by_member
from headless.services.settling.loading import States
from headless.services.settling.stories import stories_of

EVER = 1 << 62
Decided = Mapping[int, Sequence[Mapping[str, Any]]]
"""What was decided, by event."""


async def load_raters(session: Session, judge: Judge, states: States, members: Collection[int]) -> None:
    """Let orders of these members be decided again. It costs a walk through the history of each."""
    chosen = sorted(member_id for member_id in members if member_id in states)
    if not chosen:
        return
    merchant_id = judge.program.merchant_id
    decided = await decisions_by_member(session, merchant_id, chosen)
    for story in await stories_of(session, merchant_id, chosen, EVER):
        inputs = (given for known in (story, *story.aliases.values()) for given in known.inputs)
        known = {one.event_id: json.loads(one.document) for one in decided.get(story.member_id, ())}
        shared = story.with_shared(asked=asked_about(inputs, known), short=short_about(known))
        states[story.member_id].facts.rater = StoredRater(judge, shared)


def short_about(decided: Decided) -> dict[int, dict[int, Barred]]:
    """Return by event which rule instances found a limit in all or a budget used up, which is by what others did."""
    said = ((event_id, short_in(document)) for event_id, document in decided.items())
    return {event_id: short for event_id, short in said if short}


def asked_about(inputs: Iterable[Input], decided: Decided) -> AskedRules:
    """Return by event which rule instances were asked about it when it was settled, each with what is known of its answer."""
    return {
        given.id: {line["i"]: answered(line) for line in decided.get(given.id, ()) if "i" in line} for given in inputs
    }
