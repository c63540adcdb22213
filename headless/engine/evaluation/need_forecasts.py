"""When a need could give something else though nothing happens: windows roll on, streaks lapse, days pass."""

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

Outlook = Callable[[MemberState, int], int | None]
"""The first local day after a day on which a fact could differ, seen from that day; None if it stays."""


def outlook_of(program: Program, asked: Instance | Active) -> Outlook:
    """When the facts that something declared could move. Errors: Invalid where a setting names what does not exist."""
    needs = asked.declared.needs.values() if asked.declared is not None else ()
    parts = tuple(part for need in needs for part in _outlooks(program, asked, need))
    if not parts:
        return lambda state, today: None
    return lambda state, today: soonest(part(state, today) for part in parts)


def soonest(days: Iterable[int | None]) -> int | None:
    """The first of some days."""
    return min((day for day in days if day is not None), default=None)


def _outlooks(program: Program, asked: Instance | Active, need: Need) -> Iterable[Outlook]:
    if isinstance(need, Value):
        return [query_of(program, asked, need).measure(program).moves]
    if isinstance(need, Events):
        return [] if need.window is None else [_of_past(need, asked)]
    if isinstance(need, Meets):
        return _of_goals(program, setting(need.condition, asked))
    return []


def _of_past(need: Events, asked: Instance | Active) -> Outlook:
    window, last = parse_window(setting(need.window, asked)), setting(need.last, asked)

    def moves(state: MemberState, today: int) -> int | None:
        first = window.first_day(today)
        return soonest(window.leaves_on(each.day) for each in state.earlier(need.type, last) if each.day >= first)

    return moves


def _of_goals(program: Program, wanted: object) -> Iterable[Outlook]:
    if not is_condition(wanted):
        goals: Iterable[object] = wanted.values() if hasattr(wanted, "values") else ()
        return [part for each in goals for part in _of_goals(program, each)]
    return _of_condition(program, parse_condition(wanted, program.metrics, program))


def _of_condition(program: Program, condition: Condition) -> list[Outlook]:
    """Whether it is met, by the forecast; how near it is, wherever a sum's window rolls."""
    met = forecast(condition, program)
    measures = (test.query.measure(program) for test in tests_of(condition))
    rolling = [measure.moves for measure in measures if measure.rolls]
    return [lambda state, today: met(state, today).changes_on, *rolling]
