"""Eco products for green points, while stocks last."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from green_points.events import REDEEM
from green_points.preference import GreenSettings, barrier
from green_points.scalars import Amount, Key, Names, Text, named, words
from green_points.texts import TEXTS
from headless.plugins import (
    Code,
    Effect,
    Grant,
    Issue,
    Refuse,
    Remember,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    Spend,
    Take,
)


class Reward(RuleSettings):
    """One eco product: its price, what the member gets for it, and what limits it.

    stock: the benefit whose stock it is taken from. benefit: one use of it is given, too. coupon: one is issued, from its kind's
    stock. each: how many a member may take in all (0: any number). until: the last day.
    """

    name: Text = Field(
        default="",
        title="Name",
        description="How members know it; the code if empty.",
        json_schema_extra=words("环保商品"),
    )
    names: Names = Field(
        default={},
        title="Names by language",
        description='How members know it in a language: {"zh": "竹纤维杯"}; the name if left out.',
        json_schema_extra=words("各语言名称"),
    )
    price: Amount = Field(
        title="Price", description="What it costs, of the asset.", json_schema_extra=words("所需积分")
    )
    stock: Code | None = Field(
        default=None,
        title="Stock of",
        description="The benefit whose stock it is taken of.",
        json_schema_extra=words("库存权益", "benefit"),
    )
    benefit: Code | None = Field(
        default=None,
        title="Benefit",
        description="The benefit of which one use is given.",
        json_schema_extra=words("权益", "benefit"),
    )
    coupon: Code | None = Field(
        default=None,
        title="Coupon kind",
        description="The kind of which one coupon is issued, from the kind's stock.",
        json_schema_extra=words("优惠券", "couponKind"),
    )
    each: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=0,
        title="At most for each member",
        description="How many a member may take in all; 0: any number.",
        json_schema_extra=words("每人限兑"),
    )
    until: date | None = Field(
        default=None,
        title="Last day",
        description="The last day on which it can be had.",
        json_schema_extra=words("截止日期"),
    )

    @model_validator(mode="after")
    def _gives(self) -> Self:
        if self.stock is None and self.benefit is None and self.coupon is None:
            raise ValueError(TEXTS.told("an eco reward takes from a stock, or gives a benefit or a coupon"))
        return self


class RewardSettings(GreenSettings):
    """What there is for green points."""

    rewards: Annotated[Mapping[Key, Reward], Field(max_length=50)] = Field(
        default={},
        title="Eco rewards",
        description="What there is, by the code that the event names.",
        json_schema_extra=words("环保商品兑换"),
    )


class EcoRewards(Rule):
    """Members take eco products for green points, first come, first served."""

    id = "eco_rewards"
    label, label_zh = "Eco rewards", "积分兑换环保产品"
    on = (REDEEM,)
    single = True
    Settings = RewardSettings

    def evaluate(self, ctx: RuleContext[RewardSettings]) -> Iterable[Effect] | Skip:
        """Spend the price, take from the stock and give what it is, or refuse."""
        code = ctx.event.data.reward
        reward = ctx.settings.rewards.get(code)
        if reward is None:
            return [Refuse("UNKNOWN_REWARD", TEXTS.told("there is no eco reward {code!r}", code=code))]
        why = barrier(ctx)
        if why is not None:
            return [Refuse("NOT_OFFERED", why)]
        if reward.until is not None and ctx.today > reward.until:
            return [Refuse("OVER", TEXTS.told("{code} ended on {until}", code=named(reward, code), until=reward.until))]
        had = ctx.state.get(code, 0)
        if reward.each and had >= reward.each:
            return [
                Refuse(
                    "LIMIT_REACHED",
                    TEXTS.told(
                        "{code} was taken {had} times; each member may have {each}",
                        code=named(reward, code),
                        had=had,
                        each=reward.each,
                    ),
                )
            ]
        known = {name: count for name, count in ctx.state.items() if name in ctx.settings.rewards}
        return [Spend(ctx.settings.asset, reward.price, why=named(reward, code)), *_given(reward, code),
                Remember({**known, code: had + 1})]  # fmt: skip


def _given(reward: Reward, code: str) -> list[Effect]:
    why, effects = named(reward, code), list[Effect]()
    if reward.stock is not None:
        effects.append(Take(f"benefit:{reward.stock}", why=why))
    if reward.benefit is not None:
        effects.append(Grant(reward.benefit, why=why))
    if reward.coupon is not None:
        effects.append(Issue(reward.coupon, why=why))
    return effects
