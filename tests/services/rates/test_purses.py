"""Several processes spend one allowance in any order: never more than it holds and their blocks, and no one waits without end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

import pytest

from headless.engine.values.zones import DAY_US, SECOND_US
from headless.models.tables.work.allowances import AllowanceRow
from headless.services.rates.claims import Ask, claimed
from headless.services.rates.purses import Purse
from headless.services.rates.rates import Limit, Rate

PROCESSES = 3
START = 20_000 * DAY_US + 7
RATES = (Rate(10, 100), Rate(3, 30), Rate(1, 1), Rate(7, 5), Rate(50, 500, 700), Rate(1_000, 10_000, 2_000))


def limit(rate: Rate = RATES[0]) -> Limit:
    return Limit(1, "token:1", rate)


@dataclass
class World:
    """A row and the purses of processes that share it. spent: what was allowed, and when."""

    limit: Limit
    now: int = START
    row: AllowanceRow = field(default_factory=lambda: AllowanceRow(1, "token:1", 0, 0, 0))
    purses: list[Purse] = field(default_factory=list)
    spent: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.purses = [Purse.begin(self.limit, self.now) for _ in range(PROCESSES)]

    def spend(self, place: int, points: int, *, is_down: bool = False) -> bool:
        purse = self.purses[place]
        if not purse.take(points, self.now):
            if purse.is_blocked(self.now) or is_down:
                return False
            self.claim(place, points)
            if not purse.take(points, self.now):
                return False
        self.spent.append((self.now, purse.points(points)))
        return True

    def claim(self, place: int, points: int) -> None:
        purse = self.purses[place]
        ask = purse.ask(points)
        self.row, granted = claimed(self.row, ask, self.now)
        purse.receive(ask, self.row, granted, self.now)

    def flush(self) -> None:
        for purse in self.purses:
            if purse.owed:
                ask = Ask(self.limit, purse.owed)
                self.row, granted = claimed(self.row, ask, self.now)
                purse.receive(ask, self.row, granted, self.now)

    def check(self) -> None:
        """Check every stretch of time that begins and ends with something spent, and every day."""
        rate, slack = self.limit.rate, 2 * PROCESSES * self.limit.block
        for place, (begins, _) in enumerate(self.spent):
            total = 0
            for ends, points in self.spent[place:]:
                total += points
                assert total <= rate.burst + (ends - begins) / self.limit.point_us + slack + 1
        for day, total in by_day(self.spent).items():
            assert rate.per_day is None or total <= rate.per_day + slack, day


def by_day(spent: Iterable[tuple[int, int]]) -> dict[int, int]:
    days: dict[int, int] = {}
    for at, points in spent:
        days[at // DAY_US] = days.get(at // DAY_US, 0) + points
    return days


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("seed", range(8))
def test_never_over_within_any_stretch_of_time(seed: int, rate: Rate) -> None:
    random, world = Random(seed), World(limit(rate))
    pauses = (0, 0, 0, 1_000, 50_000, SECOND_US, rate.burst * SECOND_US, DAY_US // 3)
    for _ in range(400):
        world.now += random.choice(pauses) if random.random() < 0.5 else 0
        world.spend(random.randrange(PROCESSES), random.choice((1, 1, 1, 2, 5, 40, 1_000)))
        if random.random() < 0.05:
            world.flush()
    assert world.spent
    world.check()


@pytest.mark.parametrize("rate", RATES[:4], ids=str)
def test_a_flood_gets_the_rate_and_no_less(rate: Rate) -> None:
    world, seconds = World(limit(rate)), 60
    for _ in range(seconds * 100):
        world.now += SECOND_US // 100
        for place in range(PROCESSES):
            world.spend(place, 1)

    world.check()
    assert sum(points for _, points in world.spent) >= rate.per_second * seconds


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("points", [1, 7, 10**6])
def test_who_waits_as_told_is_served_even_for_more_than_ever_fits(rate: Rate, points: int) -> None:
    world = World(limit(rate))
    for _ in range(50):
        for _ in range(3):
            if world.spend(0, points):
                break
            world.now += world.purses[0].wait_us(points, world.now)
        else:
            pytest.fail("waited as told three times, and was refused")
    world.check()


def test_a_claim_never_grants_more_than_is_asked_or_left() -> None:
    random, one = Random(1), limit(Rate(10, 100, 300))
    row, now = AllowanceRow(1, "token:1", 0, 0, 0), START
    for _ in range(2_000):
        now += random.randrange(2 * SECOND_US)
        ask = Purse.begin(one, now).ask(random.randrange(50))._replace(owed=random.randrange(3))
        row, granted = claimed(row, ask, now)
        assert granted == 0 or ask.needed <= granted <= ask.needed + ask.more
        assert row.spent_until <= now + one.full_us
        assert granted == 0 or row.day_spent <= 300


def test_those_who_ask_seldom_claim_nothing() -> None:
    world = World(limit())
    for _ in range(100):
        world.now += 20 * SECOND_US
        assert world.purses[0].take(1, world.now)
        world.purses[0].owed -= 1  # written down with all others, every few seconds
    assert 0 == world.purses[0].balance


def test_a_process_without_its_database_counts_alone() -> None:
    world = World(limit())
    world.purses[0].alone_until = START + 60 * SECOND_US
    served = sum(world.spend(0, 1, is_down=True) for _ in range(500))
    world.now += SECOND_US
    served_later = sum(world.spend(0, 1, is_down=True) for _ in range(500))

    assert (100, 10) == (served, served_later)


def test_a_clock_that_was_set_back_locks_no_one_out() -> None:
    one = limit()
    row = AllowanceRow(1, "token:1", START + 30 * DAY_US, START // DAY_US, 0)
    row, granted = claimed(row, Purse.begin(one, START).ask(1), START)
    later = START + 2 * one.full_us

    assert 0 == granted
    assert 0 < claimed(row, Purse.begin(one, later).ask(1), later)[1]


def test_the_quota_of_a_day_is_there_again_at_midnight() -> None:
    world = World(limit(Rate(1_000, 1_000, 1_000)))
    while world.spend(0, 100):
        pass
    wait = world.purses[0].wait_us(100, world.now)
    world.now += 10 * SECOND_US
    refused = not world.spend(0, 100)
    world.now = START - START % DAY_US + DAY_US

    assert START + wait == world.now
    assert refused
    assert world.spend(0, 100)


def test_what_is_given_back_may_be_spent_again() -> None:
    purse = Purse.begin(limit(), START)
    assert all(purse.take(1, START) for _ in range(10))
    assert not purse.take(1, START)
    purse.give_back(1)

    assert purse.take(1, START)
