"""How an event's boosts came together: which policy applied, and what the others would have given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.evaluation.stages import combined
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
        key = "stacking.groups" if self.groups == self.count else f"stacking.{self.policy}"
        factors = {policy: _number(factor) for policy, factor in self.factors.items()}
        return _TEXTS.text(lang, key, count=self.count, combined=factors[self.policy], **factors)


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


def _stacked(boosts: list[Mapping[str, Any]]) -> Stacked | None:
    pairs = [(boost.get("group", ""), Decimal(boost["times"])) for boost in boosts]
    factors = {policy: combined(policy, pairs) for policy in _POLICIES}
    policy = boosts[0]["stacking"]
    if factors[policy] != Decimal(boosts[0]["combined"]):
        return None
    return Stacked(len(pairs), len({group for group, _ in pairs}), policy, factors)


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
