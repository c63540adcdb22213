"""How an event's boosts and caps came together: which applied, and what the other policies would have given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.evaluation.stages import combined
from headless.engine.texts.formats import number_text
from headless.engine.texts.texts import Texts

_TEXTS = Texts("decisions")
_POLICIES = ("MAX", "ADD", "MULTIPLY")


@dataclass(frozen=True, slots=True)
class Stacked:
    """The boosts of one asset in one event: their number, their groups, and the factor under each policy."""

    count: int
    groups: int
    policy: str
    factors: Mapping[str, Decimal]

    def text(self, lang: str) -> str:
        """Say which policy applied, and what the others would have given."""
        factors = {policy: number_text(factor) for policy, factor in self.factors.items()}
        came_to = factors[self.policy]
        if self.groups == self.count:
            return _TEXTS.text(lang, "stacking.groups", count=self.count, combined=came_to)
        text = _TEXTS.text(lang, f"stacking.{self.policy}", count=self.count, combined=came_to, **factors)
        return text if self.groups == 1 else _TEXTS.text(lang, "stacking.within", text=text, groups=self.groups)


@dataclass(frozen=True, slots=True)
class Capped:
    """The caps of one asset in one event: their number, and the lowest of them."""

    count: int
    most: Decimal

    def binds(self, effect: Mapping[str, Any]) -> bool:
        """Return True if a cap is the lowest."""
        return Decimal(effect["most"]) == self.most

    def text(self, lang: str) -> str:
        """Say which cap binds."""
        return _TEXTS.text(lang, "lowest_cap", count=self.count, most=number_text(self.most))


def stacked(effects: Iterable[Mapping[str, Any]]) -> dict[str, Stacked]:
    """Return how the boosts of each asset came together, for assets with several boosts.

    An asset is left out if what was kept with the decision does not come to the factor that applied.
    """
    by_asset: dict[str, list[Mapping[str, Any]]] = {}
    for effect in effects:
        if effect.get("effect") == "Boost" and "combined" in effect:
            by_asset.setdefault(effect["asset"], []).append(effect)
    read = {asset: _stacked(boosts) for asset, boosts in by_asset.items()}
    return {asset: one for asset, one in read.items() if one is not None}


def capped(effects: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Capped]:
    """Return which caps bind, for assets with several caps on what is earned, or on what pays."""
    by_asset: dict[tuple[str, str], list[Decimal]] = {}
    for effect in effects:
        if effect.get("effect") == "Cap":
            by_asset.setdefault((effect["asset"], effect.get("of", "earn")), []).append(Decimal(effect["most"]))
    return {key: Capped(len(caps), min(caps)) for key, caps in by_asset.items() if len(caps) > 1}


def _stacked(boosts: list[Mapping[str, Any]]) -> Stacked | None:
    pairs = [(boost.get("group", ""), Decimal(boost["times"])) for boost in boosts]
    factors = {policy: combined(policy, pairs) for policy in _POLICIES}
    policy = boosts[0]["stacking"]
    if factors[policy] != Decimal(boosts[0]["combined"]):
        return None
    return Stacked(len(pairs), len({group for group, _ in pairs}), policy, factors)
