"""Jobs in a back-test: a member's own clock runs them, each at its due time, as the clock of a sandbox does.

A member is looked at only on days on which the answer to a job's condition may be another than before.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from headless.engine.backtest.histories import Input
from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.conditions.forecasts import forecast
from headless.engine.evaluation.condition_sources import condition_of_job
from headless.engine.ledger.lots import FOREVER
from headless.engine.member.provenance import ENGINE, job_of
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.measure import Forecast
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.schedules import RunTimes, next_window_start, window_start
from headless.engine.settlement.settle import Settler
from headless.engine.values.calendar import parse_window
from headless.engine.values.zones import LAST_DAY

_EVER = "ever"


@dataclass(frozen=True, slots=True)
class JobPlan:
    """A job of one program, made ready.

    times: when it runs. once: its window. type_once: the window of its event type, if that has one.
    """

    name: str
    emit: str
    times: RunTimes
    once: str
    type_once: str | None
    data: Any
    foresee: Forecast


@dataclass(frozen=True, slots=True)
class JobPlans:
    """What a fold runs. remade: the jobs of either program, whose recorded events it leaves out."""

    jobs: tuple[JobPlan, ...] = ()
    remade: frozenset[str] = frozenset()

    def remakes(self, given: Input) -> bool:
        """Return True if a recorded event comes of a job that the fold runs itself."""
        return bool(self.remade) and job_of(given.source, given.external_id) in self.remade


def plans_of(program: Program) -> Mapping[str, JobPlan | None]:
    """Return the jobs of a program by name, None for one that cannot be run: its members are not known for the past."""
    return {job.name: _plan(program, job) for job in program.jobs}


def _plan(program: Program, job: Active) -> JobPlan | None:
    declared = job.declared
    try:
        condition, data = condition_of_job(program, job), program.payload(declared.emit, {})
    except (Exception, SystemExit):  # The job's own code, which fails as it does every day.
        return None
    if not _is_known(program, condition):
        return None
    type_once = program.event_types[declared.emit].once
    times = RunTimes.of(declared)
    return JobPlan(job.name, declared.emit, times, declared.once, type_once, data, forecast(condition, program))


def _is_known(program: Program, condition: Condition) -> bool:
    """Return True if every plugin's metric that is tested is computed while the history is folded."""
    computed = {active.name for active in program.computed}
    specs = (test.query.spec for test in tests_of(condition))
    return all(spec.name in computed for spec in specs if spec.stored)


@dataclass(slots=True)
class _Turn:
    """When a job looks at the member next. free_from: the first day on which it may record another event."""

    plan: JobPlan
    day: int
    at: int
    free_from: int = 0


class JobRunner:
    """Runs jobs for one member of a fold."""

    __slots__ = ("_days", "_new_id", "_settler", "_state", "_stored_ids", "_turns", "_zone")

    def __init__(
        self, plans: JobPlans, settler: Settler, state: MemberState, inputs: Iterable[Input], new_id: Callable[[], int]
    ) -> None:
        self._settler, self._state, self._new_id, self._zone = settler, state, new_id, settler.program.zone
        # Entries that were reversed by hand name the event that wrote them: what is recorded again keeps its id.
        self._stored_ids = {given.external_id: given.id for given in inputs if plans.remakes(given)}
        self._turns = [_Turn(plan, LAST_DAY, FOREVER) for plan in sorted(plans.jobs, key=lambda plan: plan.name)]
        self._days: dict[str, int] = {plan.emit: -1 for plan in plans.jobs if plan.type_once is not None}

    def wake(self, after: int) -> None:
        """Look at the member again at the next due time after a moment: something has happened."""
        for turn in self._turns:
            self._wake(turn, after + 1)

    def note(self, type_: str, day: int) -> None:
        """Note that an event was recorded."""
        if type_ in self._days:
            self._days[type_] = max(self._days[type_], day)

    def run(self, until: int) -> None:
        """Run what is due up to a moment, after the clock work that is due before."""
        while self._turns:
            turn = min(self._turns, key=lambda turn: turn.at)
            due_at = self._state.due_at
            if due_at is not None and due_at <= min(turn.at, until):
                self._settler.run_clock(self._state.id, due_at)
                self.wake(due_at - 1)
            elif turn.at <= until:
                self._settler.run_clock(self._state.id, turn.at)
                self._look(turn)
            else:
                return

    def _look(self, turn: _Turn) -> None:
        """Record the job's event if the member meets its condition, and say when to look again."""
        day, at = turn.day, turn.at
        if self._state.status >= MemberStatus.CLOSED:
            self._sleep(turn, None)
            return
        meets, changes_on = turn.plan.foresee(self._state, day)
        if not meets:
            self._sleep(turn, changes_on)
        elif self._record(turn.plan, day, at):
            turn.free_from = next_window_start(turn.plan.once, day)
            self._sleep(turn, turn.free_from)
            for other in self._turns:
                # At one moment jobs run in the order of their names.
                self._wake(other, at if other.plan.name > turn.plan.name else at + 1)
        else:
            self._rest(turn, at + 1)

    def _record(self, plan: JobPlan, day: int, at: int) -> bool:
        """Settle the event. Return False if it was refused, or if the type allows no other one yet."""
        if plan.type_once is not None and self._days[plan.emit] >= _first_day(plan.type_once, day):
            return False
        window = date.fromordinal(window_start(plan.once, day)).isoformat()
        key = f"job:{plan.name}:{self._state.id}:{window}"
        id_ = self._stored_ids.get(key) or self._new_id()
        record = EventRecord(
            id_, plan.emit, ENGINE, key, self._state.id, at, at, day, plan.data, {}, actor=f"job {plan.name}"
        )
        done = self._settler.settle(record).problem is None
        if done:
            self.note(plan.emit, day)
        return done

    def _sleep(self, turn: _Turn, day: int | None) -> None:
        """Look at the member again from a local day on, None for never unless something happens."""
        self._rest(turn, None if day is None or day >= LAST_DAY else self._zone.start_of(day))

    def _wake(self, turn: _Turn, at: int) -> None:
        at = max(at, self._zone.start_of(turn.free_from)) if turn.free_from else at
        if at < turn.at:
            self._rest(turn, at)

    def _rest(self, turn: _Turn, since: int | None) -> None:
        """Look at the member again when the job next runs, from an instant on."""
        at = None if since is None else turn.plan.times.first(self._zone, since)
        turn.at = FOREVER if at is None else at
        turn.day = LAST_DAY if at is None else self._zone.day_of(at)


def _first_day(once: str, day: int) -> int:
    return 0 if once == _EVER else parse_window(once).first_day(day)
