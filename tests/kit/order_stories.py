"""Orders of one member in any order of things: with lines, tenders, coupons, lots that end, refunds in parts, and the clock.

What is drawn may be refused; that is a part of the story. A further kind of step is a method `_<name>` and a place in `STEPS`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

Json = Mapping[str, Any]
STEPS: Sequence[str] = (
    "wait",
    "wait",
    "order",
    "order",
    "order",
    "refund",
    "refund",
    "refund",
    "early",
    "top_up",
    "spend",
    "coupon",
)
CATEGORIES = ("tea", "tin", "gift")
FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Step:
    """An event, and the day on which it is sent. A step without a type only lets time pass."""

    on: date
    type: str = ""
    data: Json = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Who sends it: mutations come from the API."""
        return "shop" if self.type.startswith(("order", "topup")) else "api"


@dataclass
class Known:
    """An order that was drawn: its lines, and what is left to refund of them and of it, in cents."""

    number: str
    left: int
    lines: list[tuple[str, int]] = field(default_factory=list)


class OrderStory:
    """Draws a story from a source of randomness: hypothesis's own, or one with a seed."""

    def __init__(self, random: Random, prefix: str = "", first: date = FIRST) -> None:
        self._random, self._prefix = random, prefix
        self._day, self._numbers, self._coupons = first, 0, 0
        self._orders: list[Known] = []
        self._expected: list[str] = []

    def steps(self, count: int, kinds: Sequence[str] = STEPS) -> Iterator[Step]:
        """Yield so many steps, and at the end some time passes."""
        for _ in range(count):
            step = getattr(self, f"_{self._random.choice(kinds)}")()
            if step is not None:
                yield step
        self._day += timedelta(days=100)
        yield Step(self._day)

    def forget(self, step: Step) -> None:
        """Refund no order that was not taken."""
        if step.type == "order.paid":
            self._orders = [known for known in self._orders if known.number != step.data["orderId"]]

    # ── what may happen

    def _wait(self) -> Step:
        self._day += timedelta(days=self._random.randint(1, 25))
        return Step(self._day)

    def _order(self) -> Step:
        number = self._expected.pop() if self._expected and self._random.random() < 0.5 else None
        lines = [(f"s{place}", self._random.randint(0, 5000)) for place in range(self._random.randint(0, 3))]
        total = sum(amount for _, amount in lines) if lines else self._random.randint(0, 9000)
        if lines and self._random.random() < 0.2:
            lines.append(("back", -self._random.randint(0, total)))
            total += lines[-1][1]
        known = Known(number or self._number("o"), total, lines)
        self._orders.append(known)
        data: dict[str, Any] = {
            "orderId": known.number,
            "total": _money(total),
            "items": [self._item(line) for line in lines],
        }
        if self._random.random() < 0.5:
            data["payWith"] = self._tenders(total)
        if self._coupons and self._random.random() < 0.3:
            data["coupons"] = [f"C{self._random.randint(1, self._coupons)}"]
        return Step(self._day, "order.paid", data)

    def _refund(self) -> Step | None:
        if not self._orders:
            return None
        known, items = self._random.choice(self._orders), list[Json]()
        amount = self._random.choice((known.left, self._random.randint(0, known.left + 100)))
        lines = [(sku, most) for sku, most in known.lines if most > 0]
        if lines and self._random.random() < 0.5:
            sku, most = self._random.choice(lines)
            amount = min(self._random.randint(0, most), known.left)
            items = [{"sku": sku, "quantity": "0", "amount": _money(amount)}]
        known.left = max(0, known.left - amount)
        return self._refunded(known.number, amount, items)

    def _early(self) -> Step:
        """A refund that comes before its order, which comes later or never, and may be too small for it."""
        self._expected.append(self._number("o"))
        return self._refunded(self._expected[-1], self._random.randint(1, 500))

    def _top_up(self) -> Step:
        amount = self._random.randint(1, 20_000)
        data = {"paymentId": self._number("t"), "amount": _money(amount), "bonus": _money(amount // 10)}
        return Step(self._day, "topup.paid", data)

    def _spend(self) -> Step:
        return Step(
            self._day, "asset.spent", {"kind": "points", "amount": str(self._random.randint(1, 50)), "reason": "gift"}
        )

    def _coupon(self) -> Step:
        self._coupons += 1
        return Step(self._day, "coupon.issued", {"kind": "ten"})

    # ── parts of it

    def _number(self, letter: str) -> str:
        self._numbers += 1
        return f"{self._prefix}{letter}{self._numbers}"

    def _item(self, line: tuple[str, int]) -> Json:
        sku, amount = line
        quantity = "1" if amount >= 0 else "-1"
        return {"sku": sku, "quantity": quantity, "amount": _money(amount), "category": self._random.choice(CATEGORIES)}

    def _tenders(self, total: int) -> list[Json]:
        tenders: list[Json] = []
        if self._random.random() < 0.7:
            tenders.append({"asset": "points", "amount": str(self._random.randint(1, 20))})
        if self._random.random() < 0.5 and total > 100:
            tenders.append({"asset": "balance", "amount": _money(self._random.randint(1, total - 99))})
        return tenders

    def _refunded(self, order: str, amount: int, items: Sequence[Json] = ()) -> Step:
        data: dict[str, Any] = {"refundId": self._number("r"), "orderId": order, "amount": _money(amount)}
        return Step(self._day, "order.refunded", data | ({"items": items} if items else {}))


def _money(cents: int) -> str:
    return str(Decimal(cents) / 100)
