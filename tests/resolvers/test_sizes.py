"""What variables hold is counted before anything is made of it."""

import time
from typing import Any

import pytest
from graphql import build_schema, parse

from headless.engine.values.limits import LIST_MOST, LISTS_MOST
from headless.resolvers.executing.variables import Variables

SCHEMA = build_schema("""
type Query { x(ids: [ID!], one: One, many: [One!], json: JSON, nested: [[Int]]): Int }
scalar JSON
input One { a: Int ids: [ID!] below: One all: [One!] data: JSON }
""")
DECLARED = "query($ids: [ID!], $one: One, $many: [One!], $json: JSON, $nested: [[Int]]) {x(ids: $ids)}"


def told(**given: Any) -> str:
    """Return what is wrong with variables, empty if nothing is."""
    definitions = parse(DECLARED).definitions[0].variable_definitions  # type: ignore[attr-defined]
    values = Variables(SCHEMA, definitions).values(given)
    return values[0].message if isinstance(values, list) else ""


LONG = ["x"] * (LIST_MOST + 1)


@pytest.mark.parametrize(
    "given",
    [
        {"ids": LONG},
        {"one": {"ids": LONG}},
        {"one": {"below": {"below": {"ids": LONG}}}},
        {"many": [{"ids": ["1"]}, {"all": [{"ids": LONG}]}]},
        {"many": {"ids": LONG}},
        {"many": [{}] * (LIST_MOST + 1)},
        {"many": [{"ids": ["x"] * 500}] * (LISTS_MOST // 500)},
        {"nested": [[1] * 1_000] * 10},
    ],
    ids=["list", "in an object", "deep", "in a list", "alone for a list", "objects", "together", "lists of lists"],
)
def test_a_long_list_is_refused_wherever_it_is(given: Any) -> None:
    assert "items" in told(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"ids": ["x"] * LIST_MOST},
        {"many": [{"a": 1, "ids": ["x"] * 3}] * LIST_MOST},
        {"json": LONG, "one": {"data": LONG}},
        {"unknown": LONG},
        {"ids": None, "one": None, "many": [], "nested": [None, [None]]},
    ],
    ids=["a list", "objects", "JSON", "unknown", "nothing"],
)
def test_what_is_within_is_taken(given: Any) -> None:
    assert "" == told(**given)


def test_an_object_with_more_keys_than_it_can_have_names_one() -> None:
    assert "One has no field 'z'" == told(one={"a": 1, "ids": [], "below": None, "all": [], "data": 1, "z": 1})
    assert "One has no field 'k" in told(many=[{f"k{number}": 1 for number in range(100)}])


def test_an_object_within_itself_has_an_end() -> None:
    one: Any = {"a": 1}
    for _ in range(2_000):
        one = {"below": one}

    assert "levels" in told(one=one)


@pytest.mark.parametrize("given", [{"ids": 5}, {"one": "x"}, {"many": "x"}, {"one": []}, {"nested": 5}, {"many": [5]}])
def test_what_is_of_another_type_is_left_to_the_library(given: Any) -> None:
    told(**given)


def test_it_takes_no_time_to_refuse_much() -> None:
    began = time.thread_time()
    told(ids=["x"] * 1_000_000, many=[{}] * 1_000_000)

    assert time.thread_time() - began < 0.5
