"""A condition that is wrong is refused before it is kept, and the message says where and what to do."""

from typing import Any

import pytest
from hypothesis import given, settings

from headless.engine.conditions.conditions import All, parse_condition, to_json
from headless.engine.values import limits
from headless.errors import Invalid
from tests.engine.people import METRICS, asks, condition
from tests.engine.random_conditions import all_tests, trees


def refused(document: Any) -> Invalid:
    """Why a document is no condition."""
    with pytest.raises(Invalid) as caught:
        condition(document)
    assert "INVALID_CONDITION" == caught.value.code
    return caught.value


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "condition: must be an object with exactly one"),
        ({}, "condition: must be an object with exactly one"),
        ({"all": [], "any": []}, "condition: must be an object with exactly one"),
        ({"none": []}, "condition.none: unknown"),
        ({"all": {}}, "condition.all: must be a list"),
        ({"any": [{"all": []}, 5]}, "condition.any[1]: must be an object"),
        ({"test": []}, "condition.test: must be an object"),
        ({"test": {"metric": "orders", "operator": "EQ"}}, "condition.test.operator: unknown"),
        (asks("order", "GTE", 3), "condition.test.metric: there is no metric 'order'; the known ones are attribute,"),
        (asks("orders", "CONTAINS", 3), "condition.test.op: orders does not take CONTAINS; it takes EQ, NEQ, GT,"),
        (asks("orders", "=>", 3), "condition.test.op: there is no op '=>'"),
        (asks("orders", "GTE"), "condition.test.value: None is not a number"),
        (asks("orders", "GTE", True), "condition.test.value: True is not a number"),
        (asks("orders", "GTE", "many"), "condition.test.value: 'many' is not a plain number"),
        (asks("orders", "GTE", "1e3"), "condition.test.value: '1e3' is not a plain number"),
        (asks("orders", "GTE", 10**18), "at most 18 digits before and 9 after the point"),
        (asks("orders", "GTE", float("nan")), "condition.test.value: must be a finite number"),
        (asks("orders", "GTE", float("inf")), "condition.test.value: must be a finite number"),
        (asks("orders", "GTE", 1e300), "is not a plain number"),
        (asks("orders", "IN", 3), "condition.test.value: IN takes a list of 1 to 100 values"),
        (asks("orders", "IN", []), "condition.test.value: IN takes a list of 1 to 100 values"),
        (asks("orders", "IN", [1, "x"]), "condition.test.value[1]: 'x' is not a plain number"),
        (asks("orders", "EXISTS", False), "condition.test.value: EXISTS takes no value; for absence wrap the test"),
        (asks("orders", "GTE", 3, "fortnight"), "condition.test.window: 'fortnight' is not a window"),
        (asks("streak", "GTE", 3, "30d"), "condition.test.window: streak takes no window"),
        (asks("orders", "GTE", 3, colour="red"), "condition.test.args.colour: orders has no such argument; it takes"),
        (asks("orders", "GTE", 3, category=""), "condition.test.args.category: '' is not a text"),
        (asks("orders", "GTE", 3, category='a"b'), "condition.test.args.category: must not hold control characters"),
        (asks("orders", "GTE", 3, category="\ud800"), "condition.test.args.category: must not hold control"),
        (asks("orders", "GTE", 3, category="x" * 201), "condition.test.args.category: longer than 200"),
        (asks("events", "GTE", 3), "condition.test.args.type: events needs type: the event type"),
        (asks("streak", "GTE", 3, period="year"), "condition.test.args.period: 'year' is none of day, week, month"),
        (asks("balance", "GTE", 3, asset="gems"), "condition.test.args.asset: there is no asset kind 'gems'"),
        (asks("tier", "GTE", "bronze"), "condition.test.value: there is no tier 'bronze' on the default track"),
        (asks("tier", "EQ", "gold", track="prime"), "there is no tier 'gold' on the track 'prime'"),
        (asks("attribute", "GT", [1.5], name="x"), "condition.test.value: [1.5] is not a text"),
        (asks("attribute", "GT", True, name="x"), "true and false are compared with EQ, NEQ or IN"),
        (asks("trusted", "EQ", "yes"), "condition.test.value: must be true or false"),
        (asks("tag", "EQ", 3), "condition.test.value: 3 is not a text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(document: Any, message: str) -> None:
    assert message in refused(document).message


def test_the_path_is_given_for_programs_too() -> None:
    error = refused({"all": [{"not": asks("orders", "GTE", "many")}]})

    assert ["all", "0", "not", "test", "value"] == error.data["path"]


def test_a_hundred_levels_are_refused_like_thirteen() -> None:
    deep: Any = asks("orders", "GTE", 3)
    for _ in range(100):
        deep = {"not": deep}

    assert "more than 12 levels deep" in refused(deep).message


def test_twelve_levels_and_two_hundred_nodes_are_the_most() -> None:
    deep: Any = asks("orders", "GTE", 3)
    for _ in range(limits.CONDITION_DEPTH - 1):
        deep = {"all": [deep]}
    wide = {"any": [asks("orders", "GTE", 3)] * (limits.CONDITION_NODES - 1)}

    assert isinstance(condition(deep), All)
    assert wide == to_json(condition(wide))
    assert "more than 200 nodes" in refused({"any": [*wide["any"], {"all": []}]}).message


def test_fields_that_are_null_count_as_left_out() -> None:
    asked = {**asks("orders", "GTE", 3)["test"], "args": None}
    given_by_graphql = {"all": None, "any": None, "not": None, "test": asked}

    assert condition(asks("orders", "GTE", 3)) == condition(given_by_graphql)


def test_without_terms_kinds_and_tiers_need_not_exist_yet() -> None:
    documents = [asks("tier", "GTE", "bronze"), asks("balance", "GTE", "1", asset="gems")]

    assert documents == [to_json(parse_condition(document, METRICS)) for document in documents]


@pytest.mark.parametrize(
    ("metric", "given_value", "written"),
    [
        ("net_spend", 200, "200"),
        ("net_spend", 99.5, "99.5"),
        ("net_spend", "99.50", "99.50"),
        ("orders", "3", 3),
        ("orders", 2.5, "2.5"),
        ("days_since_join", "30.0", 30),
        ("orders_per_month", 0.1, "0.1"),
        ("net_spend", 1e-07, "0.0000001"),
    ],
)
def test_in_json_a_decimal_is_a_string_and_a_count_a_number(metric: str, given_value: Any, written: Any) -> None:
    window = "30d" if metric == "orders_per_month" else None

    assert written == to_json(condition(asks(metric, "GTE", given_value, window)))["test"]["value"]


@settings(max_examples=60)
@given(trees(all_tests()))
def test_what_is_written_is_read_as_the_same(document: Any) -> None:
    parsed = condition(document)

    assert parsed == condition(to_json(parsed))
    assert hash(parsed) == hash(condition(to_json(parsed)))
