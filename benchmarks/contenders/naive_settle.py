"""The naive way to settle an order: plain code adds up everything about the member again from the whole history.

It does the same as the engine does in the benchmark: points that expire after a year, growth value, a multiplier by tier, five
tiers, three tags. It has no holds, refunds, debts, decisions or explanations.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from headless.engine.member.records import EventRecord

TIMES = {"gold": Decimal("1.5"), "platinum": Decimal(2), "diamond": Decimal(3)}


@dataclass
class NaiveMember:
    """A member's history, and what was last written down of it."""

    orders: list[EventRecord] = field(default_factory=list)
    entries: list[tuple[int, str, int]] = field(default_factory=list)
    tier: str | None = None
    tags: set[str] = field(default_factory=set)
    balances: dict[str, int] = field(default_factory=dict)


@dataclass
class NaiveShop:
    """All members by id."""

    members: dict[int, NaiveMember] = field(default_factory=dict)

    def settle(self, event: EventRecord) -> None:
        """Settle one order, catching up with each day since the member's last one."""
        member = self.members.setdefault(event.member_id, NaiveMember())
        if member.orders:
            for day in range(member.orders[-1].day + 1, event.day + 1):
                self._judge(member, day)
        total = event.data.total
        member.orders.append(event)
        member.entries.append((event.day, "points", int(total * TIMES.get(member.tier or "", Decimal(1)))))
        member.entries.append((event.day, "growth", int(total)))
        self._judge(member, event.day)

    def _judge(self, member: NaiveMember, today: int) -> None:
        member.balances = {kind: _balance(member, kind, today) for kind in ("points", "growth")}
        member.tier = _tier(member, today)
        member.tags = _tags(member, today)


def _balance(member: NaiveMember, kind: str, today: int) -> int:
    live = (
        amount for day, code, amount in member.entries if code == kind and (kind == "growth" or _a_year_on(day) > today)
    )
    return sum(live)


def _a_year_on(day: int) -> int:
    on = date.fromordinal(day)
    return on.replace(year=on.year + 1, day=min(on.day, 28) if on.month == 2 else on.day).toordinal()


def _spend(member: NaiveMember, today: int, days: int | None = None) -> Decimal:
    return sum((each.data.total for each in member.orders if days is None or each.day > today - days), Decimal(0))


def _count(member: NaiveMember, today: int, days: int | None = None) -> int:
    return sum(1 for each in member.orders if days is None or each.day > today - days)


def _tier(member: NaiveMember, today: int) -> str | None:
    if _spend(member, today, 365) >= 30_000:
        return "diamond"
    if _spend(member, today, 365) >= 15_000:
        return "platinum"
    if Fraction(_count(member, today, 365), 12) >= 2 or _spend(member, today, 365) >= 8_000:
        return "gold"
    if _spend(member, today, 365) >= 2_000:
        return "silver"
    return "bronze" if _count(member, today) >= 3 or _spend(member, today) >= 200 else None


def _tags(member: NaiveMember, today: int) -> set[str]:
    found = set()
    if _count(member, today, 90) >= 4:
        found.add("frequent")
    if member.orders and today - max(each.day for each in member.orders) >= 60:
        found.add("quiet")
    if member.orders and _spend(member, today) / _count(member, today) >= 300:
        found.add("generous")
    return found
