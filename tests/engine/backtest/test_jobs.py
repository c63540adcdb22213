"""Jobs in a back-test run on the days on which they would have run, no more and no fewer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.backtest.backtest import Bench, runnable
from headless.engine.backtest.folding import fold, read_all
from headless.engine.backtest.jobs import JobPlan, JobPlans, plans_of
from headless.engine.backtest.rating import Rater
from headless.engine.evaluation.condition_sources import keys_of
from headless.engine.evaluation.judge import Judge
from headless.engine.metrics.measure import Outlook
from headless.engine.program.active_declarations import Active
from headless.plugins import Earn, Job
from tests.engine.backtest.test_gains import STEPS, told
from tests.kit.program import instant, program_of
from tests.kit.rules import answering
from tests.kit.setup import Json, Ruling, Setup, kind, points, where
from tests.kit.stories import History

START, END = "2026-01-01T00:00", "2026-07-01T00:00"
CONDITIONS: tuple[Json, ...] = (
    where("days_since_order", "GTE", 10),
    where("orders", "GTE", 2, "20d"),
    where("balance", "GTE", 100, asset="points"),
    {"all": [where("orders", "GTE", 1, "month"), {"not": where("orders", "GTE", 2, "7d")}]},
    {"not": where("orders", "GTE", 1)},
    where("events", "LTE", 2, type="login"),
    where("events", "EQ", 0, "14d", type="login"),
)


def job(condition: Json, once: str = "1d", at: str = "00:05", name: str = "nudge") -> Active:
    """A job that records a login of everyone who meets a condition. at: a time of day or a cron expression."""

    def conditions(self: Job, settings: Any) -> Mapping[str, Any]:
        return condition

    times = {"cron": at} if " " in at else {"at": at}
    declared = type(name, (Job,), {"id": name, "emit": "login", "once": once, "where": conditions, **times})
    return Active("kit", "1", name, declared(), None)


class Club:
    """A program with jobs. A login is noted and earns points."""

    def __init__(self, *jobs: Active, gift: int = 1, **terms: Any) -> None:
        self._noted: list[str] = []
        setup = Setup(
            kinds=[kind("points", **terms)], rules=[points(), Ruling(answering("nudged", self._note, on=("login",)))]
        )
        self._gift = gift
        made = replace(program_of(setup, ["event:login", "event:order.paid"]), jobs=tuple(jobs))
        self.program = replace(made, tracked=made.tracked | keys_of(made))
        self.judge = Judge(runnable(self.program))

    def _note(self, ctx: Any) -> Any:
        self._noted.append(ctx.event.occurred_at.isoformat()[:16])
        return [Earn("points", self._gift)]

    def plans(self) -> list[JobPlan]:
        """The jobs, made ready."""
        return [plan for plan in plans_of(self.judge.program).values() if plan is not None]

    def nudges(self, history: History, plans: Sequence[JobPlan] | None = None, since: str = START) -> list[str]:
        """The local times at which jobs recorded a login."""
        self._noted.clear()
        jobs = JobPlans(tuple(self.plans() if plans is None else plans), frozenset({"kit.nudge"}))
        reads = read_all(self.program, history.inputs)
        zone = self.program.zone
        story = history.story()
        rater = Rater(self.judge, story)
        fold(self.judge, story, reads, instant(zone, since), instant(zone, END), rater, jobs)
        return list(self._noted)


def test_a_job_records_an_event_once_in_a_window() -> None:
    club = Club(job(where("orders", "GTE", 1), once="1m", at="09:30"))

    nudges = club.nudges(History(club.program).order("o1", "10", "2026-01-12T10:00"))

    firsts = [f"2026-0{month}-01T09:30" for month in range(2, 7)]
    assert ["2026-01-13T09:30", *firsts] == nudges


def test_a_job_by_a_cron_expression_runs_on_its_weekdays() -> None:
    club = Club(job(where("orders", "GTE", 1), once="1d", at="30 9 * 1 MON,THU"))

    nudges = club.nudges(History(club.program).order("o1", "10", "2026-01-13T10:00"))

    days = ("15", "19", "22", "26", "29")
    assert [f"2026-01-{day}T09:30" for day in days] == nudges


def test_a_job_sees_what_the_clock_has_done() -> None:
    spent_up = {"all": [where("orders", "GTE", 1), where("balance", "EQ", 0, asset="points")]}
    club = Club(job(spent_up, once="1y"), gift=0, expiry={"after": "10d"})

    nudges = club.nudges(History(club.program).order("o1", "10", "2026-01-12T10:00"))

    assert ["2026-01-22T00:05"] == nudges, "the points ended at midnight"


def test_jobs_of_one_moment_run_in_the_order_of_their_names() -> None:
    """The second sees what the first has recorded, the first sees it on the next day."""
    logged_in = where("events", "GTE", 1, type="login")
    club = Club(
        job(logged_in, "1y", name="early"), job(where("orders", "GTE", 1), "1y"), job(logged_in, "1y", name="zeal")
    )

    nudges = club.nudges(History(club.program).order("o1", "10", "2026-01-12T10:00"))

    assert ["2026-01-13T00:05", "2026-01-13T00:05", "2026-01-14T00:05"] == nudges


def test_what_a_job_recorded_then_is_not_counted_twice() -> None:
    club = Club(job(where("orders", "GTE", 1), once="1y"))
    history = History(club.program).order("o1", "10", "2026-01-12T10:00")
    history.send("login", "2026-01-13T00:05")
    stored = history.inputs[-1]
    history.inputs[-1] = stored._replace(source="engine", external_id="job:kit.nudge:1:2026-01-01")

    assert ["2026-01-13T00:05"] == club.nudges(history)


def test_a_member_without_events_is_looked_at_from_the_start_of_what_is_counted() -> None:
    club = Club(job({"not": where("orders", "GTE", 1)}, once="1m"))

    assert ["2026-04-16T00:05", "2026-05-01T00:05", "2026-06-01T00:05"] == club.nudges(
        History(club.program), since="2026-04-15T12:00"
    )


def test_a_job_that_fails_is_left_out() -> None:
    broken = job(where("nothing", "GTE", 1))
    club, other = Club(broken), Club()

    bench = Bench(other.program, club.program, 0, instant(club.program.zone, END))

    assert ("kit.nudge",) == bench.left_out


def naive(plan: JobPlan) -> JobPlan:
    """The job, looking at every member on every day."""
    return replace(plan, foresee=lambda state, day: Outlook(plan.foresee(state, day).now, day + 1))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2),
    st.sampled_from(["1d", "3d", "7d", "1m"]),
    st.sampled_from(["00:05", "13:00", "0 9 * * MON", "30 7,19 * * *", "0 0 1,15 * *"]),
    STEPS,
    st.sampled_from([{}, {"expiry": {"after": "10d"}}]),
)
def test_no_day_is_missed(
    conditions: list[Json], once: str, at: str, steps: list[tuple[str, int, int]], terms: dict[str, Any]
) -> None:
    jobs = [job(condition, once, at, f"nudge{number}") for number, condition in enumerate(conditions)]
    club = Club(*jobs, gift=7, **terms)
    history = told(History(club.program), steps)

    assert club.nudges(history, [naive(plan) for plan in club.plans()]) == club.nudges(history)
