"""The slow tier calculator is right on cases that can be worked out by hand."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.oracle.movements import Movement
from tests.oracle.tiers import Figures, Standing, Tier, every_midnight, final, midnights, reached, standings

ZONE = ZoneInfo("Europe/London")
LADDER = (
    Tier("base", lambda figures: figures.orders() >= 3 or figures.net_spend() >= 200_00),
    Tier("frequent", lambda figures: figures.orders_per_month(365) >= 2),
    Tier("generous", lambda figures: figures.net_spend(365) >= 8_000_00),
    Tier("peak", lambda figures: figures.net_spend(365) >= 30_000_00),
)


def on(day: int, amount: int, *, is_refund: bool = False) -> Movement:
    """A movement at ten o'clock, so many days after the first of January 2011."""
    return Movement(f"{day}", "ann", datetime(2011, 1, 1, 10, tzinfo=ZONE) + timedelta(days=day), amount, is_refund)


def walk(movements: Sequence[Movement], last_day: date = date(2011, 12, 31)) -> list[Standing]:
    return standings(movements, LADDER, midnights(movements, [365], last_day))


@pytest.mark.parametrize(
    ("amounts", "tier"),
    [
        ([100_00, 99_99], None),
        ([100_00, 99_99, 1], "base"),
        ([200_00], "base"),
        ([200_00] * 23 + [1], "frequent"),
        ([666_66] * 11 + [666_74], "generous"),
        ([300_00] * 23, "base"),
        ([29_999_99], "generous"),
        ([29_999_99, 1], "peak"),
    ],
)
def test_a_tier_is_the_highest_whose_condition_holds(amounts: list[int], tier: str | None) -> None:
    history = walk([on(day, amount) for day, amount in enumerate(amounts)])

    assert tier == final(history)


def test_a_refund_lowers_the_tier_at_once() -> None:
    history = walk([on(0, 30_000_00), on(5, 1, is_refund=True)])

    assert ["peak", "generous"] == [standing.tier for standing in history]
    assert {"peak", "generous"} == reached(history)


def test_all_refunded_leaves_no_tier_but_a_history() -> None:
    history = walk([on(0, 500_00), on(0, 500_00, is_refund=True)])

    assert ["base", None] == [standing.tier for standing in history]


def test_spending_leaves_the_window_at_the_midnight_365_days_later() -> None:
    history = walk([on(0, 9_000_00)], date(2012, 1, 31))

    assert [
        Standing("generous", datetime(2011, 1, 1, 10, tzinfo=ZONE)),
        Standing("base", datetime(2012, 1, 1, tzinfo=ZONE)),
    ] == history


def test_a_window_counts_today_and_the_days_before() -> None:
    movements = [on(0, 5_00)]

    assert 5_00 == Figures(movements, date(2011, 1, 30)).net_spend(30)
    assert 0 == Figures(movements, date(2011, 1, 31)).net_spend(30)


def test_asking_at_every_midnight_finds_nothing_more() -> None:
    movements = [on(day * 9, 900_00, is_refund=day % 7 == 3) for day in range(60)]
    last_day = date(2013, 12, 31)

    assert standings(movements, LADDER, every_midnight(movements, last_day)) == walk(movements, last_day)
