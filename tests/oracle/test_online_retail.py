"""What Online Retail holds, counted by the slow calculators. The product is held against the same numbers elsewhere."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from tests.oracle.movements import Movement, Reading, by_customer
from tests.oracle.online_retail import read
from tests.oracle.source_files import online_retail_or_skip
from tests.oracle.tiers import Tier, every_midnight, final, midnights, reached, standings
from tests.oracle.totals import Totals, add_up

LAST_DAY = date(2011, 12, 9)
LADDER = (
    Tier("bronze", lambda figures: figures.orders() >= 3 or figures.net_spend() >= 200_00),
    Tier("silver", lambda figures: figures.orders() >= 3 and figures.net_spend() >= 200_00),
    Tier("gold", lambda figures: figures.orders_per_month(365) >= 2),
    Tier("platinum", lambda figures: figures.net_spend(365) >= 8_000_00),
    Tier("diamond", lambda figures: figures.net_spend(365) >= 30_000_00),
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(online_retail_or_skip())


@pytest.fixture(scope="module")
def customers(reading: Reading) -> Mapping[str, list[Movement]]:
    return by_customer(reading.movements)


@pytest.fixture(scope="module")
def totals(customers: Mapping[str, list[Movement]]) -> Mapping[str, Totals]:
    return {customer: add_up(own) for customer, own in customers.items()}


def test_every_line_is_used_or_rejected_with_a_reason(reading: Reading) -> None:
    refunds = sum(movement.is_refund for movement in reading.movements)

    assert 541_909 == reading.lines
    assert {"no customer": 135_080} == reading.rejected_lines
    assert (18_536, 3_654) == (len(reading.movements) - refunds, refunds)


def test_the_customers_add_up_to_the_shop(totals: Mapping[str, Totals]) -> None:
    everyone = totals.values()

    assert 4_372 == len(totals)
    assert 891_140_790 == sum(customer.gross_spend for customer in everyone)
    assert 61_134_209 == sum(customer.refunded for customer in everyone)
    assert 830_006_581 == sum(customer.net_spend for customer in everyone)
    assert 8_293_239 == sum(customer.points for customer in everyone)
    assert (41, 13_207) == (
        sum(customer.debt > 0 for customer in everyone),
        sum(customer.debt for customer in everyone),
    )


def test_those_who_bought_nothing_have_refunds_alone(totals: Mapping[str, Totals]) -> None:
    assert 33 == sum(customer.orders == 0 for customer in totals.values())


def test_two_customers_who_returned_all_show_why_net_spending_matters(totals: Mapping[str, Totals]) -> None:
    assert (7_718_360, 0) == (totals["12346"].gross_spend, totals["12346"].net_spend)
    assert (16_847_250, 290) == (totals["16446"].gross_spend, totals["16446"].net_spend)


def test_the_two_stood_on_the_top_tier_for_minutes(customers: Mapping[str, list[Movement]]) -> None:
    for customer in ("12346", "16446"):
        history = standings(customers[customer], LADDER, midnights(customers[customer], [365], LAST_DAY))

        assert ["diamond", None] == [standing.tier for standing in history]


def test_the_ladder_is_populated_and_some_fell(customers: Mapping[str, list[Movement]]) -> None:
    histories = [standings(own, LADDER, midnights(own, [365], LAST_DAY)) for own in customers.values()]
    ever = Counter(tier for history in histories for tier in reached(history))

    assert {"silver": 1858, "bronze": 1682, None: 696, "platinum": 92, "diamond": 26, "gold": 18} == Counter(
        final(history) for history in histories
    )
    assert {"bronze": 3630, "silver": 1982, "platinum": 127, "gold": 29, "diamond": 29} == ever


def test_no_other_midnight_moves_anybody(customers: Mapping[str, list[Movement]]) -> None:
    for customer in sorted(customers)[::80]:
        own = customers[customer]

        assert standings(own, LADDER, every_midnight(own, LAST_DAY)) == standings(
            own, LADDER, midnights(own, [365], LAST_DAY)
        )
