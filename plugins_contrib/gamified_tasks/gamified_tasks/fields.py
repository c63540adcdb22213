"""Fields for front ends: tasks, check-in, the row of orders, medals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gamified_tasks.checkins import CheckinSettings, DailyCheckin
from gamified_tasks.growth_tree import GrowthTree
from gamified_tasks.medals import CategoryMedals, MedalSettings
from gamified_tasks.order_streaks import OrderStreak, OrderStreakSettings, Row, open_row
from gamified_tasks.rewards import Reward
from gamified_tasks.scalars import named
from gamified_tasks.task_settings import TreeSettings
from gamified_tasks.task_states import GOAL_NEEDS, Standing, standings
from headless.plugins import Context, Field, Meets, Value


@dataclass(frozen=True, slots=True)
class RewardView:
    """What there is to get."""

    asset: str | None
    amount: Decimal | None
    benefit: str | None
    coupon: str | None
    tag: str | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task. state: LOCKED, OPEN, CLAIMABLE, DONE or OVER. locked_by: what to do first. deadline: the last day."""

    code: str
    name: str
    state: str
    progress: Decimal
    text: str
    locked_by: list[str]
    reward: RewardView | None
    deadline: date | None
    done_on: date | None
    daily: bool


@dataclass(frozen=True, slots=True)
class CheckinView:
    """The streak of check-ins up to today or yesterday, and what the next one brings."""

    days: int
    today: bool
    next: Decimal
    asset: str


@dataclass(frozen=True, slots=True)
class RowView:
    """Orders in a row so far, how many make it complete, by when the next must come, and what that brings."""

    orders: int
    of: int
    deadline: date | None
    reward: RewardView | None


@dataclass(frozen=True, slots=True)
class MedalView:
    """One medal, held or not yet."""

    code: str
    name: str
    held: bool
    progress: Decimal
    text: str


class Tasks(Field):
    """The member's tasks with state, progress, what locks them, what there is to claim, and until when."""

    id = "tasks"
    settings_of = GrowthTree.id
    type = list[TaskView]
    for_member = True
    needs = GOAL_NEEDS

    def resolve(self, ctx: Context[TreeSettings]) -> list[TaskView]:
        """Return all tasks in the merchant's order."""
        return [_task(ctx, standing) for standing in standings(ctx).values()]


class Checkin(Field):
    """The member's streak of check-ins."""

    id = "checkin"
    settings_of = DailyCheckin.id
    type = CheckinView
    for_member = True
    needs = {
        "streak": Value("streak", args={"type": "checkin", "period": "day"}),
        "today": Value("events", window="1d", args={"type": "checkin"}),
    }

    def resolve(self, ctx: Context[CheckinSettings]) -> CheckinView:
        """Return the streak as of today."""
        days = ctx.facts["streak"]
        return CheckinView(days, ctx.facts["today"] > 0, ctx.settings.amount(days + 1), ctx.settings.asset)


class OrdersInARow(Field):
    """How near the member is to the reward for orders in a row."""

    id = "orders_in_a_row"
    settings_of = OrderStreak.id
    type = RowView
    for_member = True

    def resolve(self, ctx: Context[OrderStreakSettings]) -> RowView:
        """Return the open row as of today."""
        row, settings = Row.of(ctx.shared), ctx.settings
        orders = open_row(ctx, row)
        until = ctx.after(settings.apart, row.last) if orders and settings.apart and row.last else None
        return RowView(len(orders), settings.orders, until, _reward(settings))


class Medals(Field):
    """The member's medals, and those still to win."""

    id = "medals"
    settings_of = CategoryMedals.id
    type = list[MedalView]
    for_member = True
    needs = {"goals": Meets("$goals")}

    def resolve(self, ctx: Context[MedalSettings]) -> list[MedalView]:
        """Return all medals in the merchant's order."""
        goals, held = ctx.facts["goals"], ctx.member.tags
        return [
            MedalView(
                code,
                named(medal, code).told(ctx.lang),
                code in held,
                goals[code].fraction,
                goals[code].told(ctx.lang),
            )
            for code, medal in ctx.settings.medals.items()
        ]


def _task(ctx: Context[TreeSettings], standing: Standing) -> TaskView:
    task, goal, done = standing.task, standing.goal, standing.done
    finished = standing.state in ("CLAIMABLE", "DONE")
    deadline = ctx.today if task.daily and standing.state != "DONE" else task.ends_on
    return TaskView(
        standing.code,
        named(task, standing.code).told(ctx.lang),
        standing.state,
        Decimal(1) if finished else goal.fraction,
        goal.told(ctx.lang),
        list(standing.missing),
        _reward(task),
        deadline,
        None if done is None else done.on,
        task.daily,
    )


def _reward(reward: Reward) -> RewardView | None:
    if not reward.gives:
        return None
    asset, amount = (reward.asset, reward.amount) if reward.amount else (None, None)
    return RewardView(asset, amount, reward.benefit, reward.coupon, reward.tag)
