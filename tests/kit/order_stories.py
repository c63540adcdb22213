"""Orders of two members in any order of things: lines, tenders, coupons, lots that end, refunds, amendments, moves, the clock.

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
    "amend",
    "amend",
    "move",
    "early",
    "top_up",
    "spend",
    "coupon",
)
CATEGORIES = ("tea", "tin", "gift")
FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Step:
    """An event of a member, and the day on which it is sent. A step without a type only lets time pass.

    A move names its new member by number.
    """

    on: date
    type: str = ""
    data: Json = field(default_factory=dict)
    member: str = ""

    @property
    def source(self) -> str:
        """Who sends it: mutations come from the API."""
        return "shop" if self.type.startswith(("order", "topup")) else "api"


@dataclass
class Known:
    """An order that was drawn: its members, the present one last, its lines, and what is left to refund of it, in cents.

    before: its total, its lines and what was left before its last amendment.
    """

    number: str
    members: list[str]
    total: int
    left: int
    lines: Sequence[Json] = ()
    before: tuple[int, int, Sequence[Json]] = (0, 0, ())


class OrderStory:
    """Draws a story from a source of randomness: hypothesis's own, or one with a seed."""

    def __init__(self, random: Random, prefix: str = "", first: date = FIRST) -> None:
        self._random, self._prefix = random, prefix
        self.members = f"{prefix}li", f"{prefix}wu"
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
        """Draw nothing more of an order that was not taken, and nothing of a change that was not."""
        for known in [known for known in self._orders if known.number == step.data.get("orderId")]:
            if step.type == "order.paid":
                self._orders.remove(known)
            elif step.type == "order.amended":
                known.total, known.left, known.lines = known.before
            elif step.type == "order.moved":
                known.members.pop()

    # ── what may happen

    def _wait(self) -> Step:
        self._day += timedelta(days=self._random.randint(1, 25))
        return Step(self._day)

    def _order(self) -> Step:
        number = self._expected.pop() if self._expected and self._random.random() < 0.5 else None
        total, lines = self._content([self._item(f"s{place}") for place in range(self._random.randint(0, 3))])
        known = Known(number or self._number("o"), [self._random.choice(self.members)], total, total, lines)
        self._orders.append(known)
        data: dict[str, Any] = {"orderId": known.number, "total": _money(total), "items": lines}
        if self._random.random() < 0.5:
            data["payWith"] = self._tenders(total)
        return Step(self._day, "order.paid", data | self._coupons_of(), known.members[-1])

    def _refund(self) -> Step | None:
        if not self._orders:
            return None
        known, items = self._random.choice(self._orders), list[Json]()
        amount = self._random.choice((known.left, self._random.randint(0, known.left + 100)))
        lines = [line for line in known.lines if _cents(line) > 0]
        if lines and self._random.random() < 0.5:
            line = self._random.choice(lines)
            amount = min(self._random.randint(0, _cents(line)), known.left)
            items = [{"sku": line["sku"], "quantity": "0", "amount": _money(amount)}]
        known.left = max(0, known.left - amount)
        return self._refunded(known.number, amount, self._random.choice(known.members), items)

    def _amend(self) -> Step | None:
        """An order that becomes what it is, or another: other lines, or another total if it has none."""
        if not self._orders:
            return None
        known = self._random.choice(self._orders)
        known.before = known.total, known.left, known.lines
        if self._random.random() < 0.7:
            kept = [line for line in known.lines if _cents(line) >= 0 and self._random.random() < 0.8]
            added = [self._item(self._number("s")) for _ in range(self._random.randint(0, 2) if known.lines else 0)]
            refunded = known.total - known.left
            known.total, known.lines = self._content([*kept, *added])
            known.left = max(0, known.total - refunded) if known.left or not known.before[0] else known.total
        data = {
            "orderId": known.number, "amendmentId": self._number("a"), "total": _money(known.total), "items": known.lines,
        }  # fmt: skip
        return Step(self._day, "order.amended", data | self._coupons_of(), self._random.choice(known.members))

    def _move(self) -> Step | None:
        if not self._orders:
            return None
        known = self._random.choice(self._orders)
        (to,) = (member for member in self.members if member != known.members[-1])
        step = Step(self._day, "order.moved", {"orderId": known.number, "to": {"number": to}}, known.members[-1])
        known.members.append(to)
        return step

    def _early(self) -> Step:
        """A refund that comes before its order, which comes later or never, and may be too small for it."""
        self._expected.append(self._number("o"))
        return self._refunded(self._expected[-1], self._random.randint(1, 500), self.members[0])

    def _top_up(self) -> Step:
        amount = self._random.randint(1, 20_000)
        data = {"paymentId": self._number("t"), "amount": _money(amount), "bonus": _money(amount // 10)}
        return Step(self._day, "topup.paid", data, self._random.choice(self.members))

    def _spend(self) -> Step:
        data = {"kind": "points", "amount": str(self._random.randint(1, 50)), "reason": "gift"}
        return Step(self._day, "asset.spent", data, self._random.choice(self.members))

    def _coupon(self) -> Step:
        self._coupons += 1
        return Step(self._day, "coupon.issued", {"kind": "ten"}, self._random.choice(self.members))

    # ── parts of it

    def _number(self, letter: str) -> str:
        self._numbers += 1
        return f"{self._prefix}{letter}{self._numbers}"

    def _content(self, lines: list[Json]) -> tuple[int, list[Json]]:
        """Return a total and the lines that come to it, perhaps with one that was handed back."""
        total = sum(map(_cents, lines)) if lines else self._random.randint(0, 9000)
        if lines and self._random.random() < 0.2:
            lines = [*lines, self._item(self._number("b"), -self._random.randint(0, total))]
            total += _cents(lines[-1])
        return total, lines

    def _item(self, sku: str, cents: int | None = None) -> Json:
        amount = self._random.randint(0, 5000) if cents is None else cents
        category = self._random.choice(CATEGORIES)
        return {"sku": sku, "quantity": "1" if amount >= 0 else "-1", "amount": _money(amount), "category": category}

    def _coupons_of(self) -> Json:
        if not self._coupons or self._random.random() < 0.7:
            return {}
        return {"coupons": [f"C{self._random.randint(1, self._coupons)}"]}

    def _tenders(self, total: int) -> list[Json]:
        tenders: list[Json] = []
        if self._random.random() < 0.7:
            tenders.append({"asset": "points", "amount": str(self._random.randint(1, 20))})
        if self._random.random() < 0.5 and total > 100:
            tenders.append({"asset": "balance", "amount": _money(self._random.randint(1, total - 99))})
        return tenders

    def _refunded(self, order: str, amount: int, member: str, items: Sequence[Json] = ()) -> Step:
        data: dict[str, Any] = {"refundId": self._number("r"), "orderId": order, "amount": _money(amount)}
        return Step(self._day, "order.refunded", data | ({"items": items} if items else {}), member)


def _money(cents: int) -> str:
    return str(Decimal(cents) / 100)


def _cents(line: Json) -> int:
    return int(Decimal(line["amount"]) * 100)
