"""Answering what was recorded before as it was answered the first time: its decisions, and what it did to the member."""

import json
from collections.abc import Iterable, Mapping

from headless.engine.member.records import Change
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.events.decisions import decision_documents
from headless.models.tables.events.event_queries import derived_events
from headless.models.tables.ledger.entries import movements_of_events
from headless.models.tables.members.lives.merging import aliases_of
from headless.models.tables.members.standings import StandingOfEvent, standings_of_events
from headless.models.tables.members.tags import tags_of_events
from headless.services.intake.reward_changes import Placed, reward_changes
from headless.services.kernel.outcomes import Recorded


async def answer_again(session: Session, program: Program, repeated: Iterable[Recorded]) -> None:
    """Fill in decisions and changes of duplicates with a constant number of queries."""
    by_event = {answer.event_id: answer for answer in repeated if answer.event_id is not None}
    if not by_event:
        return
    roots = await _with_derived(session, program, list(by_event))
    documents = await decision_documents(session, program.merchant_id, list(by_event))
    for event_id, document in documents.items():
        by_event[event_id].document = document
    members = {answer.member_id for answer in by_event.values() if answer.member_id is not None}
    # What an event did to a member who was merged since stands with that one.
    members |= set(await aliases_of(session, program.merchant_id, members))
    changes = await _changes(session, program, sorted(roots), sorted(members))
    # Ids grow as the engine makes the rows: their order is the order of what happened.
    for placed in sorted(changes, key=lambda placed: placed.place):
        assert placed.event_id is not None
        by_event[roots[placed.event_id]].changes.append(placed.change)


async def _with_derived(session: Session, program: Program, ids: list[int]) -> dict[int, int]:
    """Return the events and those derived from them, each with the one it began with."""
    derived = await derived_events(session, program.merchant_id, ids)
    return {**{id_: id_ for id_ in ids}, **{event.id: event.root_id for event in derived}}


async def _changes(session: Session, program: Program, events: list[int], members: list[int]) -> list[Placed]:
    merchant, changes = program.merchant_id, list[Placed]()
    for entry in await movements_of_events(session, merchant, events):
        before, code = entry.balance_after - entry.amount, program.kind_by_id[entry.kind_id].code
        change = Change("ASSET", code, before, entry.balance_after, entry.amount)
        changes.append(Placed(entry.id, entry.event_id, change))
    for standing in await standings_of_events(session, merchant, members, events):
        moved = _tier_change(program, standing)
        if moved is not None:
            changes.append(Placed(standing.id, standing.event_id, moved))
    for held in await tags_of_events(session, merchant, members, events):
        tag = program.tag_by_id.get(held.tag_id)
        if tag is not None:
            changes.append(Placed(held.id, held.event_id, Change("TAG", tag.code, None, tag.code)))
    return changes + await reward_changes(session, program, events)


def _tier_change(program: Program, standing: StandingOfEvent) -> Change | None:
    track = program.track_by_id.get(standing.track_id)
    params: Mapping[str, str | None] = json.loads(standing.params)
    if track is None or "from" not in params:
        return None
    before = params["from"]
    tier = track.by_id.get(standing.tier_id) if standing.tier_id is not None else None
    after = tier.code if tier else None
    if before == after:
        return None
    old = track.by_code.get(before) if before else None
    up = tier is not None and (old is None or tier.rank > old.rank)
    return Change("TIER", track.code, before, after, params={"code": standing.code, "up": up})
