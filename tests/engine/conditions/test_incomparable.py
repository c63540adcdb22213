"""What cannot be compared is said, and what can is not contradicted."""

from typing import Any

import pytest

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import fill
from headless.engine.conditions.parsing import parse_condition, to_json
from tests.engine.people import METRICS, SHOP, TODAY, Person, asks, condition


@pytest.mark.parametrize(
    ("value", "op", "wanted", "en", "zh"),
    [
        ("5", "GTE", 4, "is 5, at least 4", "5，已满4"),
        (4.5, "GTE", 4, "is 4.5, at least 4", "4.5，已满4"),
        ("3", "GTE", 4, "is 3, must be at least 4", "3，需满4"),
        ("many", "GTE", 4, "is many, which cannot be compared; it must be at least 4", "many，无法比较；需满4"),
        (["5"], "EQ", 5, "is 5, which cannot be compared; it must be exactly 5", "5，无法比较；需"),
        ("yes", "EQ", True, "is yes, which cannot be compared; it must be exactly true", "yes，无法比较；需"),
        (None, "GTE", 4, "is unknown, must be at least 4", "，需满4"),
    ],
)
def test_the_explanation_of_an_attribute_agrees_with_its_verdict(
    value: Any, op: str, wanted: Any, en: str, zh: str
) -> None:
    clause = fill(
        condition(asks("attribute", op, wanted, name="drink")), Person(attributes={"drink": value}), TODAY, SHOP
    )

    assert text_of_clause(clause).endswith(en), text_of_clause(clause)
    assert zh in text_of_clause(clause, "zh"), text_of_clause(clause, "zh")


@pytest.mark.parametrize("wanted", [1.5, 4, "4", 0.1, 10**17])
def test_a_threshold_stays_what_it_is(wanted: Any) -> None:
    document = asks("attribute", "GTE", wanted, name="x")

    assert document == to_json(parse_condition(document, METRICS))
