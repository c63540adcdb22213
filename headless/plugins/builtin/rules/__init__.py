"""The rules that every merchant can turn on."""

from headless.plugins import Rule
from headless.plugins.builtin.rules.activities import GrowthPerActivity, JoiningPoints
from headless.plugins.builtin.rules.boosts import MemberDay, TierMultiplier
from headless.plugins.builtin.rules.caps import SpendCap
from headless.plugins.builtin.rules.gifts import TopupBonus, UpgradeGift
from headless.plugins.builtin.rules.spending import GrowthPerSpend, PointsPerSpend

__all__ = [
    "RULES",
    "GrowthPerActivity",
    "GrowthPerSpend",
    "JoiningPoints",
    "MemberDay",
    "PointsPerSpend",
    "SpendCap",
    "TierMultiplier",
    "TopupBonus",
    "UpgradeGift",
]

RULES: tuple[type[Rule], ...] = (
    PointsPerSpend,
    GrowthPerSpend,
    GrowthPerActivity,
    JoiningPoints,
    TierMultiplier,
    MemberDay,
    SpendCap,
    TopupBonus,
    UpgradeGift,
)
