"""Half a million lines of a British shop agree with slow, independent sums, on both databases, customer by customer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from headless.services.importing.files.reports import ImportReport
from headless.services.verifying.verifying import Drift, verify
from tests.oracle.movements import Movement, by_customer
from tests.oracle.online_retail import read
from tests.oracle.source_files import online_retail_or_skip
from tests.oracle.test_online_retail import LADDER, LAST_DAY
from tests.oracle.tiers import Standing, final, midnights, reached, standings
from tests.oracle.totals import Totals, add_up
from tests.services.importing.retail import SLUG, Person, import_retail, open_retail, people
from tests.services.importing.stores import apart, open_kernel, store

DIALECTS = ("sqlite", "postgres")


@dataclass(frozen=True)
class Imported:
    """What two runs have told, and what is booked after them."""

    first: ImportReport
    rejected_lines: int
    second: ImportReport
    members: Mapping[str, Person]
    drifts: Sequence[Drift]


@pytest.fixture(scope="module")
def customers() -> Mapping[str, list[Movement]]:
    return by_customer(read(online_retail_or_skip()).movements)


@pytest.fixture(scope="module")
def totals(customers: Mapping[str, list[Movement]]) -> Mapping[str, Totals]:
    return {customer: add_up(own) for customer, own in customers.items()}


@pytest.fixture(scope="module")
def histories(customers: Mapping[str, list[Movement]]) -> Mapping[str, list[Standing]]:
    return {customer: standings(own, LADDER, midnights(own, [365], LAST_DAY)) for customer, own in customers.items()}


@pytest.fixture(scope="module", params=DIALECTS)
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    path, folder = online_retail_or_skip(), tmp_path_factory.mktemp("retail")
    with store(request.param, request, folder) as url:
        yield apart(lambda: _imported(url, path, folder / "rejected.csv"))


async def _imported(url: str, path: Path, rejected: Path) -> Imported:
    async with open_kernel(url) as kernel:
        await open_retail(kernel)
        first = await import_retail(kernel, path, rejected)
        with rejected.open(encoding="utf-8") as text:
            rejected_lines = sum(1 for _ in text) - 1
        second = await import_retail(kernel, path, rejected)
        async with kernel.db.read() as session:
            return Imported(first, rejected_lines, second, await people(session), await verify(kernel, SLUG))


def test_every_line_is_booked_or_rejected_with_its_reason(imported: Imported) -> None:
    report = imported.first

    assert (541_909, 18_536, 3_654, 4_372) == (report.lines, report.orders, report.refunds, report.members_created)
    assert (Decimal("8911407.90"), Decimal("611342.09")) == (report.gross, report.refunded)
    assert {"no member": 135_080} == report.rejected
    assert 135_080 == imported.rejected_lines


def test_a_second_run_books_nothing(imported: Imported) -> None:
    report = imported.second

    assert (0, 0, 0, 18_536 + 3_654) == (report.orders, report.refunds, report.members_created, report.already_there)
    assert Decimal(0) == report.gross == report.refunded


def test_orders_and_spending_agree_with_the_slow_sums(imported: Imported, totals: Mapping[str, Totals]) -> None:
    expected = {customer: (own.orders, own.gross_spend, own.refunded) for customer, own in totals.items()}

    assert expected == {
        customer: (own.orders, own.gross_spend, own.refunded) for customer, own in imported.members.items()
    }


def test_points_and_debts_agree_with_the_slow_sums(imported: Imported, totals: Mapping[str, Totals]) -> None:
    expected = {customer: (own.points, own.debt) for customer, own in totals.items()}

    assert expected == {customer: (own.points, own.debt) for customer, own in imported.members.items()}


def test_tiers_agree_now_and_ever(imported: Imported, histories: Mapping[str, list[Standing]]) -> None:
    expected = {customer: (final(history), reached(history)) for customer, history in histories.items()}

    assert expected == {
        customer: (own.tier, {tier for tier, _ in own.standings if tier is not None})
        for customer, own in imported.members.items()
    }


def test_every_change_of_tier_is_there_with_its_time(
    imported: Imported, histories: Mapping[str, list[Standing]]
) -> None:
    expected = {customer: [(each.tier, each.since) for each in history] for customer, history in histories.items()}

    assert expected == {customer: own.standings for customer, own in imported.members.items()}


def test_who_has_not_bought_for_90_days_is_tagged(imported: Imported, customers: Mapping[str, list[Movement]]) -> None:
    lapsing = {
        customer for customer, own in customers.items() if (last := _last_order(own)) and _days_since(last) >= 90
    }

    assert lapsing == {customer for customer, own in imported.members.items() if "lapsing" in own.tags}


def test_verify_finds_nothing(imported: Imported) -> None:
    assert [] == imported.drifts


def _last_order(movements: Sequence[Movement]) -> date | None:
    return max((movement.day for movement in movements if not movement.is_refund), default=None)


def _days_since(day: date) -> int:
    return (LAST_DAY - day).days
