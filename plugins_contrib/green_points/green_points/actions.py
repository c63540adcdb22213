"""Green points for what members do for the environment, with a limit a day."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from green_points.events import ACTION
from green_points.preference import GreenSettings, barrier
from green_points.scalars import Amount, Key, Text, words
from headless.plugins import Earn, Effect, Events, Refuse, Rule, RuleContext, RuleSettings, Skip


class Action(RuleSettings):
    """One kind of action: what it earns each time, how often a day it counts (0: any number), and the CO2 that it saves."""

    name: Text = Field(
        default="",
        title="Name",
        description="How members know it; the code if empty.",
        json_schema_extra=words("环保行为"),
    )
    amount: Amount = Field(title="Amount", description="What it earns each time.", json_schema_extra=words("每次奖励"))
    a_day: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=1,
        title="Counts a day",
        description="How often a day it earns; 0: any number.",
        json_schema_extra=words("每日上限次数"),
    )
    grams: Annotated[int, Field(ge=0, le=10**9)] = Field(
        default=0,
        title="Grams of CO2 saved each time",
        description="Shown to members as their impact; it earns nothing.",
        json_schema_extra=words("每次减少的二氧化碳（克）"),
    )


class ActionSettings(GreenSettings):
    """What earns green points."""

    actions: Annotated[Mapping[Key, Action], Field(max_length=50)] = Field(
        default={
            "own_cup": Action(name="Own cup 自带杯", amount=Decimal(5)),
            "no_bag": Action(name="No bag 自备购物袋", amount=Decimal(5)),
            "recycled": Action(name="Recycling 旧物回收", amount=Decimal(10), a_day=10),
        },
        title="Actions",
        description="What members can do, by the code that the event names.",
        json_schema_extra=words("环保行为"),
    )


class EcoActions(Rule):
    """Members earn green points for bringing a cup, going without a bag, giving things back, and the like."""

    id = "eco_actions"
    label, label_zh = "Eco behaviour", "环保行为积分"
    on = (ACTION,)
    needs = {"today": Events(ACTION, last=200, window="1d")}
    Settings = ActionSettings

    def evaluate(self, ctx: RuleContext[ActionSettings]) -> Iterable[Effect] | Skip:
        """Earn for the actions that still count today."""
        data, asset = ctx.event.data, ctx.settings.asset
        action = ctx.settings.actions.get(data.action)
        if action is None:
            known = ", ".join(ctx.settings.actions) or "none"
            return [Refuse("UNKNOWN_ACTION", f"there is no eco action {data.action!r}; there are: {known}")]
        why = barrier(ctx)
        if why is not None:
            return ctx.skip(why)
        earlier = [event for event in ctx.facts["today"] if event.local_date == ctx.event.local_date]
        before = sum(event.data.count for event in earlier if event.data.action == data.action)
        counted = min(data.count, max(0, action.a_day - before)) if action.a_day else data.count
        if not counted or not action.amount:
            return ctx.skip(f"{data.action} counts {action.a_day} times a day")
        return [Earn(asset, action.amount * counted, boostable=False, why=action.name or data.action)]
