"""Events recorded and simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.explaining.verdicts import Verdict
from headless.engine.values.limits import BATCH_EVENTS
from headless.engine.values.problems import invalid
from headless.errors import HeadlessError, Invalid
from headless.messages import Message
from headless.resolvers.nouns.events.changes import ChangeRow, change_rows
from headless.resolvers.nouns.events.decisions import of_results
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.resolvers.reading.malformed import Malformed
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.outcomes import Recorded

TENDERS = frozenset({"payWith", "pay_with"})


@dataclass(frozen=True, slots=True)
class EventResultRow:
    """The outcome of one event. `document` is its compact decision document if it was just made."""

    status: str
    event_id: int | None
    member_id: int | None
    document: list[Mapping[str, Any]]
    changes: list[ChangeRow]
    user_errors: list[ProblemRow]


@dataclass(frozen=True, slots=True)
class EventsRow:
    """The outcomes of a batch, in the order of its events."""

    results: list[EventResultRow]
    user_errors: list[ProblemRow]


async def events_record(ctx: ReadContext, given: dict[str, Any]) -> EventsRow:
    """Record a batch."""
    return await _record(ctx, given, simulate=False)


async def events_simulate(ctx: ReadContext, given: dict[str, Any]) -> EventsRow:
    """Return what a batch would do, without keeping anything."""
    return await _record(ctx, given, simulate=True)


async def _record(ctx: ReadContext, given: dict[str, Any], *, simulate: bool) -> EventsRow:
    everything = given.get("onError") == "REJECT_EVERYTHING"
    try:
        inputs = event_inputs(ctx, given["events"])
        if simulate and not ctx.allows("assets:read"):
            inputs = [_without_trying(event) for event in inputs]
        recorded = await record_events(ctx.kernel, ctx.principal, inputs, everything=everything, simulate=simulate)
    except HeadlessError as error:
        return EventsRow([], user_errors(ctx, problem_of(error)))
    await ctx.refresh()
    ctx.tally.update(event.outcome for event in recorded)
    return EventsRow([result_row(ctx, event) for event in recorded], [])


def _without_trying(event: EventInput) -> EventInput:
    """Return an event, refused if it would try tenders: a simulation costs nothing, so that it would tell a balance by and by."""
    if event.problem is not None or not isinstance(event.data, Mapping) or not TENDERS & event.data.keys():
        return event
    message = Message("to simulate an order that is paid with assets, the token needs assets:read")
    return replace(event, problem=invalid("FORBIDDEN", message, "data", "payWith"))


def event_inputs(ctx: ReadContext, events: Sequence[Mapping[str, Any]]) -> list[EventInput]:
    """Return inputs as the use case takes them.

    Raise Invalid for too many or too few, and Denied for a look-up by personal data that the token may not see.
    """
    if not 1 <= len(events) <= BATCH_EVENTS:
        message = Message(
            "a batch holds 1 to {batch_events} events, this one {count}: split it",
            batch_events=BATCH_EVENTS,
            count=len(events),
        )
        raise Invalid(message, code="BATCH_SIZE", data={"path": ["events"]})
    return [_input(ctx, event) for event in events]


def _input(ctx: ReadContext, given: Mapping[str, Any]) -> EventInput:
    """Return one event. What cannot be read of it becomes its own problem."""
    member, problem = None, None
    occurred_at = given.get("occurredAt")
    if isinstance(occurred_at, Malformed):
        problem, occurred_at = invalid("BAD_INPUT", occurred_at, "occurredAt"), None
    named = given.get("member")
    wrong = next((value for value in (named or {}).values() if isinstance(value, Malformed)), None)
    if wrong is not None:
        problem = invalid("BAD_INPUT", wrong, "member")
    elif named is not None:
        try:
            member = lookup_of(ctx, named)
        except HeadlessError as fault:
            problem = invalid(fault.code, fault.message, "member")
    return EventInput(
        given["type"],
        given.get("data"),
        member,
        given.get("source"),
        given.get("externalId"),
        occurred_at,
        problem=problem,
    )


def result_row(ctx: ReadContext, recorded: Recorded) -> EventResultRow:
    """Return a result as the API shows it."""
    return EventResultRow(
        recorded.outcome,
        recorded.event_id,
        recorded.member_id,
        recorded.document,
        change_rows(ctx, recorded.changes),
        user_errors(ctx, recorded.problems),
    )


async def decisions(ctx: ReadContext, rows: Sequence[EventResultRow]) -> list[list[Verdict]]:
    """Return what the rules said, nothing if the token may not see it."""
    if ctx.is_narrow or not ctx.may_show("events:read"):
        return [[] for _ in rows]
    return await of_results(ctx, rows)
