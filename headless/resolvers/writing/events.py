"""Events recorded and simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.limits import BATCH_EVENTS
from headless.errors import HeadlessError, Invalid
from headless.resolvers.changes import ChangeRow, change_rows, first_changes
from headless.resolvers.context import ReadContext
from headless.resolvers.problems import ProblemRow, problem_of, user_errors
from headless.resolvers.writing.performing import lookup_of
from headless.services.events import EventInput, record_events
from headless.services.outcomes import Recorded

FAILED = frozenset({"INVALID", "CONFLICT", "REFUSED"})


@dataclass(frozen=True, slots=True)
class EventResultRow:
    """What became of one event; `document` is its compact decision document where it was just made."""

    status: str
    event_id: int | None
    member_id: int | None
    document: list[Mapping[str, Any]]
    changes: list[ChangeRow] | None
    user_errors: list[ProblemRow]


@dataclass(frozen=True, slots=True)
class EventsRow:
    """What became of a batch, in the order of its events."""

    results: list[EventResultRow]
    user_errors: list[ProblemRow]


async def events_record(ctx: ReadContext, given: dict[str, Any]) -> EventsRow:
    """Record a batch."""
    return await _record(ctx, given, simulate=False)


async def events_simulate(ctx: ReadContext, given: dict[str, Any]) -> EventsRow:
    """What a batch would do, without keeping anything."""
    return await _record(ctx, given, simulate=True)


async def _record(ctx: ReadContext, given: dict[str, Any], *, simulate: bool) -> EventsRow:
    everything = given.get("onError") == "REJECT_EVERYTHING"
    try:
        inputs = event_inputs(ctx, given["events"])
        recorded = await record_events(ctx.kernel, ctx.principal, inputs, everything=everything, simulate=simulate)
    except HeadlessError as error:
        return EventsRow([], user_errors(problem_of(error)))
    await ctx.refresh()
    return EventsRow(await result_rows(ctx, recorded), [])


def event_inputs(ctx: ReadContext, events: Sequence[Mapping[str, Any]]) -> list[EventInput]:
    """Inputs as the use case takes them. Errors: Invalid for too many or too few, Denied."""
    if not 1 <= len(events) <= BATCH_EVENTS:
        message = f"a batch holds 1 to {BATCH_EVENTS} events, this one {len(events)}: split it"
        raise Invalid(message, code="BATCH_SIZE", data={"path": ["events"]})
    return [
        EventInput(
            each["type"],
            each.get("data"),
            lookup_of(ctx, each["member"]) if each.get("member") is not None else None,
            each.get("source"),
            each.get("externalId"),
            each.get("occurredAt"),
        )
        for each in events
    ]


async def result_rows(ctx: ReadContext, recorded: Sequence[Recorded]) -> list[EventResultRow]:
    """Results as the API shows them; a repeated event is answered as the first time."""
    repeated = [each.event_id for each in recorded if each.outcome == "DUPLICATE" and each.event_id is not None]
    first = await first_changes(ctx, repeated)
    return [
        EventResultRow(
            each.outcome,
            each.event_id,
            each.member_id,
            each.document,
            first.get(each.event_id or 0) if each.outcome == "DUPLICATE" else change_rows(ctx, each.changes),
            user_errors(each.problem),
        )
        for each in recorded
    ]
