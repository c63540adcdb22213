"""Values of plugins' metrics against what the plugins say now, on the day that each member's clock shows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.needs import reads_own
from headless.engine.evaluation.views import member_view
from headless.engine.member.state import MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.standings.plugin_metrics import computed
from headless.models.base.session import Session
from headless.models.tables.work.open_sweeps import open_sweeps
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import Wanted, load_states
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

Values = Mapping[str, tuple[Any, Any]]
"""By metric, what it is computed to be and what is stored."""


def check_stored(history: History, values: Mapping[int, Values]) -> Iterator[Drift]:
    """Check that what is stored is what is computed."""
    for name, (expected, stored) in values.get(history.id, {}).items():
        if expected != stored:
            yield history.drift("metric", name, expected, stored)


async def stored_values(
    session: Session, program: Program, judge: Judge, members: Sequence[History]
) -> dict[int, Values]:
    """Return both values of every metric. Members who wait for a sweep or for clock work are left out.

    So are metrics that read their plugin's own tables, which may have changed without an event, and those that fail.
    """
    metrics = [metric for metric in program.computed if not reads_own(metric)]
    sweeps = await open_sweeps(session, program.merchant_id)
    if not metrics or sweeps:
        return {}
    earliest = min(member.clock_at for member in members)
    states = await load_states(session, program, [member.id for member in members], now=earliest, lots=True)
    await load_facts(session, program, states, Wanted())
    return {state.id: _values(program, judge, metrics, state) for state in states.values()}


def _values(program: Program, judge: Judge, metrics: Sequence[Active], state: MemberState) -> Values:
    today, member = program.zone.day_of(state.clock_at), member_view(state)
    values: dict[str, tuple[Any, Any]] = {}
    for active in metrics:
        try:
            value = computed(active, judge.needs(active), state, member, today)
        except (Exception, SystemExit):
            continue
        values[active.name] = value, state.stored.get(active.name)
    return values
