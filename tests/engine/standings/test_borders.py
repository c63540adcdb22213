"""What a ranking keeps, so that members see what is missing: the least that each tier took."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from headless.engine.program.tracks import Tier
from headless.engine.standings.rankings import Candidate, border_test, borders
from headless.plugins import Events, Value

GOLD, SILVER = Tier(1, "gold", "Gold", 2), Tier(2, "silver", "Silver", 1)


def ranks(by: tuple[str, ...] = ("measure",), need: Any = Value("net_spend", "$window")) -> Any:  # noqa: B008
    """A rule that ranks by a need, with a window of its settings."""
    declared = SimpleNamespace(by=by, needs={"measure": need})
    return SimpleNamespace(declared=declared, settings=SimpleNamespace(window="1y", asset="miles"))


def candidates(*values: Any) -> list[Candidate]:
    return [Candidate(id_, 1, {"measure": value}, None, 0) for id_, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "tiers", "expected"),
    [
        ((Decimal("30.50"), Decimal(20), Decimal(10)), (GOLD, SILVER, SILVER), {"gold": "30.50", "silver": "10"}),
        ((3, 2, 1), (GOLD, GOLD, None), {"gold": 2}),
        # A holder within the margin stands below a newcomer who waits.
        ((30, 29, 28), (GOLD, SILVER, GOLD), {"gold": 28, "silver": 29}),
        ((3, None), (GOLD, SILVER), {"gold": 3}),
        ((None, None), (GOLD, GOLD), {}),
        ((), (), {}),
    ],
)
def test_the_border_of_a_tier_is_the_least_that_it_took(values: Any, tiers: Any, expected: Any) -> None:
    assert expected == borders(ranks(), candidates(*values), tiers)


def test_a_ranking_without_a_measure_has_no_borders() -> None:
    assert {} == borders(ranks(by=()), candidates(1), (GOLD,))


def test_a_border_is_asked_for_with_the_window_and_arguments_of_the_need() -> None:
    need = Value("earned", "$window", {"asset": "$asset"})

    assert {
        "test": {"metric": "earned", "op": "GTE", "value": "5", "window": "1y", "args": {"asset": "miles"}}
    } == border_test(ranks(need=need), "5")


def test_what_is_no_metric_cannot_be_asked_for() -> None:
    assert None is border_test(ranks(need=Events("order.paid")), 5)
