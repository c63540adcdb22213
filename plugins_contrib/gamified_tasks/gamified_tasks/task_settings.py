"""Tasks as a merchant sets them up: goals, required tasks, rewards."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gamified_tasks.rewards import Reward
from gamified_tasks.scalars import Condition, Key, Names, Spent, Text, spent_setting, words
from gamified_tasks.texts import TEXTS
from headless.plugins import Code, RuleSettings

TASKS_MOST = 30
OnRefund = Literal["TAKE_BACK", "KEEP"]

GROWTH_TREE_GOALS: Mapping[str, Condition] = {
    "first_order": {"test": {"metric": "orders", "op": "GTE", "value": 1}},
    "three_months": {
        "test": {
            "metric": "streak",
            "op": "GTE",
            "value": 3,
            "args": {"type": "order.paid", "period": "month"},
        }
    },
    "refer_a_friend": {
        "test": {
            "metric": "events",
            "op": "GTE",
            "value": 1,
            "args": {"type": "gamified_tasks.referral_succeeded"},
        }
    },
}


class Task(Reward):
    """One task.

    requires: tasks to be done before it. daily: it starts again each day. audience: only members with this tag have it.
    ends_on: the last day on which it can be done and its reward claimed. on_refund: what a refund does to it; as for all tasks if
    left out.
    """

    name: Text = Field(
        default="",
        title="Name",
        description="How members know it; the code if empty.",
        json_schema_extra=words("任务名称"),
    )
    names: Names = Field(
        default={},
        title="Names by language",
        description='How members know it in a language: {"zh": "完成首单"}; the name if left out.',
        json_schema_extra=words("各语言名称"),
    )
    requires: Annotated[tuple[Key, ...], Field(max_length=10)] = Field(
        default=(),
        title="Done before",
        description="Tasks that must be done before this one.",
        json_schema_extra=words("前置任务"),
    )
    daily: bool = Field(
        default=False,
        title="Every day",
        description="It starts again each day.",
        json_schema_extra=words("每日任务"),
    )
    audience: Code | None = Field(
        default=None,
        title="Only with the tag",
        description="Only members with this tag have it; all if left out.",
        json_schema_extra=words("适用标签", "tag"),
    )
    ends_on: date | None = Field(
        default=None,
        title="Last day",
        description="The last day on which it can be done and its reward claimed.",
        json_schema_extra=words("截止日期"),
    )
    on_refund: OnRefund | None = Field(
        default=None,
        title="When an order that it stood on is wholly refunded",
        description="TAKE_BACK or KEEP; as for all tasks if left out.",
        json_schema_extra=words("退款处理"),
    )


GROWTH_TREE: Mapping[str, Task] = {
    "first_order": Task(name="First order", names={"zh": "完成首单"}, amount=Decimal(50)),
    "three_months": Task(
        name="Buy 3 months in a row", names={"zh": "连续购买3个月"}, requires=("first_order",), amount=Decimal(200)
    ),
    "refer_a_friend": Task(
        name="Refer a new member", names={"zh": "邀请新会员"}, requires=("three_months",), amount=Decimal(500)
    ),
}


class TreeSettings(RuleSettings):
    """Tasks with their goals. By default the growth tree: first order, three months in a row, refer a new member."""

    goals: Annotated[Mapping[Key, Condition], Field(max_length=TASKS_MOST)] = Field(
        default=GROWTH_TREE_GOALS,
        title="Goals, by task",
        description="The condition that completes a task.",
        json_schema_extra=words("任务目标", "condition"),
    )
    tasks: Annotated[Mapping[Key, Task], Field(max_length=TASKS_MOST)] = Field(
        default=GROWTH_TREE,
        title="Tasks",
        description="Required tasks and the reward of each.",
        json_schema_extra=words("任务"),
    )
    claimed: bool = Field(
        default=True,
        title="Rewards are claimed",
        description="Otherwise they are given as soon as a task is done.",
        json_schema_extra=words("奖励需手动领取"),
    )
    on_refund: OnRefund = Field(
        default="TAKE_BACK",
        title="When an order that a task stood on is wholly refunded",
        description="TAKE_BACK opens the task again if its goal is no longer met, and takes its reward back; KEEP leaves both.",
        json_schema_extra=words("退款处理"),
    )
    spent: Spent = spent_setting()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if set(self.goals) != set(self.tasks):
            raise ValueError(
                TEXTS.told(
                    "each task needs a goal and each goal a task: {goals}",
                    goals=sorted(set(self.goals) ^ set(self.tasks)),
                )
            )
        for code, task in self.tasks.items():
            unknown = [required for required in task.requires if required not in self.tasks]
            if unknown:
                raise ValueError(
                    TEXTS.told(
                        "the task {code} requires {unknown}, which does not exist", code=code, unknown=unknown[0]
                    )
                )
        for code in self.tasks:
            if code in self.before(code):
                raise ValueError(TEXTS.told("the task {code} requires itself", code=code))
        return self

    def is_undone(self, code: str) -> bool:
        """Return True if a refund of an order that a task stood on undoes it."""
        return (self.tasks[code].on_refund or self.on_refund) == "TAKE_BACK"

    def before(self, code: str) -> list[str]:
        """Return all tasks that must be done before a task, directly or not, in order."""
        ordered: dict[str, None] = {}
        self._visit(code, set(), ordered)
        return list(ordered)

    def _visit(self, code: str, seen: set[str], ordered: dict[str, None]) -> None:
        for required in self.tasks[code].requires:
            if required not in seen:
                seen.add(required)
                self._visit(required, seen, ordered)
                ordered[required] = None
