"""How much of an asset may pay for an order by the rules: one judgement for quotes, holds, checkouts and orders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm
from typing import Literal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.effects import Cap
from headless.engine.evaluation.stages import Proposal
from headless.engine.program.rule_instances import Instance
from headless.engine.values.amounts import floor_units

Bound = Literal["RULE", "COUPONS", "LEAST", "STEP"]
"""What of a limit binds: how much, with which coupons, how little, or in which steps."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on what may be used of a kind for one order. A rule says it, for a reason.

    units: of the kind. coupons: the kinds of the order's coupons that it does not go with.
    """

    units: int
    instance: Instance
    cap: Cap
    coupons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redemption:
    """What the rules let an order use of a kind in all: no more than the lowest of their limits, and only what all of them take.

    barred: the limit that forbids it with the order's coupons, None if none does.
    """

    most: Limit
    least: Limit | None = None
    step: Limit | None = None
    barred: Limit | None = None

    def within(self, room: int) -> tuple[int, Bound | None]:
        """Return the most that may be used in all if there is `room` for so much, and what bounds it. None: only the room."""
        if room <= 0:
            return 0, None
        if self.barred is not None:
            return 0, "COUPONS"
        units, bound = room, None
        if self.most.units < units:
            units, bound = self.most.units, "RULE"
        if self.step is not None and units % self.step.units:
            units, bound = units - units % self.step.units, "STEP"
        if self.least is not None and 0 < units < self.least.units:
            units, bound = 0, "LEAST"
        return units, bound  # type: ignore[return-value]

    def at_least(self, total: int) -> int:
        """Return the fewest units that may be used in all and are so many or more, as far as steps and the least go."""
        units = total if self.least is None else max(total, self.least.units)
        return units if self.step is None else units + -units % self.step.units

    @property
    def best(self) -> int:
        """The most that may be used in all if there is enough."""
        return self.within(max(self.most.units, 1))[0]

    def against(self, total: int) -> Bound | None:
        """Return what stands against using so many units in all, or None. Nothing may always be used."""
        if total <= 0:
            return None
        if self.barred is not None:
            return "COUPONS"
        if total > self.most.units:
            return "RULE"
        if self.least is not None and total < self.least.units:
            return "LEAST"
        return "STEP" if self.step is not None and total % self.step.units else None

    def limit(self, bound: Bound) -> Limit:
        """Return the limit that binds."""
        limit = {"RULE": self.most, "COUPONS": self.barred, "LEAST": self.least, "STEP": self.step}[bound]
        assert limit is not None
        return limit


def redemption_of(proposal: Proposal, kind: AssetKind, coupons: Collection[str] = ()) -> Redemption | None:
    """Return what the rules let an order use of a kind, None if none limits it. coupons: the kinds of those that it uses."""
    said = proposal.pay_caps.get(kind.code)
    if not said:
        return None
    most = [Limit(floor_units(Decimal(cap.most), kind.decimals), instance, cap) for instance, cap in said]
    least = [Limit(ceil(_scaled(cap.least, kind)), instance, cap) for instance, cap in said if cap.least]
    barred = [Limit(0, instance, cap, against) for instance, cap in said if (against := _barring(cap, coupons))]
    return Redemption(
        min(most, key=lambda limit: limit.units),
        max(least, key=lambda limit: limit.units, default=None),
        _step([(_scaled(cap.step, kind).numerator, instance, cap) for instance, cap in said if cap.step]),
        barred[0] if barred else None,
    )


def _step(steps: Sequence[tuple[int, Instance, Cap]]) -> Limit | None:
    """Return the one step whose multiples are multiples of all of them."""
    if not steps:
        return None
    units, (largest, instance, cap) = lcm(*(step for step, _, _ in steps)), max(steps, key=lambda step: step[0])
    return Limit(units, instance, cap) if largest else None


def _scaled(amount: Decimal | int | None, kind: AssetKind) -> Fraction:
    return Fraction(amount or 0) * Fraction(10**kind.decimals)


def _barring(cap: Cap, coupons: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of the order's coupons that a cap does not go with."""
    if cap.not_with is True:
        return tuple(sorted(coupons))
    return tuple(sorted(set(cap.not_with or ()) & set(coupons)))
