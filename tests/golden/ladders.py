"""The five tiers of a leading e-commerce platform: base by count or amount, then by frequency or a year's spend."""

from tests.kit.setup import Json, ladder, spent, tier, where

BASE: Json = {"any": [where("orders", "GTE", 3), spent("200", None)]}
ADVANCED: Json = {"any": [where("orders_per_month", "GTE", 2, "1y"), spent("8000", "1y")]}
PEAK: Json = spent("30000", "1y")


def stages(**more: object) -> Json:
    """Base, advanced and peak stage."""
    return ladder(tier("base", 1, BASE), tier("advanced", 2, ADVANCED), tier("peak", 3, PEAK), **more)


def metals(**more: object) -> Json:
    """Gold, platinum and diamond by a year's spend."""
    return ladder(
        tier("gold", 1, spent("200", "365d")), tier("platinum", 2, spent("8000", "365d")),
        tier("diamond", 3, spent("30000", "365d")), **more,
    )  # fmt: skip
