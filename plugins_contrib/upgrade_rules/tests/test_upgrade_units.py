"""The pure parts: shares, places, the score's parts and its gates."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upgrade_rules.quotas import placed, sizes
from upgrade_rules.score import closed_because, parts_of
from upgrade_rules.score_settings import ScoreSettings

SHARES = {"diamond": 1, "gold": 10, "silver": 100, "bronze": 1000}
NOTHING: dict[str, Any] = dict.fromkeys(
    ("account", "spend", "orders", "average", "regularity", "reviews", "shares", "checkins"), 0
)


def test_eleven_hundred_and_eleven_members_split_exactly() -> None:
    places = placed([None] * 1111, sizes(SHARES, 1111), 0)

    assert Counter(places) == {"diamond": 1, "gold": 10, "silver": 100, "bronze": 1000}
    assert places[:2] == ["diamond", "gold"]


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 20), st.randoms(use_true_random=False))
def test_sizes_stay_exact_whatever_was_held_before(count: int, margin: int, random: Any) -> None:
    wanted = sizes(SHARES, count)
    held = [random.choice([None, *SHARES]) for _ in range(count)]

    places = placed(held, wanted, margin)

    assert sum(wanted.values()) == count
    assert Counter(places) == {tier: size for tier, size in wanted.items() if size}
    assert placed(places, wanted, margin) == places


def test_who_holds_a_tier_keeps_it_within_the_margin() -> None:
    held = ["silver", "silver", "gold", "silver"]

    assert placed(held, {"gold": 1, "silver": 3}, 0) == ["gold", "silver", "silver", "silver"]
    assert placed(held, {"gold": 1, "silver": 3}, 2) == ["silver", "silver", "gold", "silver"]
    assert placed(["silver", "silver", "silver", "gold"], {"gold": 1, "silver": 3}, 2)[0] == "gold"


def test_each_part_of_the_score_grows_up_to_its_full_value() -> None:
    facts = {**NOTHING, "spend": Decimal("10000.00"), "orders": 60, "average": Decimal(50), "reviews": 5}

    points = parts_of(ScoreSettings(), facts)

    assert {name: value for name, value in points.items() if value} == {
        "spend": 200, "orders": 200, "average": 10, "reviews": 20,
    }  # fmt: skip


def test_reviews_count_only_once_something_was_bought() -> None:
    assert parts_of(ScoreSettings(), {**NOTHING, "reviews": 20, "shares": 10, "checkins": 100}) == {
        **dict.fromkeys(NOTHING, 0), "checkins": 30,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ({"reputation": 80, "credit": 700}, None),
        ({"reputation": 59, "credit": 700}, "reputation is 59; at least 60 is needed"),
        ({"reputation": 80}, "credit is not known; at least 550 is needed"),
        ({"reputation": "80", "credit": 550.0}, None),
        ({"reputation": "59.5", "credit": 700}, "reputation is 59.5; at least 60 is needed"),
        ({"reputation": "good", "credit": 700}, "reputation is not known; at least 60 is needed"),
        ({"reputation": True, "credit": 700}, "reputation is not known; at least 60 is needed"),
    ],
)
def test_the_gates(attributes: dict[str, Any], why: str | None) -> None:
    assert closed_because(ScoreSettings(), attributes) == why
