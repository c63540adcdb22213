"""What orders are and what they are due, worked out from their events alone, by the sentences of the semantics, with fractions.

Nothing of the engine is used. The rule is one that pays in proportion, with rates by category.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.kit.order_stories import Step

Json = Mapping[str, Any]
Lines = tuple[str, ...]


@dataclass
class Tender:
    """What paid a part of an order, in the asset's smallest unit, and how much of it came back."""

    asset: str
    units: int
    restored: int = 0


@dataclass
class Order:
    """An order as it is. base: what it earns on. refunds: those that count."""

    number: str
    member: str
    total: Fraction
    items: Sequence[Json]
    tenders: list[Tender]
    coupons: Sequence[str] = ()
    base: Fraction = Fraction(0)
    refunds: list[Json] = field(default_factory=list)

    @property
    def refunded(self) -> Fraction:
        """What its refunds gave back."""
        return sum((Fraction(refund["amount"]) for refund in self.refunds), Fraction(0))

    @property
    def is_wholly_refunded(self) -> bool:
        """True if nothing of it is left."""
        return bool(self.refunds) and self.refunded >= self.total

    def earn_on(self, worth: Fraction) -> None:
        """Take its earning base: its total less points that paid it and were not given back."""
        points = sum(tender.units - tender.restored for tender in self.tenders if tender.asset == "points")
        self.base = self.total - points * worth

    def due(self, per: str, per_category: Mapping[str, str]) -> dict[Lines, int]:
        """Return what a rule gives for it before its refunds, by the lines on which it is earned."""
        of_all = sum(map(amount_of, self.items), Fraction(0))
        if not per_category or not of_all:
            return given({(): self.base * Fraction(per)})
        by_rate: dict[Fraction, list[Json]] = defaultdict(list)
        for item in self.items:
            by_rate[Fraction(per_category.get(item["category"], per))].append(item)
        shares = [
            (rate * sum(map(amount_of, items)) * self.base / of_all, skus_of(items)) for rate, items in by_rate.items()
        ]
        shares = [(share, skus) for share, skus in shares if share]
        if all(share > 0 for share, _ in shares):
            return given({skus: share for share, skus in shares})
        return given({tuple(sku for _, skus in shares for sku in skus): sum(share for share, _ in shares)})

    def may_stand(self, lines: Lines, due: int) -> int:
        """Return what refunds leave of what is due: E - floor(E × R / B)."""
        if self.is_wholly_refunded:
            return 0
        base = sum((amount_of(item) for item in self.items if item["sku"] in lines), Fraction(0))
        if not any(item["sku"] in lines for item in self.items):
            return due - int(due * self.refunded / self.total) if self.refunds else due
        if base <= 0:
            return due
        back = sum((self._back(refund, lines, base) for refund in self.refunds), Fraction(0))
        return due - int(due * min(back, base) / base)

    def _back(self, refund: Json, lines: Lines, base: Fraction) -> Fraction:
        if refund.get("items"):
            return sum((amount_of(item) for item in refund["items"] if item["sku"] in lines), Fraction(0))
        return Fraction(refund["amount"]) * base / self.total


class Book:
    """The orders of a story. worth: of a point, in money."""

    def __init__(self, worth: str) -> None:
        self.orders: dict[str, Order] = {}
        self._worth = Fraction(worth)
        self._waiting: dict[str, list[Step]] = defaultdict(list)

    def take(self, step: Step, outcome: str) -> str | None:
        """Take in what was told, if it was taken. Return "same" if it changes nothing."""
        if outcome == "DEFERRED":
            self._waiting[step.data["orderId"]].append(step)
        elif outcome == "RECORDED" and step.type.startswith("order."):
            said: str | None = getattr(self, f"_{step.type[6:]}")(step)
            return said
        return None

    def _paid(self, step: Step) -> None:
        data = step.data
        tenders = [Tender(said["asset"], units_of(said)) for said in data.get("payWith", ())]
        order = Order(
            data["orderId"], step.member, Fraction(data["total"]), data["items"], tenders, data.get("coupons", ())
        )
        order.earn_on(self._worth)
        self.orders[order.number] = order
        for early in self._waiting.pop(order.number, ()):
            if early.member == order.member and Fraction(early.data["amount"]) + order.refunded <= order.total:
                self._refunded(early)

    def _refunded(self, step: Step) -> None:
        order = self.orders[step.data["orderId"]]
        order.refunds.append(step.data)
        for tender in order.tenders:
            part = 1 if order.is_wholly_refunded else order.refunded / order.total
            tender.restored = max(tender.restored, int(tender.units * part))

    def _amended(self, step: Step) -> str | None:
        order, data = self.orders[step.data["orderId"]], step.data
        before = order.total, order.items, set(order.coupons)
        coupons = data.get("coupons", order.coupons)
        if not order.is_wholly_refunded and before == (Fraction(data["total"]), data["items"], set(coupons)):
            return "same"
        if order.is_wholly_refunded and Fraction(data["total"]) > 0:
            order.refunds = []
        order.total, order.items, order.coupons = Fraction(data["total"]), data["items"], coupons
        order.earn_on(self._worth)
        return None

    def _moved(self, step: Step) -> None:
        order = self.orders[step.data["orderId"]]
        order.member = step.data["to"]["number"]


def amount_of(item: Json) -> Fraction:
    """Return what a line comes to."""
    return Fraction(item["amount"])


def skus_of(items: Sequence[Json]) -> Lines:
    """Return the skus of lines."""
    return tuple(item["sku"] for item in items)


def units_of(tender: Json) -> int:
    """Return what a tender takes: whole points, or cents."""
    return int(Fraction(tender["amount"]) * (1 if tender["asset"] == "points" else 100))


def given(shares: Mapping[Lines, Fraction]) -> dict[Lines, int]:
    """Return shares as they are given: rounded down, and nothing below nothing."""
    return {lines: int(share) for lines, share in shares.items() if share >= 1}
