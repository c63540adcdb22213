"""The demo's grocer: who gains and who loses by a changed rule, held against a slow computation, household by household."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from headless.services.importing.orders.orders import import_orders
from tests.oracle.changed_points import Rule
from tests.oracle.demo_sample import SHOP_ZONE, read
from tests.oracle.movements import Movement, by_customer
from tests.oracle.test_online_retail import LADDER
from tests.oracle.tiers import Standing, midnights, standings
from tests.services.backtesting.directions import CHANGES, expected, opened_shop, verdicts
from tests.services.importing.households import COLUMNS, SLUG, open_grocer, write_households
from tests.services.importing.stores import apart, store

HOUSEHOLDS = 15
LAST_DAY = date(2017, 12, 31)
MIDDLE = datetime(2017, 7, 1, tzinfo=SHOP_ZONE)
WEDNESDAY = 3
TIMES = {"silver": Fraction(6, 5), "gold": Fraction(3, 2), "platinum": Fraction(2), "diamond": Fraction(3)}
MEMBER_DAY = Fraction(2)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("part") / "households.csv"
    write_households(path, HOUSEHOLDS)
    return path


@pytest.fixture(scope="module")
def households(part: Path) -> Mapping[str, list[Movement]]:
    return by_customer(read(part).movements)


@pytest.fixture(scope="module")
def boosts(households: Mapping[str, list[Movement]]) -> Mapping[str, Mapping[str, Fraction]]:
    """What each basket's points are multiplied by, by its number."""
    return {name: boosts_of(own) for name, own in households.items()}


def boosts_of(own: Sequence[Movement]) -> Mapping[str, Fraction]:
    """The better of the tier that was held before a basket, and of the member day."""
    history = standings(own, LADDER, midnights(own, [365], LAST_DAY))
    return {
        movement.number: max(tier_times(history, movement), MEMBER_DAY if movement.day.isoweekday() == WEDNESDAY else 1)
        for movement in own
    }


def tier_times(history: Sequence[Standing], movement: Movement) -> Fraction:
    """How many times as much the tier earns that was held before."""
    held = [standing.tier for standing in history if standing.since < movement.at]
    return TIMES.get(held[-1] or "", Fraction(1)) if held else Fraction(1)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, part: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("grocer")
    with store(request.param, request, folder) as opened:
        apart(lambda: _imported(opened, part, folder / "rejected.csv"))
        yield opened


async def _imported(url: str, path: Path, rejected: Path) -> None:
    async with opened_shop(url) as kernel:
        await open_grocer(kernel)
        await import_orders(kernel, SLUG, path, COLUMNS, create_members=True, rejected=rejected)


@pytest.mark.parametrize("since", [None, MIDDLE], ids=["from the first", "from the middle"])
@pytest.mark.parametrize("name", CHANGES)
async def test_gainers_and_losers_agree_with_the_slow_computation(
    url: str,
    households: Mapping[str, list[Movement]],
    boosts: Mapping[str, Mapping[str, Fraction]],
    name: str,
    since: datetime | None,
) -> None:
    change, rule = CHANGES[name]
    live = {household: boosted(Rule(), boosts[household]) for household in households}
    changed = {household: boosted(rule, boosts[household]) for household in households}
    due = expected(households, live, changed, since, None)

    async with opened_shop(url) as kernel:
        told = await verdicts(kernel, SLUG, change, since)

    assert due == told


def boosted(rule: Rule, boosts: Mapping[str, Fraction]) -> Rule:
    """The rule for one household."""
    return replace(rule, times=lambda movement: boosts[movement.number])
