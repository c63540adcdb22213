"""Places in rankings: a member's values, brought up to date with every event of the member and when time moves them.

A value stands since the moment of the event that brought it about, or, if time did, since the start of that local day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from headless.engine.conditions.conditions import Condition
from headless.engine.declarations.leaderboards import BY
from headless.engine.evaluation.condition_sources import condition_of_ranking
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.need_forecasts import soonest
from headless.engine.evaluation.needs import Reader
from headless.engine.evaluation.runner import describe
from headless.engine.member.facts import FactsMissing
from headless.engine.member.journal import Fault, Journal
from headless.engine.member.state import HeldPlace, MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.rankings.lists import code_of, last_day_of, period_of, window_of
from headless.engine.turn import Turn
from headless.engine.values.calendar import Window


@dataclass(frozen=True, slots=True)
class Plan:
    """One ranking made ready. fault: why it cannot be kept."""

    active: Active
    code: str = ""
    window: Window | None = None
    condition: Condition | None = None
    read: Reader = lambda state, day: None
    fault: str | None = None

    @property
    def is_moved_by_time(self) -> bool:
        """True if a value or who is counted may change although nothing happens."""
        return self.condition is not None or self.window is None or self.window.period is None


def plans_of(judge: Judge) -> tuple[Plan, ...]:
    """Return a program's rankings made ready, once for a judge."""
    if judge.rankings is None:
        judge.rankings = tuple(_plan(judge, active) for active in judge.program.rankings.values())
    plans: tuple[Plan, ...] = judge.rankings
    return plans


def _plan(judge: Judge, active: Active) -> Plan:
    try:
        condition = condition_of_ranking(judge.program, active)
        return Plan(active, code_of(active), window_of(active), condition, judge.needs(active).readers[BY])
    except (Exception, SystemExit, KeyboardInterrupt) as fault:
        return Plan(active, fault=describe(fault))


def refresh_after(judge: Judge, turn: Turn) -> None:
    """Bring a member's places up to date after an event: in the present list, and in those of the days that it counts on."""
    if not judge.program.rankings:
        return
    state, event = turn.state, turn.event
    today = judge.program.zone.day_of(turn.now)
    days = {today, event.day}
    if turn.origin is not None:
        days.add(turn.origin.event.day)
    if turn.absorbed is not None:
        days.update(day for key in state.totals.by_key for day in state.totals.days(key))
    _refresh(judge, turn.journal, state, today, days, event.occurred_at, event.id)


def refresh_by_clock(judge: Judge, journal: Journal, state: MemberState, now: int) -> None:
    """Bring a member's present places up to date because time has passed."""
    if judge.program.rankings:
        today = judge.program.zone.day_of(now)
        _refresh(judge, journal, state, today, {today}, judge.program.zone.start_of(today), None)


def _refresh(
    judge: Judge, journal: Journal, state: MemberState, today: int, days: Iterable[int], at: int, event_id: int | None
) -> None:
    for plan in plans_of(judge):
        fault = plan.fault
        if fault is None:
            try:
                for period in {period_of(plan.window, min(day, today)) for day in days}:
                    _keep(judge, plan, state, period, today, at)
                continue
            except FactsMissing:
                raise
            except (Exception, SystemExit, KeyboardInterrupt) as raised:
                fault = describe(raised)
        active = plan.active
        named = f"ranking:{active.id}", active.plugin, active.plugin_version, active.id
        journal.faults.append(Fault(*named, state.id, event_id, fault))


def _keep(judge: Judge, plan: Plan, state: MemberState, period: int, today: int, at: int) -> None:
    day = last_day_of(plan.window, period, today)
    value = value_of(judge, plan, state, day)
    known = state.places.get((plan.code, period))
    if known is None:
        state.places[plan.code, period] = HeldPlace(value, at)
    elif known.value != value:
        # What came late does not make a place older than what it stood on before.
        state.places[plan.code, period] = HeldPlace(value, at if known.value is None else max(at, known.since))


def value_of(judge: Judge, plan: Plan, state: MemberState, day: int) -> Decimal | None:
    """Return what a member is ranked by on a local day, None if the ranking does not count the member or there is nothing."""
    value = plan.read(state, day)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value <= 0:
        return None
    return Decimal(value) if judge.met(plan.condition, state, day) else None


def next_move(judge: Judge, state: MemberState, today: int) -> int | None:
    """Return the first later day on which a value or who is counted may change although nothing happens."""
    days: list[int | None] = []
    for plan in plans_of(judge):
        if plan.fault is None and plan.is_moved_by_time:
            days.append(judge.changes_on(plan.condition, state, today))
            if plan.window is None or plan.window.period is None:
                days.append(judge.moves_on(plan.active, state, today))
    return soonest(days)
