"""What each metric says of a member, and what it does not say."""

from decimal import Decimal
from typing import Any

import pytest

from headless.engine.conditions.query_parsing import parse_query
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.metrics.orders import order_args, order_key
from headless.engine.metrics.spec import extended
from headless.engine.metrics.value_formats import metric_value
from headless.errors import Invalid
from tests.engine.people import METRICS, SHOP, TODAY, Person, day, plugin_metric


def value(somebody: Person, metric: str, window: str | None = None, today: int = TODAY, **args: str) -> Any:
    """What the shop answers when asked for a metric."""
    return metric_value(parse_query(metric, window, args, METRICS, SHOP), somebody, today, SHOP)


@pytest.fixture
def regular() -> Person:
    """Three orders of ¥10, ¥20 and ¥33.33, the last with ¥3 given back."""
    return Person().ordered(TODAY - 200, 1000).ordered(TODAY - 20, 2000).ordered(TODAY - 4, 3333, 300)


@pytest.mark.parametrize(
    ("metric", "window", "expected"),
    [
        ("orders", None, 3),
        ("orders", "30d", 2),
        ("gross_spend", None, "63.33"),
        ("net_spend", None, "60.33"),
        ("refunded", "30d", "3.00"),
        ("net_spend", "7d", "30.33"),
        ("average_order", None, "20.11"),
        ("average_order", "3d", None),
        ("days_since_order", None, 4),
        ("orders", "month", 1),
        ("orders", "quarter", 2),
        ("orders", "year", 2),
    ],
)
def test_orders_are_counted_in_windows_and_over_a_lifetime(
    regular: Person, metric: str, window: str | None, expected: Any
) -> None:
    assert expected == value(regular, metric, window)


def test_a_windowed_net_spend_may_be_negative() -> None:
    somebody = Person().ordered(TODAY - 100, 5000)
    somebody.totals.add("order", TODAY, less=1200)

    assert "-12.00" == value(somebody, "net_spend", "30d")


def test_orders_are_narrowed_to_their_lines() -> None:
    somebody = Person().ordered(TODAY, 1000).ordered(TODAY, 400, category="tea").ordered(TODAY, 50, category="tea")

    assert ("4.50", 2) == (value(somebody, "gross_spend", category="tea"), value(somebody, "orders", category="tea"))


@pytest.mark.parametrize(
    ("window", "orders", "expected"),
    [("365d", 12, "1"), ("90d", 9, "3.0416"), ("3m", 7, "2.3333"), ("1y", 6, "0.5"), ("30d", 0, "0")],
)
def test_orders_per_month_is_an_exact_rate(window: str, orders: int, expected: str) -> None:
    somebody = Person()
    somebody.totals.add("order", TODAY, orders)

    assert expected == value(somebody, "orders_per_month", window)


@pytest.mark.parametrize("window", [None, "week", "month", "quarter", "year"])
def test_orders_per_month_knows_no_other_window(window: str | None) -> None:
    with pytest.raises(Invalid, match=r"orders_per_month (needs a|takes no calendar) window"):
        value(Person(), "orders_per_month", window)


@pytest.mark.parametrize(
    ("period", "days", "streak"),
    [
        ("day", (0, 1, 2), 3),
        ("day", (1, 2, 3), 3),  # today has not ended
        ("day", (2, 3, 4), 0),  # yesterday has
        ("day", (0, 2, 3), 1),
        ("day", (), 0),
        ("week", (0, 7, 8, 15, 30), 3),
        ("week", (7, 14), 2),
        ("week", (14, 21), 0),
        ("month", (20, 50), 2),
        ("month", (80, 110), 0),
    ],
)
def test_a_streak_lives_until_the_period_after_its_last_has_ended(
    period: str, days: tuple[int, ...], streak: int
) -> None:
    somebody = Person().did("checkin", *(TODAY - ago for ago in days))

    assert streak == value(somebody, "streak", period=period)


