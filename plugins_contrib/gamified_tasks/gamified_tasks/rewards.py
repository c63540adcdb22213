"""Rewards: points, uses of a benefit, coupons, a tag."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from gamified_tasks.scalars import Amount, Duration, words
from headless.plugins import Code, Context, Earn, Effect, Grant, Issue, RuleSettings, Tag


class Reward(RuleSettings):
    """A reward. Each part that is set is given. `valid`: how long a benefit's uses and a tag last."""

    asset: Code = Field(
        default="points",
        title="Asset kind",
        description="What the amount is of.",
        json_schema_extra=words("资产类型", "assetKind"),
    )
    amount: Amount = Field(
        default=Decimal(0), title="Amount", description="How much of it; 0: none.", json_schema_extra=words("奖励数量")
    )
    benefit: Code | None = Field(
        default=None,
        title="Benefit",
        description="The benefit of which uses are given.",
        json_schema_extra=words("权益", "benefit"),
    )
    uses: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=1, title="Uses", description="How many uses of the benefit.", json_schema_extra=words("权益次数")
    )
    coupon: Code | None = Field(
        default=None,
        title="Coupon kind",
        description="The kind of which coupons are issued.",
        json_schema_extra=words("优惠券", "couponKind"),
    )
    coupons: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, title="Coupons", description="How many coupons.", json_schema_extra=words("券张数")
    )
    tag: Code | None = Field(
        default=None, title="Tag", description="A tag that the member gets.", json_schema_extra=words("标签", "tag")
    )
    valid: Duration | None = Field(
        default=None,
        title="Valid for",
        description="How long the uses and the tag last; without end if left out.",
        json_schema_extra=words("有效期"),
    )

    @property
    def gives(self) -> bool:
        """True if there is anything in it."""
        return bool(self.amount or self.benefit or self.coupon or self.tag)


def given(ctx: Context[Any], reward: Reward, why: str, *, once: str, keep: bool = False) -> list[Effect]:
    """Return the effects that give a reward, once under a key.

    keep: a refund of the order that brought it does not take it back.
    """
    until = None if reward.valid is None else ctx.after(reward.valid)
    effects: list[Effect] = []
    if reward.amount:
        effects.append(Earn(reward.asset, reward.amount, boostable=False, why=why, once=f"{once}/asset", keep=keep))
    if reward.benefit is not None:
        effects.append(Grant(reward.benefit, reward.uses, until, why=why, once=f"{once}/benefit", keep=keep))
    if reward.coupon is not None:
        effects.append(Issue(reward.coupon, reward.coupons, why=why, once=f"{once}/coupon", keep=keep))
    if reward.tag is not None:
        effects.append(Tag(reward.tag, until, why=why, once=f"{once}/tag", keep=keep))
    return effects
