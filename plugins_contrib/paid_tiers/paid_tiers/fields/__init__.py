"""What front ends read as ext { paidTiers { … } }."""

from headless.plugins import Field
from paid_tiers.fields.offers import Plans, TrialAvailable
from paid_tiers.fields.present import CurrentPlan, Entitled, NextPaidThrough, NextPlan, PaidThrough, Renews, Status
from paid_tiers.fields.savings import Saved, StillToSave

__all__ = ["FIELDS"]

FIELDS: tuple[type[Field], ...] = (
    Plans,
    TrialAvailable,
    CurrentPlan,
    NextPlan,
    Status,
    Entitled,
    PaidThrough,
    NextPaidThrough,
    Renews,
    Saved,
    StillToSave,
)
