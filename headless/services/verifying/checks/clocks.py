"""Members' clocks: nothing was settled after them, and the next clock work is not overlooked."""

from collections.abc import Iterator, Mapping, Sequence

from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.lot_schedule import refresh_due
from headless.engine.program.program import Program
from headless.engine.settlement.clockwork import Clockwork
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.work.open_sweeps import open_sweeps
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import Wanted, load_states
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History


def check_clock(history: History, next_due: Mapping[int, int | None]) -> Iterator[Drift]:
    """Check that the clock stands at or after all that was settled, and `due_at` at or before the next work.

    An event that failed does not move it: a refund may fail because its order came for another member.
    """
    last = max((event.recorded_at for event in history.settled), default=None)
    if last is not None and last > history.clock_at:
        yield history.drift("clock", "clock_at", Message("at least {least}", least=last), history.clock_at)
    due = next_due.get(history.id)
    if due is not None and (history.due_at is None or history.due_at > due):
        yield history.drift("clock", "due_at", Message("at most {most}", most=due), history.due_at)
    for event in history.events:
        day = history.program.zone.day_of(event.occurred_at)
        if event.occurred_on != day:
            yield history.drift("event", f"{event.type} {event.external_id} day", day, event.occurred_on)


async def next_dues(
    session: Session, program: Program, judge: Judge, members: Sequence[History]
) -> dict[int, int | None]:
    """Compute when each member's next clock work is due. Members who wait for a sweep are left out."""
    sweeps = await open_sweeps(session, program.merchant_id)
    reached = min((sweep.after_id for sweep in sweeps), default=None)
    ids = [member.id for member in members if reached is None or member.id <= reached]
    if not ids:
        return {}
    earliest = min(member.clock_at for member in members)
    states = await load_states(session, program, ids, now=earliest, lots=True)
    await load_facts(session, program, states, Wanted())
    clockwork = Clockwork(judge)
    for state in states.values():
        for kind_id in list(state.accounts):
            kind = program.kind_by_id.get(kind_id)
            if kind is not None:
                refresh_due(state, kind)
    return {state.id: clockwork.next_due(state) for state in states.values()}
