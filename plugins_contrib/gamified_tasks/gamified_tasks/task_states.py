"""The state of each task for a member, derived from what is remembered and from the goals.

Of goals that ask for friends who came by referral, a referral that was withdrawn counts no more. Of goals that ask for top-ups,
one that was wholly given back does not.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

from gamified_tasks.events import SUCCEEDED, TOPPED_UP, TOPUP_BACK, WITHDRAWN
from gamified_tasks.scalars import Condition
from gamified_tasks.task_settings import Task, TreeSettings
from headless.plugins import Context, Events, Meets, Need, Texts, Value

State = Literal["LOCKED", "OPEN", "CLAIMABLE", "DONE", "OVER"]
PREFIX = "task:"
TOPUPS_MOST = 60
"""The newest top-ups, which are looked at. Of goals that ask for more, top-ups that were given back count on."""
TEXTS = Texts("friends", package="gamified_tasks.texts")
GOAL_NEEDS: Mapping[str, Need] = MappingProxyType({
    "goals": Meets("$goals"),
    "came": Value("events", args={"type": SUCCEEDED}),
    "went": Value("events", args={"type": WITHDRAWN}),
    "topups": Events(TOPPED_UP, last=TOPUPS_MOST),
    "topups_back": Events(TOPUP_BACK, last=TOPUPS_MOST),
})  # fmt: skip
"""What `goal_of` reads."""


@dataclass(frozen=True, slots=True)
class Done:
    """A task that was done: on which day, by which event, and by which event its reward was given."""

    on: date
    by: str
    rewarded: str | None = None

    def to_memory(self) -> dict[str, str]:
        """Return it as it is kept."""
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
    """Return what is kept of a task, or None if it was never done."""
    kept = shared.get(PREFIX + code)
    return None if kept is None else Done(date.fromisoformat(kept["on"]), kept["by"], kept.get("rewarded"))


def standings(ctx: Context[TreeSettings], by: str = "") -> Mapping[str, Standing]:
    """Return the member's tasks in the merchant's order.

    `by` is the event that completes what is completed now.
    """
    settings, today = ctx.settings, ctx.today
    mine = {code: task for code, task in settings.tasks.items() if _has(ctx, code, task)}
    done = {code: kept for code in mine if (kept := _done(ctx, code)) is not None}
    ready = True
    while ready:
        ready = False
        for code, task in mine.items():
            open_ = code not in done and not over(task, today) and all(required in done for required in task.requires)
            if open_ and goal_of(ctx, code).met:
                done[code], ready = Done(today, by), True
    return {code: _standing(ctx, code, done) for code in mine}


def over(task: Task, today: date) -> bool:
    """Return True if a task's last day has passed."""
    return task.ends_on is not None and task.ends_on < today


def _has(ctx: Context[TreeSettings], code: str, task: Task) -> bool:
    return task.audience in (None, *ctx.member.tags) or PREFIX + code in ctx.shared


def _done(ctx: Context[TreeSettings], code: str) -> Done | None:
    kept = remembered(ctx.shared, code)
    stale = kept is not None and ctx.settings.tasks[code].daily and kept.on != ctx.today
    return None if stale else kept


def _standing(ctx: Context[TreeSettings], code: str, done: Mapping[str, Done]) -> Standing:
    task, kept, goal = ctx.settings.tasks[code], done.get(code), goal_of(ctx, code)
    if kept is not None:
        given = kept.rewarded is not None or not task.gives
        return Standing(code, task, "DONE" if given else "OVER" if over(task, ctx.today) else "CLAIMABLE", goal, kept)
    missing = tuple(required for required in ctx.settings.before(code) if required not in done)
    if over(task, ctx.today):
        return Standing(code, task, "OVER", goal)
    return Standing(code, task, "LOCKED" if missing else "OPEN", goal, missing=missing)


def friends_asked(goal: Condition) -> int | None:
    """Return how many friends a goal asks for, None if it asks for anything else."""
    return _asked(goal, SUCCEEDED)


def topups_asked(goal: Condition) -> int | None:
    """Return how many top-ups a goal asks for, None if it asks for anything else, or for more than are looked at."""
    asked = _asked(goal, TOPPED_UP)
    return asked if asked is not None and asked < TOPUPS_MOST else None


def _asked(goal: Condition, type_: str) -> int | None:
    test = goal.get("test", {})
    asked = test.get("metric"), test.get("op"), test.get("window"), dict(test.get("args") or {})
    return int(test["value"]) if asked == ("events", "GTE", None, {"type": type_}) else None


def goal_of(ctx: Context[Any], code: str) -> Any:
    """Return how the member stands to a task's goal."""
    goal, asked = ctx.facts["goals"][code], ctx.settings.goals[code]
    if not goal.met:
        return goal
    friends, topups = friends_asked(asked), topups_asked(asked)
    if friends is not None:
        return _as_left(goal, friends, ctx.facts["came"] - ctx.facts["went"], "missing")
    return goal if topups is None else _as_left(goal, topups, _topups_left(ctx), "missing_topups")


def _as_left(goal: Any, least: int, left: int, key: str) -> Any:
    """Return a goal as it stands to what is left of what it counts."""
    if left >= least:
        return goal
    fraction = (Decimal(max(0, left)) / least).quantize(Decimal("0.0001"), ROUND_DOWN)
    tell = partial(_missing, key, least - max(0, left))
    return replace(goal, met=False, fraction=fraction, text=tell("en"), tell=tell)


def _topups_left(ctx: Context[Any]) -> int:
    """Return how many top-ups were not wholly given back, the present event included."""
    event = getattr(ctx, "event", None)
    now = [event] if event is not None else []
    back = Counter[str]()
    for refund in (*ctx.facts["topups_back"], *now):
        if refund.type == TOPUP_BACK:
            back[refund.data.payment_id] += refund.data.amount
    paid = [topup for topup in (*ctx.facts["topups"], *now) if topup.type == TOPPED_UP]
    return sum(back[topup.data.payment_id] < topup.data.amount for topup in paid)


def _missing(key: str, count: int, lang: str) -> str:
    return TEXTS.text(lang, key, count=count)
