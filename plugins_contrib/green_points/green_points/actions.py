"""Green points for what members do for the environment, with a limit a day."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from green_points.events import ACTION
from green_points.preference import GreenSettings, barrier
from green_points.scalars import Amount, Key, Names, Text, named, words
from green_points.texts import TEXTS
from headless.plugins import Earn, Effect, Refuse, Remember, Rule, RuleContext, RuleSettings, Skip

DAYS_KEPT = 5
"""The days whose actions are counted: a late one is counted with its own day."""


class Action(RuleSettings):
    """One kind of action: what it earns each time, how often a day it counts (0: any number), and the CO2 that it saves."""

    name: Text = Field(
        default="",
        title="Name",
        description="How members know it; the code if empty.",
        json_schema_extra=words("环保行为"),
    )
    names: Names = Field(
        default={},
        title="Names by language",
        description='How members know it in a language: {"zh": "自带杯"}; the name if left out.',
        json_schema_extra=words("各语言名称"),
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
            "own_cup": Action(name="Own cup", names={"zh": "自带杯"}, amount=Decimal(5)),
            "no_bag": Action(name="No bag", names={"zh": "自备购物袋"}, amount=Decimal(5)),
            "recycled": Action(name="Recycling", names={"zh": "旧物回收"}, amount=Decimal(10), a_day=10),
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
    single = True
    Settings = ActionSettings

    def evaluate(self, ctx: RuleContext[ActionSettings]) -> Iterable[Effect] | Skip:
        """Earn for the actions that still count today."""
        data, asset = ctx.event.data, ctx.settings.asset
        action = ctx.settings.actions.get(data.action)
        if action is None:
            known = ", ".join(ctx.settings.actions) or "none"
            return [
                Refuse(
                    "UNKNOWN_ACTION",
                    TEXTS.told(
                        "there is no eco action {action!r}; there are: {known}", action=data.action, known=known
                    ),
                )
            ]
        why = barrier(ctx)
        if why is not None:
            return ctx.skip(why)
        day = ctx.event.local_date.isoformat()
        if len(ctx.state) >= DAYS_KEPT and day < min(ctx.state):
            return ctx.skip(TEXTS.told("{day} is too long ago to count", day=day))
        before = ctx.state.get(day, {}).get(data.action, 0)
        counted = min(data.count, max(0, action.a_day - before)) if action.a_day else data.count
        if not counted or not action.amount:
            return ctx.skip(TEXTS.told("{action} counts {a_day} times a day", action=data.action, a_day=action.a_day))
        amount = action.amount * counted
        if not int(amount.scaleb(ctx.kinds[asset].decimals)):
            return ctx.skip(TEXTS.told("{amount} {asset} are less than can be given", amount=amount, asset=asset))
        earned = Earn(asset, amount, boostable=False, why=named(action, data.action))
        return [earned, _counted(ctx, day, data.action, before + counted)]


def _counted(ctx: RuleContext[ActionSettings], day: str, action: str, times: int) -> Remember:
    """Keep how often an action earned on a day. What earned nothing leaves the day as it was."""
    days = {on: dict(counts) for on, counts in ctx.state.items()}
    days.setdefault(day, {})[action] = times
    kept = sorted(days)[-DAYS_KEPT:]
    return Remember({on: days[on] for on in kept})
