"""Members' clocks: nothing was recorded after them, and the next clock work is not overlooked."""

from collections.abc import Iterator, Mapping, Sequence

from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.lot_schedule import refresh_due
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from headless.models.base.session import Session
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import Wanted, load_states
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History


def check_clock(history: History, next_due: Mapping[int, int | None]) -> Iterator[Drift]:
    """The clock stands at or after all that was recorded, and `due_at` at or before the next work."""
    last = max((event["recorded_at"] for event in history.rows("events")), default=None)
    if last is not None and last > history.clock_at:
        yield history.drift("clock", "clock_at", f"at least {last}", history.clock_at)
    due = next_due.get(history.id)
    if due is not None and (history.due_at is None or history.due_at > due):
        yield history.drift("clock", "due_at", f"at most {due}", history.due_at)
    for event in history.rows("events"):
        day = history.program.zone.day_of(event["occurred_at"])
        if event["occurred_on"] != day:
            yield history.drift("event", f"{event['type']} {event['external_id']} day", day, event["occurred_on"])


async def next_dues(
    session: Session, program: Program, judge: Judge, members: Sequence[History]
) -> dict[int, int | None]:
    """When each member's next clock work is due, worked out anew; members who wait for a sweep are left out."""
    waiting = await session.fetch(
        "SELECT after_id FROM sweep WHERE merchant_id = $1 AND status = 0", program.merchant_id
    )
    reached = min((row["after_id"] for row in waiting), default=None)
    ids = [each.id for each in members if reached is None or each.id <= reached]
    if not ids:
        return {}
    earliest = min(each.clock_at for each in members)
    states = await load_states(session, program, ids, now=earliest, lots=True)
    await load_facts(session, program, states, Wanted())
    settler = Settler(program, states, _no_ids, judge=judge)
    for state in states.values():
        for kind_id in list(state.accounts):
            kind = program.kind_by_id.get(kind_id)
            if kind is not None:
                refresh_due(state, kind)
    return {state.id: settler.clockwork.next_due(state) for state in states.values()}


def _no_ids() -> int:
    raise AssertionError("looking ahead makes nothing new")
