"""Tasks. One is done when its goal is reached and all required tasks are done. Its reward is claimed once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gamified_tasks.events import (
    CLAIM,
    COMPLETED,
    DAILY_COMPLETED,
    GIVEN_BACK,
    SUCCEEDED,
    TOPPED_UP,
    TOPUP_BACK,
    WITHDRAWN,
)
from gamified_tasks.hindsight import ORDERS_MOST, Hindsight
from gamified_tasks.rewards import given
from gamified_tasks.scalars import named
from gamified_tasks.task_settings import TreeSettings
from gamified_tasks.task_states import (
    GOAL_NEEDS,
    PREFIX,
    Done,
    Standing,
    friends_asked,
    goal_of,
    remembered,
    standings,
    topups_asked,
)
from gamified_tasks.texts import TEXTS
from headless.plugins import Effect, Emit, Events, Refuse, Remember, Rule, RuleContext, Skip, Undo

Ctx = RuleContext[TreeSettings]
WATCHED = (
    "order.paid", "checkin", "review.posted", "share.posted", "login", "profile.completed", "referral.joined",
    TOPPED_UP, "tier.changed", DAILY_COMPLETED, SUCCEEDED,
)  # fmt: skip


class GrowthTree(Rule):
    """Tasks with goals, prerequisites and rewards: by default first order, three months in a row, refer a new member."""

    id = "growth_tree"
    label, label_zh = "Tasks and growth tree", "任务与成长树"
    on = (*WATCHED, *GIVEN_BACK, TOPUP_BACK, WITHDRAWN, CLAIM)
    single = True
    assets = ("$tasks.asset",)
    needs = {**GOAL_NEEDS, "orders": Events("order.paid", last=ORDERS_MOST)}
    Settings = TreeSettings

    def evaluate(self, ctx: Ctx) -> Iterable[Effect] | Skip:
        """Complete reached tasks, give claimed rewards, and open tasks again after a refund."""
        if ctx.event.type in (*GIVEN_BACK, TOPUP_BACK, WITHDRAWN):
            return reopened(ctx) or ctx.skip(
                TEXTS.told("no task stood on what was given back, or its goal is still met")
            )
        tasks = standings(ctx, ctx.event.id)
        return (
            claimed(ctx, tasks)
            if ctx.event.type == CLAIM
            else completed(ctx, tasks) or ctx.skip(TEXTS.told("no task is done by this"))
        )


def completed(ctx: Ctx, tasks: Mapping[str, Standing]) -> list[Effect]:
    """Return the effects of tasks that this event completes."""
    fresh = [
        standing
        for standing in tasks.values()
        if standing.done is not None and remembered(ctx.shared, standing.code) != standing.done
    ]
    return [effect for standing in fresh for effect in _done(ctx, standing, pay=not ctx.settings.claimed)]


def claimed(ctx: Ctx, tasks: Mapping[str, Standing]) -> list[Effect]:
    """Give the reward of the named task, or refuse with a reason."""
    code = ctx.event.data.task
    standing = tasks.get(code)
    if standing is None:
        return [
            Refuse(
                "UNKNOWN_TASK",
                TEXTS.told("there is no task {code!r}; there are: {tasks}", code=code, tasks=list(tasks)),
            )
        ]
    if standing.state != "CLAIMABLE":
        return [_refusal(ctx, standing)]
    others = {name: standing for name, standing in tasks.items() if name != code}
    return [*completed(ctx, others), *_done(ctx, standing, pay=True)]


def reopened(ctx: Ctx) -> list[Effect]:
    """Open tasks again that stood on a refunded order or top-up, or on a friend, if their goals are no longer met."""
    order, withdrawn = ctx.origin, ctx.event.type == WITHDRAWN
    if not withdrawn and (order is None or order.refunded < 1):
        return []
    topped = ctx.event.type == TOPUP_BACK
    stood = _stood_on_friend if withdrawn else _stood_on_topup if topped else _stood_on
    kept = {code: done for code in ctx.settings.tasks if (done := remembered(ctx.shared, code)) is not None}
    lost = {code: done for code, done in kept.items() if ctx.settings.is_undone(code) and stood(ctx, code, done)}
    undone = {done.rewarded for done in lost.values() if done.rewarded is not None}
    spared = {code: done for code, done in kept.items() if code not in lost and done.rewarded in undone}
    # What came with the reward of a lost task is taken back with it and given again, so that nothing is given twice.
    owed = ctx.settings.spent == "OWED" or bool(spared)
    why = TEXTS.told("its payment was refunded") if topped else TEXTS.told("its order was refunded")
    effects: list[Effect] = [Undo(code, owed=owed, why=why) for code in sorted(undone)]
    for code, done in spared.items():
        effects += _rewarded(ctx, code, done)
    return [*effects, Remember({PREFIX + code: None for code in lost}, shared=True)] if lost else []


def _stood_on(ctx: Ctx, code: str, done: Done) -> bool:
    """Return True if a task would not have been done without the order that is given back, and is not met now either.

    With it the goal was reached, on the day of the task or with a later order, without it on none of these days. If that
    cannot be told, the order that completed the task counts.
    """
    order = ctx.origin
    if goal_of(ctx, code).met or order is None:
        return False
    orders, goal = ctx.facts["orders"], ctx.settings.goals[code]
    days = {done.on, *(later.local_date for later in (*orders, order) if later.local_date > done.on)}
    without, with_it = (
        {Hindsight.of(orders, order, day, ctx.after, stands=stands).reached(goal) for day in days}
        for stands in (False, True)
    )
    if without == {False}:
        return True in with_it
    return True not in without and done.by == order.id


def _stood_on_friend(ctx: Ctx, code: str, done: Done) -> bool:
    """Return True if a task asks for friends, and fewer are left of them."""
    return friends_asked(ctx.settings.goals[code]) is not None and not goal_of(ctx, code).met


def _stood_on_topup(ctx: Ctx, code: str, done: Done) -> bool:
    """Return True if a task asks for top-ups, and fewer are left of them, or if the one that is given back completed it."""
    if goal_of(ctx, code).met:
        return False
    return topups_asked(ctx.settings.goals[code]) is not None or (ctx.origin is not None and done.by == ctx.origin.id)


def _done(ctx: Ctx, standing: Standing, *, pay: bool) -> list[Effect]:
    code, task, done = standing.code, standing.task, standing.done
    assert done is not None
    effects: list[Effect] = []
    if remembered(ctx.shared, code) != done:
        effects.append(Emit(DAILY_COMPLETED if task.daily else COMPLETED, {"task": code}, key=code))
    return effects + (_rewarded(ctx, code, done) if pay and task.gives else [_kept(code, done)])


def _rewarded(ctx: Ctx, code: str, done: Done) -> list[Effect]:
    # Kept, because a part of an order that was given back leaves its task done; `reopened` sees to the whole.
    task, by = ctx.settings.tasks[code], ctx.event.id
    reward = given(ctx, task, TEXTS.told("task {task}", task=named(task, code)), once=f"{code}/{by}", keep=True)
    return [*reward, _kept(code, replace(done, rewarded=by))]


def _kept(code: str, done: Done) -> Remember:
    return Remember({PREFIX + code: done.to_memory()}, shared=True)


def _refusal(ctx: Ctx, standing: Standing) -> Refuse:
    missing, tasks = standing.missing, ctx.settings.tasks
    before = [named(tasks[code], code) for code in missing]
    name = named(standing.task, standing.code)
    if standing.state == "LOCKED":
        return Refuse(
            "TASK_LOCKED",
            TEXTS.told(
                "{code} is locked: do {missing} first",
                code=name,
                missing=before,
            ),
            {"missing": list(missing)},
        )
    if standing.state == "OPEN":
        progress = str(standing.goal.fraction)
        return Refuse(
            "TASK_NOT_DONE",
            TEXTS.told("{code} is not done yet: {text}", code=name, text=standing.goal.words),
            {"progress": progress},
        )
    if standing.state == "OVER":
        return Refuse(
            "TASK_OVER",
            TEXTS.told("{code} ended on {ends_on}", code=name, ends_on=standing.task.ends_on),
        )
    return Refuse(
        "ALREADY_CLAIMED",
        TEXTS.told("the reward of {code} was claimed before, or it has none", code=name),
    )
