"""Fields for front ends: whether green points are offered to the member, and what they buy."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from green_points.preference import barrier
from green_points.rewards import EcoRewards, RewardSettings
from green_points.scalars import named
from headless.plugins import Context, Field, Value


@dataclass(frozen=True, slots=True)
class RewardView:
    """One eco reward. affordable: whether the balance covers its price."""

    code: str
    name: str
    price: Decimal
    affordable: bool
    benefit: str | None
    coupon: str | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as the member has it. If it is not offered, it has no rewards and says why."""

    offered: bool
    why: str | None
    asset: str
    balance: Decimal
    rewards: list[RewardView]


class Plan(Field):
    """The green points plan: offered to the member or not, the balance, and the eco rewards."""

    id = "plan"
    settings_of = EcoRewards.id
    type = PlanView
    for_member = True
    needs = {"balance": Value("balance", args={"asset": "$asset"})}

    def resolve(self, ctx: Context[RewardSettings]) -> PlanView:
        """Return the plan as of today."""
        why, settings, balance = barrier(ctx), ctx.settings, Decimal(ctx.facts["balance"] or 0)
        open_ = (
            {}
            if why
            else {code: reward for code, reward in settings.rewards.items() if not _over(reward.until, ctx.today)}
        )
        rewards = [
            RewardView(
                code,
                named(reward, code).told(ctx.lang),
                reward.price,
                reward.price <= balance,
                reward.benefit,
                reward.coupon,
                reward.until,
            )
            for code, reward in open_.items()
        ]
        return PlanView(why is None, why and why.told(ctx.lang), settings.asset, balance, rewards)


def _over(until: date | None, today: date) -> bool:
    return until is not None and until < today
