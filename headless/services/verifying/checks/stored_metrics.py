"""Values of plugins' metrics against what the plugins say now, on the day that each member's clock shows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.needs import reads_own
from headless.engine.evaluation.views import member_view
from headless.engine.member.state import MemberState
from headless.engine.program.program import Active, Program
from headless.engine.standings.plugin_metrics import computed
from headless.models.base.session import Session
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import Wanted, load_states
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

Values = Mapping[str, tuple[Any, Any]]
"""By metric, what it is computed to be and what is stored."""


def check_stored(history: History, values: Mapping[int, Values]) -> Iterator[Drift]:
    """What is stored is what is computed."""
    for name, (expected, found) in values.get(history.id, {}).items():
        if expected != found:
            yield history.drift("metric", name, expected, found)


async def stored_values(
    session: Session, program: Program, judge: Judge, members: Sequence[History]
) -> dict[int, Values]:
    """Both values of every metric; members who wait for a sweep or for clock work are left out.

    So are metrics that read their plugin's own tables, which may have changed with no event, and those that fail.
    """
    metrics = [each for each in program.computed if not reads_own(each)]
    waiting = await session.fetch_value(
        "SELECT id FROM sweep WHERE merchant_id = $1 AND status = 0", program.merchant_id
    )
    if not metrics or waiting is not None:
        return {}
    earliest = min(each.clock_at for each in members)
    states = await load_states(session, program, [each.id for each in members], now=earliest, lots=True)
    await load_facts(session, program, states, Wanted())
    return {state.id: _values(program, judge, metrics, state) for state in states.values()}


def _values(program: Program, judge: Judge, metrics: Sequence[Active], state: MemberState) -> Values:
    today, member = program.zone.day_of(state.clock_at), member_view(state)
    found: dict[str, tuple[Any, Any]] = {}
    for active in metrics:
        try:
            value = computed(active, judge.needs(active), state, member, today)
        except (Exception, SystemExit):
            continue
        found[active.name] = value, state.stored.get(active.name)
    return found
