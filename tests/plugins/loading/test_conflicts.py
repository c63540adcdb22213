"""Rules that meet are told of before they surprise anyone."""

from typing import Any

import pytest

from headless.engine.evaluation.conflicts import conflicts
from headless.plugins import Boost, Cap, Earn
from tests.kit.program import program_of
from tests.kit.rules import saying
from tests.kit.setup import Ruling, Setup, kind, points

EARN = saying("welcome", Earn("points", 1))
DOUBLE = saying("double", Boost("points", 2), stage="boost")
TRIPLE = saying("triple", Boost("points", 3), stage="boost")
LOW = saying("low", Cap("points", 5), stage="cap")
HIGH = saying("high", Cap("points", 9), stage="cap")


def found(*rules: Any, **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    setup = Setup(rules=[each if isinstance(each, Ruling) else Ruling(each) for each in rules], **more)
    return [(each.code, each.rules) for each in conflicts(program_of(setup))]


def test_rules_that_do_not_meet_are_no_conflict() -> None:
    assert [] == found(EARN, points(), DOUBLE, LOW)


@pytest.mark.parametrize(
    ("rules", "code", "names"),
    [
        ((points("base"), points("more")), "GIVEN_TWICE", ("base", "more")),
        ((EARN, DOUBLE, TRIPLE), "BOOSTS_MEET", ("double", "triple")),
        ((DOUBLE,), "NOTHING_TO_BOOST", ("double",)),
        ((EARN, LOW, HIGH), "CAPS_MEET", ("high", "low")),
    ],
)
def test_rules_that_meet_are_named(rules: tuple[Any, ...], code: str, names: tuple[str, ...]) -> None:
    assert (code, names) in found(*rules)


@pytest.mark.parametrize(
    ("stacking", "words"),
    [("MAX", "only the largest counts"), ("ADD", "summed"), ("MULTIPLY", "multiply one another")],
)
def test_how_boosts_stack_is_told(stacking: str, words: str) -> None:
    setup = Setup(kinds=[kind("points", stacking=stacking)], rules=[Ruling(each) for each in (EARN, DOUBLE, TRIPLE)])

    assert words in conflicts(program_of(setup))[0].text


def test_a_kind_that_does_not_exist_is_told_of() -> None:
    assert [("UNKNOWN_ASSET_KIND", ("stars",))] == found(saying("stars", Earn("stars", 1), assets=("stars",)))
