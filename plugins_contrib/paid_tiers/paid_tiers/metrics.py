"""Metrics of a membership, for segments, benefits and the jobs of this plugin."""

from typing import Any

from headless.plugins import Context, Metric
from paid_tiers.effects import membership_of, plan_now, renews_now, status_now
from paid_tiers.settings import PaidSettings


class PlanMetric(Metric):
    """The code of the plan that the member is entitled to."""

    id = "plan"
    label, label_zh = "paid plan", "会员套餐"
    type = str
    settings_of = "membership"

    def compute(self, ctx: Context[PaidSettings]) -> Any:
        """Return the plan of today, if any."""
        plan = plan_now(ctx, membership_of(ctx))
        return plan.code if plan is not None else None


class StatusMetric(Metric):
    """The billing status: trialing, active, past_due, suspended, paused, cancelled or expired."""

    id = "status"
    label, label_zh = "billing status", "续费状态"
    type = str
    settings_of = "membership"

    def compute(self, ctx: Context[PaidSettings]) -> Any:
        """Return the status of today. There is none before any membership."""
        return status_now(ctx)


class RenewsMetric(Metric):
    """True if the next period is to be paid: neither cancelled, paused nor over."""

    id = "renews"
    label, label_zh = "renews", "自动续费"
    type = bool
    settings_of = "membership"

    def compute(self, ctx: Context[PaidSettings]) -> Any:
        """Return True if a renewal will be asked for."""
        return renews_now(ctx)


METRICS: tuple[type[Metric], ...] = (PlanMetric, StatusMetric, RenewsMetric)
