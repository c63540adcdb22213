"""Where a member stands with each task: worked out from what is remembered and from the goals, by one function for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gamified_tasks.task_settings import Task, TreeSettings
from headless.plugins import Context

State = Literal["LOCKED", "OPEN", "CLAIMABLE", "DONE", "OVER"]
PREFIX = "task:"


@dataclass(frozen=True, slots=True)
class Done:
    """A task that was done: on which day, by which event, and by which event its reward was given."""

    on: date
    by: str
    rewarded: str | None = None

    def to_memory(self) -> dict[str, str]:
        """As it is kept."""
        kept = {"on": self.on.isoformat(), "by": self.by}
        return kept if self.rewarded is None else {**kept, "rewarded": self.rewarded}


@dataclass(frozen=True, slots=True)
class Standing:
    """A task as the member has it. missing: the tasks that lock it, the first one to do first."""

    code: str
    task: Task
    state: State
    goal: Any
    done: Done | None = None
    missing: tuple[str, ...] = ()


def remembered(shared: Mapping[str, Any], code: str) -> Done | None:
    """What is kept of a task; None if it was never done."""
    kept = shared.get(PREFIX + code)
    return None if kept is None else Done(date.fromisoformat(kept["on"]), kept["by"], kept.get("rewarded"))


def standings(ctx: Context[TreeSettings], by: str = "") -> Mapping[str, Standing]:
    """The tasks that the member has, in the merchant's order; `by`: the event that completes what is completed now."""
    settings, today = ctx.settings, ctx.today
    mine = {code: task for code, task in settings.tasks.items() if _has(ctx, code, task)}
    done = {code: found for code in mine if (found := _done(ctx, code)) is not None}
    ready = True
    while ready:
        ready = False
        for code, task in mine.items():
            open_ = code not in done and not over(task, today) and all(each in done for each in task.requires)
            if open_ and ctx.facts["goals"][code].met:
                done[code], ready = Done(today, by), True
    return {code: _standing(ctx, code, done) for code in mine}


def over(task: Task, today: date) -> bool:
    """Whether a task's last day has passed."""
    return task.ends_on is not None and task.ends_on < today


def _has(ctx: Context[TreeSettings], code: str, task: Task) -> bool:
    return task.audience in (None, *ctx.member.tags) or PREFIX + code in ctx.shared


def _done(ctx: Context[TreeSettings], code: str) -> Done | None:
    found = remembered(ctx.shared, code)
    stale = found is not None and ctx.settings.tasks[code].daily and found.on != ctx.today
    return None if stale else found


def _standing(ctx: Context[TreeSettings], code: str, done: Mapping[str, Done]) -> Standing:
    task, found, goal = ctx.settings.tasks[code], done.get(code), ctx.facts["goals"][code]
    if found is not None:
        given = found.rewarded is not None or not task.gives
        return Standing(code, task, "DONE" if given else "OVER" if over(task, ctx.today) else "CLAIMABLE", goal, found)
    missing = tuple(each for each in ctx.settings.before(code) if each not in done)
    if over(task, ctx.today):
        return Standing(code, task, "OVER", goal)
    return Standing(code, task, "LOCKED" if missing else "OPEN", goal, missing=missing)
