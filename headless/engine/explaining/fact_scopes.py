"""Scopes of the facts that changes, effects and reasons tell: one fact needs one scope, on every road to it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from headless.engine.program.program import Program

Allows = Callable[[str], bool]
"""Returns True if the reader holds a scope."""

ASSETS, TIERS, TAGS, COUPONS, BENEFITS = "assets:read", "tiers:read", "tags:read", "coupons:read", "benefits:read"
CARDS = "cards:read"
PROFILE, PERSONAL = "members:read", "members:pii"
OTHERS = "others"
"""What tokens of members and partners never hold: the facts of members who are not theirs."""
FACTS = (ASSETS, TIERS, TAGS, COUPONS, BENEFITS)
"""What a rule's own words may tell of a member. Who lacks one of them reads no words of rules."""

OF_CHANGES: Mapping[str, str] = MappingProxyType({
    "ASSET": ASSETS, "TIER": TIERS, "TAG": TAGS, "COUPON": COUPONS, "BENEFIT": BENEFITS,
})  # fmt: skip
"""What a token needs to see a change, by its kind."""

_OF_EFFECTS: Mapping[str, str] = MappingProxyType({
    "Earn": ASSETS, "Reclaim": ASSETS, "Spend": ASSETS, "Transfer": ASSETS, "Boost": ASSETS, "Cap": ASSETS, "Issue": COUPONS,
    "Redeem": COUPONS, "Grant": BENEFITS, "Tag": TAGS, "Untag": TAGS, "Enter": TIERS,
})  # fmt: skip
_WORDS = frozenset({"why", "once", "values", "data", "error", "message", "to"})
"""Where rules write down what they like."""


def allows_all(scope: str) -> bool:
    """Return True: the operator reads everything."""
    return True


def reads_words(allows: Allows) -> bool:
    """Return True if a reader holds the scope of every fact that words of rules may tell."""
    return all(map(allows, FACTS))


def reads_words_of(program: Program, rule: int | str | None, allows: Allows) -> bool:
    """Return True if a reader may read the words of a rule, by its instance or its id: they may tell facts of other members."""
    return reads_words(allows) and (rule not in program.asking_of_others or allows(OTHERS))


def is_effect_seen(effect: Mapping[str, Any], allows: Allows) -> bool:
    """Return True if a reader may see an effect."""
    scope = _OF_EFFECTS.get(effect.get("effect", ""))
    if effect.get("effect") == "Take":
        scope = COUPONS if str(effect.get("stock")).startswith("coupon:") else BENEFITS
    return scope is None or allows(scope)


def without_words(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return an effect or the values behind a code without what a rule wrote in words of its own, and without whom it names."""
    return {name: part for name, part in document.items() if name not in _WORDS}
