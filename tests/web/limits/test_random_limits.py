"""Random orders and refunds under random limits, against a model that knows nothing of how limits are kept."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.web.limits.house import House
from tests.web.shop import Shop

PERIODS = ("DAY", "WEEK", "MONTH", "YEAR", "TOTAL")
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
MEMBERS = ("1", "2", "3")
FIRST = datetime(2025, 12, 20, tzinfo=UTC)
"""In winter the wall in London shows UTC."""
MINUTES = 40 * 24 * 60


def period_of(per: str, day: date) -> Any:
    return {
        "DAY": day, "WEEK": day.isocalendar()[:2], "MONTH": (day.year, day.month), "YEAR": day.year, "TOTAL": None,
    }[per]  # fmt: skip


def minute_of(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@dataclass
class Fired:
    member: str
    day: date
    units: int
    stands: bool = True


@dataclass
class Model:
    """What a rule with limits does, told as plainly as can be."""

    limits: dict[str, Any]
    fired: dict[str, Fired] = field(default_factory=dict)

    def fires(self, order: str, member: str, at: datetime, store: str | None, units: int) -> bool:
        limits, day = self.limits, at.date()
        wanted = limits.get("stores")
        if (wanted and store not in wanted) or not self._open(at):
            return False
        for limit in limits.get("perMember", ()):
            ours = [one for one in self._in(limit["per"], day) if one.member == member and one.stands]
            if len(ours) >= limit["times"]:
                return False
        for limit in limits.get("inAll", ()):
            if len(self._in(limit["per"], day)) >= limit["times"]:
                return False
        for budget in limits.get("budgets", ()):
            if sum(one.units for one in self._in(budget["per"], day)) + units > budget["amount"]:
                return False
        self.fired[order] = Fired(member, day, units)
        return True

    def _in(self, per: str, day: date) -> list[Fired]:
        return [one for one in self.fired.values() if period_of(per, one.day) == period_of(per, day)]

    def _open(self, at: datetime) -> bool:
        spans = self.limits.get("hours")
        return not spans or any(self._covers(span, at) for span in spans)

    def _covers(self, span: dict[str, Any], at: datetime) -> bool:
        """Walk back to the last moment at which the span began."""
        first, end = minute_of(span["from"]), minute_of(span["to"])
        length = end - first if end > first else end - first + 24 * 60
        for back in (0, 1):
            start = datetime.combine(at.date() - timedelta(days=back), datetime.min.time(), UTC) + timedelta(
                minutes=first
            )
            if WEEKDAYS[start.weekday()] in span["days"] and start <= at < start + timedelta(minutes=length):
                return True
        return False


def drawn_limits(random: Random) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if random.random() < 0.5:
        limits["stores"] = ["Soho", "Kew"]
    if random.random() < 0.5:
        limits["hours"] = [
            {
                "days": random.sample(WEEKDAYS, random.randint(3, 7)),
                "from": f"{random.randint(0, 11):02}:{random.choice(('00', '30'))}",
                "to": f"{random.randint(12, 23):02}:00",
            },
            {"days": random.sample(WEEKDAYS, 3), "from": "20:00", "to": f"{random.randint(1, 9):02}:15"},
        ]
    if random.random() < 0.8:
        limits["perMember"] = [{"times": random.randint(1, 5), "per": per} for per in random.sample(PERIODS, 2)]
    if random.random() < 0.6:
        limits["inAll"] = [{"times": random.randint(2, 9), "per": per} for per in random.sample(PERIODS[1:], 2)]
    if random.random() < 0.6:
        limits["budgets"] = [{"asset": "points", "amount": random.randint(20, 90), "per": random.choice(PERIODS[1:])}]
    return limits


@pytest.mark.parametrize("seed", range(6))
async def test_random_orders_fire_as_the_plain_model_says(shop: Shop, seed: int) -> None:
    random, house = Random(seed), await House.of(shop, *MEMBERS)
    limits = drawn_limits(random)
    await house.rule(limits=limits)
    model = Model(limits)
    left: dict[str, tuple[str, int]] = {}
    for number in range(45):
        if left and random.random() < 0.25:
            order = random.choice(sorted(left))
            member, rest = left.pop(order)
            part = rest if random.random() < 0.7 else random.randint(1, rest)
            await house.refund(order, str(part), member)
            if part < rest:
                left[order] = member, rest - part
            elif order in model.fired:
                model.fired[order].stands = False
            continue
        member, total = random.choice(MEMBERS), random.randint(1, 30)
        at, store = FIRST + timedelta(minutes=random.randrange(MINUTES)), random.choice(("Soho", "Kew", "Bow", None))
        event = house.order(str(total), member, at.isoformat(), **({} if store is None else {"store": store}))
        order = event["data"]["orderId"]
        left[order] = member, total

        expected = model.fires(order, member, at, store, total)

        assert expected is await house.fires(event), (seed, number, limits)
    await house.is_right()


async def crowd(house: House, events: list[Any]) -> int:
    """Send events at once, each in a request of its own, and return how many fired."""
    answers = await asyncio.gather(*(house.record(event) for event in events))
    return sum(answer[0]["decisions"][0]["fired"] for answer in answers)


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        ({"inAll": [{"times": 10, "per": "MONTH"}, {"times": 30, "per": "TOTAL"}]}, 10),
        ({"inAll": [{"times": 1, "per": "TOTAL"}]}, 1),
        ({"budgets": [{"asset": "points", "amount": 100, "per": "TOTAL"}]}, 14),
    ],
)
async def test_of_fifty_at_once_as_many_fire_as_there_is_for(shop: Shop, limits: Any, most: int) -> None:
    numbers = [f"m{number}" for number in range(50)]
    house = await House.of(shop, *numbers)
    await house.rule(limits=limits)

    assert most == await crowd(house, [house.order("7", number) for number in numbers])
    assert [most, 50 - most] == [
        [await house.points(number) for number in numbers].count(points) for points in ("7", "0")
    ]
    await house.is_right()


async def test_of_fifty_at_once_of_one_member_three_fire(shop: Shop) -> None:
    house = await House.of(shop)
    await house.rule(limits={"perMember": [{"times": 3, "per": "DAY"}]})

    assert 3 == await crowd(house, [house.order("7") for _ in range(50)])
    assert "21" == await house.points()
    await house.is_right()
