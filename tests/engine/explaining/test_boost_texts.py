"""Boosts of one event are told with the policy that combined them, and with what the other policies would have given."""

from typing import Any

import pytest

from headless.engine.explaining.boost_texts import stacked
from headless.engine.explaining.verdicts import verdicts
from tests.engine.people import SHOP


def boost(times: str, stacking: str, combined: str, **more: Any) -> dict[str, Any]:
    """A boost as the decision keeps it."""
    return {"effect": "Boost", "asset": "points", "times": times, "stacking": stacking, "combined": combined, **more}


def told(*boosts: dict[str, Any], lang: str = "en") -> list[str]:
    """The reason of each rule that boosted."""
    return [verdict.why(lang) for verdict in verdicts(SHOP, [{"i": 0, "v": 1, "e": [one]} for one in boosts])]


@pytest.mark.parametrize(
    ("stacking", "combined", "english", "chinese"),
    [
        (
            "MAX", "10", "MAX takes the highest of 2 boosts, ×10 (ADD would give ×11, MULTIPLY ×20)",
            "2个加成取最高（MAX），为×10；若相加（ADD）为×11，若相乘（MULTIPLY）为×20",
        ),
        (
            "ADD", "11", "ADD brings 2 boosts to ×11 (MAX would give ×10, MULTIPLY ×20)",
            "2个加成相加（ADD），为×11；若取最高（MAX）为×10，若相乘（MULTIPLY）为×20",
        ),
        (
            "MULTIPLY", "20", "MULTIPLY brings 2 boosts to ×20 (MAX would give ×10, ADD ×11)",
            "2个加成相乘（MULTIPLY），为×20；若取最高（MAX）为×10，若相加（ADD）为×11",
        ),
    ],
)  # fmt: skip
def test_each_policy_reads_differently(stacking: str, combined: str, english: str, chinese: str) -> None:
    boosts = boost("10", stacking, combined), boost("2", stacking, combined)

    assert [f"Points ×10: {english}", f"Points ×2: {english}"] == told(*boosts)
    assert [f"Points×10倍：{chinese}", f"Points×2倍：{chinese}"] == told(*boosts, lang="zh")


def test_what_did_not_apply_says_so() -> None:
    _, day = told(boost("2.5", "MAX", "2.5"), boost("1.5", "MAX", "2.5", applied=False, why="member day"))

    assert (
        "Points ×1.5 (member day), not applied: MAX takes the highest of 2 boosts, ×2.5 (ADD would give ×3, MULTIPLY ×3.75)"
    ) == day


def test_a_single_boost_needs_no_policy() -> None:
    assert ["Points ×2"] == told({"effect": "Boost", "asset": "points", "times": "2", "stacking": "MAX"})


def test_boosts_of_different_groups_multiply_under_every_policy() -> None:
    first, _ = told(boost("2", "MAX", "6"), boost("3", "MAX", "6", group="day"))

    assert "Points ×2: 2 boosts of different groups multiply one another, ×6" == first


def test_groups_are_combined_before_they_multiply() -> None:
    boosts = boost("2", "ADD", "16"), boost("3", "ADD", "16"), boost("4", "ADD", "16", group="day")

    together = stacked(boosts)["points"]

    assert {"MAX": 12, "ADD": 16, "MULTIPLY": 24} == together.factors


def test_a_decision_kept_without_its_groups_claims_nothing() -> None:
    assert ["Points ×2", "Points ×3"] == told(boost("2", "MAX", "6"), boost("3", "MAX", "6"))


def test_each_asset_has_boosts_of_its_own() -> None:
    growth = {**boost("5", "MAX", "5"), "asset": "growth"}

    first, _, third = told(boost("10", "MAX", "10"), growth, boost("2", "MAX", "10", applied=False))

    assert "MAX takes the highest of 2 boosts" in first
    assert third.startswith("Points ×2, not applied")


def test_groups_are_named_where_a_policy_holds_within_them() -> None:
    boosts = boost("2", "ADD", "16"), boost("3", "ADD", "16"), boost("4", "ADD", "16", group="day")

    assert told(*boosts)[0].endswith(
        "ADD brings 3 boosts to ×16 (MAX would give ×12, MULTIPLY ×24); the 2 groups multiply one another"
    )


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ["at most 50 Points, not applied: the lowest of 2 caps binds, 30",
                "at most 30 Points: the lowest of 2 caps binds, 30", "at most 10 Points", "at most 7 growth"]),
        ("zh", ["最多可得50Points，未采用：2个上限取最低，为30", "最多可得30Points：2个上限取最低，为30",
                "本单最多可抵10Points", "最多可得7growth"]),
    ],
)  # fmt: skip
def test_of_several_caps_the_lowest_binds(lang: str, expected: list[str]) -> None:
    caps = [("points", "50", "earn"), ("points", "30", "earn"), ("points", "10", "pay"), ("growth", "7", "earn")]

    assert expected == told(
        *({"effect": "Cap", "asset": asset, "most": most, "of": of} for asset, most, of in caps), lang=lang
    )
