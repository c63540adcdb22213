"""When a need could give something else although nothing happens: windows roll on, streaks lapse, days pass."""

from collections.abc import Callable, Iterable

from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.conditions.forecasts import forecast
from headless.engine.conditions.parsing import parse_condition
from headless.engine.declarations.rules import Events, Meets, Need, Value
from headless.engine.evaluation.needs import is_condition, query_of, setting
from headless.engine.member.state import MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.values.calendar import parse_window

NextChange = Callable[[MemberState, int], int | None]
"""The first local day after a day on which a fact could differ, seen from that day; None if it stays."""


def next_change_of(program: Program, asked: Instance | Active) -> NextChange:
    """Return when the facts that something declared could differ.

    Raises:
        Invalid: If a setting names what does not exist.
    """
    needs = asked.declared.needs.values() if asked.declared is not None else ()
    parts = tuple(part for need in needs for part in _next_changes(program, asked, need))
    if not parts:
        return lambda state, today: None
    return lambda state, today: soonest(part(state, today) for part in parts)


def soonest(days: Iterable[int | None]) -> int | None:
    """Return the first of some days."""
    return min((day for day in days if day is not None), default=None)


def _next_changes(program: Program, asked: Instance | Active, need: Need) -> Iterable[NextChange]:
    if isinstance(need, Value):
        return [query_of(program, asked, need).measure(program).moves]
    if isinstance(need, Events):
        return [] if need.window is None else [_of_past(need, asked)]
    if isinstance(need, Meets):
        return _of_goals(program, setting(need.condition, asked))
    return []


def _of_past(need: Events, asked: Instance | Active) -> NextChange:
    window, last = parse_window(setting(need.window, asked)), setting(need.last, asked)

    def moves(state: MemberState, today: int) -> int | None:
        first = window.first_day(today)
        return soonest(
            window.leaves_on(event.day) for event in state.facts.earlier(need.type, last) if event.day >= first
        )

    return moves


def _of_goals(program: Program, wanted: object) -> Iterable[NextChange]:
    if not is_condition(wanted):
        goals: Iterable[object] = wanted.values() if hasattr(wanted, "values") else ()
        return [part for goal in goals for part in _of_goals(program, goal)]
    return _of_condition(program, parse_condition(wanted, program.metrics, program))


def _of_condition(program: Program, condition: Condition) -> list[NextChange]:
    """Return when it is met or not, by the forecast, and when it comes nearer, if a sum's window rolls."""
    met = forecast(condition, program)
    measures = (test.query.measure(program) for test in tests_of(condition))
    rolling = [measure.moves for measure in measures if measure.rolls]
    return [lambda state, today: met(state, today).changes_on, *rolling]