def test_an_order_that_was_wholly_refunded_is_left_out_of_a_streak() -> None:
    january, february, march = day(2026, 1, 31), day(2026, 2, 1), day(2026, 3, 9)
    whole = Person().ordered(january, 100).ordered(february, 100).ordered(march, 100)
    broken = Person().ordered(january, 100).ordered(march, 100)
    broken.totals.add("order", february, 1, 100, 0)
    broken.totals.add("order", february, -1, 0, 100)

    assert 3 == value(whole, "streak", type="order.paid", period="month")
    assert 1 == value(broken, "streak", type="order.paid", period="month")


def test_a_streak_of_weeks_begins_on_monday() -> None:
    sunday, monday = day(2026, 3, 8), day(2026, 3, 9)

    assert 2 == value(Person().did("checkin", sunday, monday), "streak", today=monday, period="week")


@pytest.mark.parametrize(
    ("born", "today", "days"),
    [
        (day(1990, 3, 15), day(2026, 3, 15), 0),
        (day(1990, 3, 14), day(2026, 3, 15), 364),
        (day(1990, 12, 31), day(2026, 12, 30), 1),
        (day(1992, 2, 29), day(2026, 2, 28), 0),
        (day(1992, 2, 29), day(2028, 2, 28), 1),
        (day(1992, 2, 29), day(2028, 2, 29), 0),
    ],
)
def test_a_leap_birthday_counts_on_the_twenty_eighth_in_other_years(born: int, today: int, days: int) -> None:
    assert days == value(Person(birthday_on=born), "birthday_in", today=today)


def test_what_a_member_is_and_holds() -> None:
    somebody = Person(
        joined_on=TODAY - 9,
        attributes={"drink": "tea"},
        tag_codes=frozenset({"vip", "new"}),
        balances={"cash": 1250},
        tiers={"growth": ("gold", TODAY + 12)},
    )
    somebody.totals.add("asset:points", TODAY - 3, amount=120, less=20)
    asked = [
        value(somebody, "days_since_join"),
        value(somebody, "attribute", name="drink"),
        value(somebody, "tag"),
        value(somebody, "balance", asset="cash"),
        value(somebody, "balance", asset="points"),
        value(somebody, "earned", asset="points"),
        value(somebody, "spent", "30d", asset="points"),
        value(somebody, "tier"),
        value(somebody, "tier", track="prime"),
        value(somebody, "tier_ends_in"),
        value(somebody, "tier_ends_in", track="growth"),
    ]

    assert [9, "tea", ["new", "vip"], "12.50", "0", "120", "20", "gold", None, 12, 12] == asked


def test_what_is_not_known_is_missing() -> None:
    nobody = Person()
    missing = [
        value(nobody, metric)
        for metric in ("average_order", "days_since_order", "birthday_in", "tag", "tier", "tier_ends_in", "score")
    ]

    assert [None] * 7 == missing


def test_plugins_metrics_are_read_as_they_were_stored() -> None:
    somebody = Person(stored={"score": Decimal("3.50"), "mood": "calm", "trusted": True})

    assert ["3.5", "calm", True] == [value(somebody, name) for name in ("score", "mood", "trusted")]


def test_a_clash_of_metrics_names_both_owners() -> None:
    with pytest.raises(Invalid, match="'orders' of 'scores' is already given by 'headless'"):
        extended(BUILT_IN, [plugin_metric("orders", "count")])


def test_every_metric_is_described_in_both_languages() -> None:
    for spec in BUILT_IN.values():
        assert {"en", "zh"} == set(spec.label), spec.name
        assert spec.description.endswith("."), spec.name
        assert ":" in spec.scope, spec.name
        assert bool(spec.args_schema()) == bool(spec.arguments), spec.name


def test_order_keys_are_sorted_and_read_back() -> None:
    args = {"store": "a|b", "category": "50% off=tea", "brand": "茶"}
    key = order_key(args)

    assert "order|brand=茶|category=50%25 off=tea|store=a%7Cb" == key
    assert args == order_args(key)
    assert ("order", {}) == (order_key(), order_args("order"))
    assert order_args("event:checkin") is None
