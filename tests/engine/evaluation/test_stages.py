"""From what rules say to amounts: boosts by the kind's stacking, caps from the last earning backwards, rounding once."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from headless.engine.evaluation.runner import Said
from headless.engine.evaluation.stages import Proposal, factor, propose
from headless.engine.program.rule_instances import Instance
from headless.engine.values.limits import AMOUNT_UNITS
from headless.plugins import Boost, Cap, Earn, Reclaim, Refuse, Spend
from tests.engine.bench import POINTS, instance, program_with
from tests.kit.rules import saying

SHOP = program_with(replace(POINTS, decimals=1), replace(POINTS, id=32, code="growth"))


def rule(id_: int, stage: str = "earn") -> Instance:
    return instance(saying(f"rule_{id_}", stage=stage), id_)


def proposed(*said: Said, request: bool = False, given: bool = False) -> Proposal:
    return propose(SHOP, list(said), request, lambda instance, key: given)


def says(id_: int, *effects: Any, stage: str = "earn") -> Said:
    return Said(rule(id_, stage), effects)


def units(proposal: Proposal) -> list[int]:
    return [item.units for item in proposal.items]


def test_amounts_are_rounded_down_once_after_all_stages() -> None:
    third = Decimal("0.333333")

    assert [9] == units(proposed(says(1, Earn("points", third)), says(2, Boost("points", 3), stage="boost")))


@pytest.mark.parametrize(("stacking", "expected"), [("MAX", "3"), ("ADD", "4"), ("MULTIPLY", "6")])
def test_boosts_of_a_group_combine_by_the_kinds_stacking(stacking: Any, expected: str) -> None:
    program = program_with(replace(POINTS, stacking=stacking))
    boosts = [(rule(1), Boost("points", 2)), (rule(2), Boost("points", 3))]

    assert Decimal(expected) == factor(program, "points", boosts)


def test_boosts_of_different_groups_multiply() -> None:
    boosts = [(rule(1), Boost("points", 2)), (rule(2), Boost("points", 3, group="day"))]

    assert Decimal(6) == factor(program_with(), "points", boosts)


def test_a_boost_reaches_what_is_boostable_of_its_asset_alone() -> None:
    earned = says(
        1, Earn("points", 1), Earn("points", 1, boostable=False), Earn("growth", 1), Reclaim("points", 1), Spend("points", 1)
    )  # fmt: skip

    assert [20, 10, 1, 20, 10] == units(proposed(earned, says(2, Boost("points", 2), stage="boost")))


def test_a_cap_takes_from_the_last_earning_first() -> None:
    proposal = proposed(
        says(1, Earn("points", 3)), says(2, Earn("points", 4)), says(3, Cap("points", 5), stage="cap")
    )  # fmt: skip

    assert ([30, 20], [False, True]) == (units(proposal), [item.capped for item in proposal.items])


def test_the_lowest_cap_on_paying_binds_and_is_named() -> None:
    proposal = proposed(
        says(1, Cap("points", 9, of="pay"), stage="cap"), says(2, Cap("points", 4, of="pay"), stage="cap")
    )  # fmt: skip

    assert [(1, 9), (2, 4)] == [(rule.id, cap.most) for rule, cap in proposal.pay_caps["points"]]


@pytest.mark.parametrize("stage", ["boost", "cap"])
def test_a_failed_boost_or_cap_withholds_its_assets(stage: str) -> None:
    proposal = proposed(says(1, Earn("points", 3), Earn("growth", 1)), Said(rule(2, stage), failure="broken"))

    assert [True, False] == [item.withheld for item in proposal.items]
    assert ({"points"} if stage == "cap" else set()) == set(proposal.uncapped)


def test_a_failed_gate_stops_a_request_but_not_a_fact() -> None:
    failed = Said(rule(1, "gate"), failure="broken")

    assert proposed(failed, request=True).failed_gate is failed.instance
    assert proposed(failed).failed_gate is None


def test_the_first_refusal_counts() -> None:
    proposal = proposed(says(1, Refuse("ONE", "1"), stage="gate"), says(2, Refuse("TWO", "2"), stage="gate"))

    assert proposal.refusal is not None
    assert "ONE" == proposal.refusal[1].code


def test_a_once_key_is_given_once_by_each_instance() -> None:
    twice = [Earn("points", 1, once="gift"), Earn("points", 1, once="gift")]

    assert [10, 10] == units(proposed(says(1, *twice), says(2, *twice)))
    assert [] == units(proposed(says(1, *twice), given=True))


def test_an_amount_that_grew_too_large_costs_its_rule_all_effects() -> None:
    proposal = proposed(
        says(1, Earn("points", AMOUNT_UNITS), Earn("growth", 1)), says(2, Earn("growth", 5)),
        says(3, Boost("points", 1000), stage="boost"),
    )  # fmt: skip

    assert [5] == units(proposal)
    assert "after boosts" in (proposal.said[0].failure or "")
