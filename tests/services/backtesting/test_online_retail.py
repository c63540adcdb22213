"""Online Retail: who gains and who loses by a changed rule, held against a slow computation, customer by customer.

Every twentieth customer number is looked at. HEADLESS_EVERY_CUSTOMER=1 in the environment looks at all.
"""

import csv
import gzip
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.kernel.principals import system
from tests.oracle.changed_points import Rule
from tests.oracle.movements import Movement, by_customer
from tests.oracle.online_retail import SHOP_ZONE, read
from tests.oracle.source_files import online_retail_or_skip
from tests.services.backtesting.directions import CHANGES, expected, opened_shop, verdicts
from tests.services.importing.retail import CLOCK, SLUG, import_retail
from tests.services.importing.stores import apart, microseconds, store

EVERY = int(os.environ.get("HEADLESS_EVERY_CUSTOMER", "20"))
DAYS = 90
MIDDLE = datetime(2011, 6, 15, tzinfo=SHOP_ZONE)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lines of every so many customers."""
    path = tmp_path_factory.mktemp("part") / "retail.csv.gz"
    with (
        gzip.open(online_retail_or_skip(), "rt", encoding="utf-8", newline="") as text,
        gzip.open(path, "wt", encoding="utf-8", newline="") as chosen,
    ):
        lines = csv.DictReader(text)
        out = csv.DictWriter(chosen, lines.fieldnames or ())
        out.writeheader()
        out.writerows(line for line in lines if line["CustomerID"] and int(line["CustomerID"]) % EVERY == 0)
    return path


@pytest.fixture(scope="module")
def customers(part: Path) -> Mapping[str, list[Movement]]:
    return by_customer(read(part).movements)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, part: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("retail")
    with store(request.param, request, folder) as opened:
        apart(lambda: _imported(opened, part, folder / "rejected.csv"))
        yield opened


async def _imported(url: str, path: Path, rejected: Path) -> None:
    async with opened_shop(url) as kernel:
        merchant = await create_merchant(
            kernel, SLUG, currency="GBP", time_zone="Europe/London", sandbox=True, clock_at=microseconds(CLOCK)
        )
        owner = system(merchant.id, merchant.slug)
        points = {"code": "points", "name": "Points", "expiry": {"after": f"{DAYS}d"}}
        saved = [await save_asset_kind(kernel, owner, points)]
        saved.append(await save_rule(kernel, owner, {"rule": "points_per_spend"}))
        assert [None, None] == [outcome.problem for outcome in saved]
        await import_retail(kernel, path, rejected)


@pytest.mark.parametrize("since", [None, MIDDLE], ids=["from the first", "from the middle"])
@pytest.mark.parametrize("name", CHANGES)
async def test_gainers_and_losers_agree_with_the_slow_computation(
    url: str, customers: Mapping[str, list[Movement]], name: str, since: datetime | None
) -> None:
    change, rule = CHANGES[name]
    due = expected(customers, dict.fromkeys(customers, Rule()), dict.fromkeys(customers, rule), since, DAYS)

    async with opened_shop(url) as kernel:
        told = await verdicts(kernel, SLUG, change, since)

    assert due == told


@pytest.mark.parametrize("since", [None, MIDDLE], ids=["from the first", "from the middle"])
def test_the_slow_computation_knows_no_loser_of_a_doubled_rule(
    customers: Mapping[str, list[Movement]], since: datetime | None
) -> None:
    doubled = dict.fromkeys(customers, CHANGES["doubled"][1])
    due = expected(customers, dict.fromkeys(customers, Rule()), doubled, since, DAYS)

    assert {1} == {verdict.direction for verdict in due.values()}
