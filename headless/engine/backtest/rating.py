"""One event of a member decided again as it first was, with other data: the difference between what was due and what is due.

The member's history is folded up to the event, so that the rules meet the facts, tiers, memory and marks of then, in the versions
of then. Nothing is posted: the caller posts the difference. It serves changed orders, and ratings of history after a change of
rules.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from headless.engine.backtest.folding import Replayed, read_all
from headless.engine.backtest.histories import Input, Read, Story, UsedCoupon
from headless.engine.evaluation.due_amounts import Rating, RatingRequest, rating_of
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.others.keeping import KeptFacts
from headless.engine.evaluation.stages import Proposal
from headless.engine.member.coupons import Coupon
from headless.engine.member.facts import rating_text
from headless.engine.member.journal import Journal
from headless.engine.member.orders.order_changes import PAID, RECEIVED
from headless.engine.member.provenance import is_remade
from headless.engine.member.records import EventRecord, EventStatus
from headless.engine.member.state import MemberState
from headless.engine.program.limits.limits import short_in
from headless.ids import Prefix, decode

TAKEN = (EventStatus.RECORDED, EventStatus.DEFERRED)
Ratings = dict[tuple[int, str], Rating]
"""Ratings of one member by event and data, so that one that others need is worked out once."""


def rate(
    judge: Judge,
    story: Story,
    event_id: int,
    data: Mapping[str, Any] | None = None,
    known: Ratings | None = None,
) -> Rating:
    """Return what an event of a member's history earns as of its own time, with its data or with other data.

    Effects with a `once` are left out: what they gave stands, and none is given again.
    """
    program, owning = judge.program, story.owning(event_id)
    if owning is None:
        return Rating(problem="the event is not in the member's history")
    rater, story = Rater(judge, story, known), owning
    place = next(place for place, given in enumerate(story.inputs) if given.id == event_id)
    (read,) = read_all(program, story.inputs[place : place + 1])
    before = read_all(program, _before(story, place, read))
    type_ = read.input.type
    if type_ == RECEIVED and read.fault is None:
        read = read.recorded(read.data.recorded_at)
    if data is not None:
        stored = {**read.json, "order": data} if type_ == RECEIVED else data
        read = read.with_data(stored, program.payload(type_, stored))
    replayed = Replayed(judge, story, rater)
    replayed.settle(before)
    outcome = replayed.propose(read)
    if isinstance(outcome, Proposal):
        return rating_of(program, PAID if type_ == RECEIVED else type_, read.input.occurred_at, outcome)
    return Rating(problem=f"{outcome.code}: {outcome.message}")


def _before(story: Story, place: int, read: Read) -> Iterable[Input]:
    """Return what an event came after. An order that was moved to the member is decided as of when it was first recorded."""
    if read.input.type != RECEIVED or read.fault is not None:
        return story.inputs[:place]
    first = read.data.recorded_at, decode(Prefix.EVENT, read.data.first_event)
    return (given for given in story.inputs[:place] if (given.recorded_at, given.id) < first)


class Rater:
    """Rates events of one member whose whole history is at hand."""

    __slots__ = ("_judge", "_known", "_story")

    def __init__(self, judge: Judge, story: Story, known: Ratings | None = None) -> None:
        self._judge, self._story, self._known = judge, story, {} if known is None else known

    def __call__(self, request: RatingRequest) -> Rating:
        key = request.event_id, rating_text(request.data)
        if key not in self._known:
            self._known[key] = rate(self._judge, self._story, request.event_id, request.data, self._known)
        return self._known[key]


class StoredRater:
    """Rates events of one member whose history is stored, but for what this very batch has settled."""

    __slots__ = ("_judge", "_known", "_story")

    def __init__(self, judge: Judge, story: Story) -> None:
        self._judge, self._story = judge, story
        self._known: Ratings = {}

    def __call__(self, request: RatingRequest) -> Rating:
        story = with_batch(self._story, request)
        return rate(self._judge, story, request.event_id, request.data, self._known)


class JournalRater:
    """Rates events of a member whose whole history one run has settled in memory."""

    __slots__ = ("_journal", "_judge", "_known", "_state")

    def __init__(self, judge: Judge, state: MemberState, journal: Journal) -> None:
        self._judge, self._state, self._journal = judge, state, journal
        self._known: Ratings = {}

    def __call__(self, request: RatingRequest) -> Rating:
        return rate(self._judge, with_batch(self._story(), request), request.event_id, request.data, self._known)

    def _story(self) -> Story:
        state, journal = self._state, self._journal
        events = [event for event in journal.events if event.member_id == state.id]
        coupons = (coupon for coupon in state.facts.rewards.coupons.values() if coupon is not None and coupon.code)
        places: dict[tuple[int, int], int] = {}
        entries = {}
        for entry in journal.entries:
            place = places.get((entry.event_id, entry.kind_id), 0)
            entries[entry.id] = entry.event_id, entry.kind_id, place
            places[entry.event_id, entry.kind_id] = place + 1
        return Story(
            state.id, state.joined_at, state.joined_on, state.birthday_on, json.dumps(dict(state.attributes), default=str),
            inputs_of(events), tuple(map(used_coupon, coupons)), {hold.id: hold.event_id for hold in journal.holds}, entries,
            short={decision.event_id: short_in(decision.document) for decision in journal.decisions},
            others=others_in(journal),
        )  # fmt: skip


class _Kept(NamedTuple):
    """What is kept of another member with an event of this run."""

    member_id: int
    event_id: int
    type: str
    occurred_at: int
    facts: str


def others_in(journal: Journal) -> tuple[KeptFacts, ...]:
    """Return what a run has kept of other members with its events."""
    if not journal.others:
        return ()
    events = {event.id: event for event in journal.events}
    return tuple(
        _Kept(other.member_id, event.id, event.type, event.occurred_at, json.dumps(other.facts, default=str))
        for other in journal.others
        if (event := events.get(other.event_id)) is not None
    )


def inputs_of(events: Iterable[EventRecord]) -> tuple[Input, ...]:
    """Return settled events as a story has them: those that came from outside, in the order in which they were settled."""
    kept = [event for event in events if event.status in TAKEN and not is_remade(event.source, event.external_id)]
    kept.sort(key=lambda event: event.recorded_at)
    return tuple(
        Input(
            event.id, event.type, event.source, event.external_id, event.occurred_at, event.recorded_at, event.day,
            json.dumps(event.json, default=str), event.subject, event.refers, event.actor,
        )
        for event in kept
    )  # fmt: skip


def used_coupon(coupon: Coupon) -> UsedCoupon:
    """Return a coupon as a story has it."""
    return UsedCoupon(coupon.code, coupon.kind_id, coupon.expires_at, coupon.event_id)


def with_batch(story: Story, request: RatingRequest) -> Story:
    """Return a stored history with what a batch that is not written yet has settled before, and with coupons it names."""
    stories = (story, *story.aliases.values())
    known = {given.id for known in stories for given in known.inputs}
    fresh = tuple(given for given in inputs_of(request.before) if given.id not in known)
    coupons = (*story.coupons, *(used_coupon(coupon) for coupon in request.coupons if coupon.code))
    return replace(story.with_shared(coupons=coupons), inputs=(*story.inputs, *fresh))
