"""Deciding earlier events again, with other data, from members' stored histories."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from headless.engine.backtest.histories import Input
from headless.engine.backtest.rating import rate, with_batch
from headless.engine.evaluation.due_amounts import RatingRequest
from headless.engine.evaluation.judge import Judge
from headless.models.base.session import Session
from headless.models.tables.events.histories import StoredDecision, decisions_by_member
from headless.services.settling.loading import States
from headless.services.settling.stories import stories_of

EVER = 1 << 62


async def load_ratings(
    session: Session, judge: Judge, states: States, wanted: Mapping[tuple[int, int, str], RatingRequest]
) -> None:
    """Fill in what earlier events are due with other data. It costs a walk through the history of each member."""
    members = sorted({member_id for member_id, _, _ in wanted if member_id in states})
    if not members:
        return
    merchant_id = judge.program.merchant_id
    decided = await decisions_by_member(session, merchant_id, members)
    stories = {
        story.member_id: replace(story, asked=asked_about(story.inputs, decided.get(story.member_id, ())))
        for story in await stories_of(session, merchant_id, members, EVER)
    }
    for (member_id, event_id, text), request in wanted.items():
        if member_id in stories:
            story = with_batch(stories[member_id], request)
            rating = rate(judge, story, event_id, request.data)
            states[member_id].facts.ratings[event_id, text] = rating


def asked_about(inputs: Iterable[Input], decided: Iterable[StoredDecision]) -> dict[int, frozenset[int]]:
    """Return by event which rule instances were asked about it when it was settled."""
    said = {decision.event_id: json.loads(decision.document) for decision in decided}
    return {given.id: frozenset(line["i"] for line in said.get(given.id, ()) if "i" in line) for given in inputs}
