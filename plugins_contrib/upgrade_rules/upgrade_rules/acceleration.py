"""Growth acceleration: shopping growth times a coefficient that rises with the member's credit."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import Field as Setting

from headless.plugins import Boost, Code, Effect, Rule, RuleContext, RuleSettings, Skip
from upgrade_rules.scalars import Times, number_of, words
from upgrade_rules.texts import TEXTS


class Step(RuleSettings):
    """A factor for growth value from a credit on."""

    credit: int = Setting(
        ge=0, title="From credit", description="The least credit of this step.", json_schema_extra=words("信用分下限")
    )
    times: Times = Setting(title="Times", description="How many times the growth.", json_schema_extra=words("倍数"))


class AccelerationSettings(RuleSettings):
    """What is boosted, and by how much at which credit."""

    asset: Code = Setting(
        default="growth", title="Asset", description="What is boosted.", json_schema_extra=words("资产类型")
    )
    attribute: Code = Setting(
        default="credit",
        title="Attribute",
        description="The member's attribute that holds the credit, a whole number.",
        json_schema_extra=words("会员属性"),
    )
    steps: tuple[Step, ...] = Setting(
        default=(Step(credit=650, times=Decimal("1.1")), Step(credit=750, times=Decimal("1.3"))),
        title="Steps", description="The highest step reached counts.", json_schema_extra=words("阶梯"), max_length=50,
    )  # fmt: skip


class GrowthAcceleration(Rule):
    """Shopping earns more growth value the better the member's credit."""

    id = "growth_acceleration"
    label, label_zh = "Growth acceleration", "成长加速"
    on = ("order.paid", "order.refunded")
    stage = "boost"
    Settings = AccelerationSettings

    def evaluate(self, ctx: RuleContext[AccelerationSettings]) -> Iterable[Effect] | Skip:
        """Boost by the highest step reached. A refund without an order takes back as much."""
        if ctx.origin is not None:
            return ctx.skip(TEXTS.told("the refund of a known order takes back what that order earned"))
        credit = number_of(ctx.member.attributes.get(ctx.settings.attribute))
        if credit is None:
            return ctx.skip(TEXTS.told("no {attribute} is known", attribute=ctx.settings.attribute))
        reached = [step for step in ctx.settings.steps if credit >= step.credit]
        if not reached:
            return ctx.skip(
                TEXTS.told("{attribute} {credit} is below every step", attribute=ctx.settings.attribute, credit=credit)
            )
        step = max(reached, key=lambda step: step.credit)
        return [
            Boost(
                ctx.settings.asset,
                step.times,
                why=TEXTS.told("{attribute} {credit}", attribute=ctx.settings.attribute, credit=credit),
            )
        ]
