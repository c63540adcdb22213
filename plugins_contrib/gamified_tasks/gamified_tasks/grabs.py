"""Grabs: a limited number of shares, first come, first served."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gamified_tasks.events import GRAB
from gamified_tasks.rewards import Reward, given
from gamified_tasks.scalars import Key, Names, Text, named, words
from gamified_tasks.texts import TEXTS
from headless.plugins import Code, Effect, Refuse, Remember, Rule, RuleContext, RuleSettings, Skip, Take


class Grab(Reward):
    """Something limited.

    stock: the benefit whose stock says how many shares there are; by default the coupon kind's. each: how often a member may
    have it. opens_on, ends_on: the first and the last day.
    """

    name: Text = Field(
        default="", title="Name", description="How members know it; the code if empty.", json_schema_extra=words("名称")
    )
    names: Names = Field(
        default={},
        title="Names by language",
        description='How members know it in a language: {"zh": "本周鲜花"}; the name if left out.',
        json_schema_extra=words("各语言名称"),
    )
    stock: Code | None = Field(
        default=None,
        title="Stock of",
        description="The benefit whose stock says how many there are; else the coupon kind's.",
        json_schema_extra=words("库存权益", "benefit"),
    )
    each: Literal["DAY", "EVER"] = Field(
        default="DAY",
        title="Once per member and",
        description="DAY: once a day; EVER: once.",
        json_schema_extra=words("每人限领周期"),
    )
    opens_on: date | None = Field(
        default=None,
        title="First day",
        description="The first day on which it can be had.",
        json_schema_extra=words("开始日期"),
    )
    ends_on: date | None = Field(
        default=None, title="Last day", description="The last one.", json_schema_extra=words("结束日期")
    )

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.stock is None and self.coupon is None:
            raise ValueError(
                TEXTS.told("a grab is limited by the stock of a benefit, or by the stock of the coupon kind it gives")
            )
        if not self.gives:
            raise ValueError(TEXTS.told("a grab needs something to give"))
        return self


class GrabSettings(RuleSettings):
    """What there is to grab."""

    grabs: Annotated[Mapping[Key, Grab], Field(max_length=30)] = Field(
        default={},
        title="Grabs",
        description="What there is, by the code that the event names.",
        json_schema_extra=words("限量抢兑"),
    )


class LimitedGrab(Rule):
    """Points, coupons or benefits for those who come first, as long as there are any."""

    id = "limited_grab"
    label, label_zh = "Limited grab", "限量抢兑"
    on = (GRAB,)
    single = True
    assets = ("$grabs.asset",)
    Settings = GrabSettings

    def evaluate(self, ctx: RuleContext[GrabSettings]) -> Iterable[Effect] | Skip:
        """Take a share of the stock and give what it is. If none is left, it is refused with Exhausted."""
        code, today = ctx.event.data.grab, ctx.event.local_date
        grab = ctx.settings.grabs.get(code)
        if grab is None:
            return [Refuse("UNKNOWN_GRAB", TEXTS.told("there is no grab {code!r}", code=code))]
        name = named(grab, code)
        if grab.opens_on is not None and today < grab.opens_on:
            return [
                Refuse(
                    "NOT_OPEN",
                    TEXTS.told("{code} opens on {opens_on}", code=name, opens_on=grab.opens_on),
                    {"opensOn": grab.opens_on.isoformat()},
                )
            ]
        if grab.ends_on is not None and today > grab.ends_on:
            return [Refuse("OVER", TEXTS.told("{code} ended on {ends_on}", code=name, ends_on=grab.ends_on))]
        had = ctx.state.get(code)
        if had is not None and (grab.each == "EVER" or had == today.isoformat()):
            return [
                Refuse(
                    "ALREADY_GRABBED",
                    TEXTS.told("{code} was grabbed on {had}", code=name, had=date.fromisoformat(had)),
                )
            ]
        once = f"{code}/{today.isoformat() if grab.each == 'DAY' else 'ever'}"
        share = [] if grab.stock is None else [Take(f"benefit:{grab.stock}")]
        known = {name: day for name, day in ctx.state.items() if name in ctx.settings.grabs}
        return [
            *share,
            *given(ctx, grab, TEXTS.told("grabbed {code}", code=name), once=once),
            Remember({**known, code: today.isoformat()}),
        ]
