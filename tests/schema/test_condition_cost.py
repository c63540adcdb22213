"""A condition, a search and a sort cost what they cost the database, as literals and as variables."""

from typing import Any

import pytest
from graphql import GraphQLSchema

from headless.engine.values.limits import COST_OF_SEARCH, COST_OF_SORT, COST_OF_TEST, COST_OF_TEXT_TEST, QUERY_COST
from headless.errors import Refused
from headless.schema.serving.documents.cache import Known
from headless.schema.serving.documents.cost import check, operations
from headless.schema.serving.documents.validation import parsed
from headless.schema.serving.root import make_schema

PLAIN = {"test": {"metric": "orders", "op": "GTE", "value": 1}}
TEXT = {"test": {"metric": "tag", "op": "CONTAINS", "value": "x"}}
ATTRIBUTE = {"test": {"metric": "attribute", "op": "EQ", "value": "x", "args": {"key": "a"}}}
DECLARED = "query($w: Condition, $t: Test, $c: [Condition!], $o: Op!, $m: String!, $s: String, $by: MemberOrder)"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return make_schema()._schema


def cost(schema: GraphQLSchema, arguments: str, **variables: Any) -> float:
    document = parsed(f"{DECLARED} {{ members(first: 1{arguments}) {{ pageInfo {{ endCursor }} }} }}")
    known = Known.of(schema, document)
    (operation,) = operations(document)
    return known.measured(schema, operation, None, variables).cost - 1


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (PLAIN, COST_OF_TEST),
        (TEXT, COST_OF_TEXT_TEST),
        (ATTRIBUTE, COST_OF_TEXT_TEST),
        ({"all": [PLAIN, TEXT, {"not": PLAIN}]}, 2 * COST_OF_TEST + COST_OF_TEXT_TEST),
        ({"any": [{"all": [PLAIN] * 3}, {"any": [ATTRIBUTE]}]}, 3 * COST_OF_TEST + COST_OF_TEXT_TEST),
        (None, 0),
        ({"all": []}, 0),
    ],
)
def test_each_test_costs(schema: GraphQLSchema, condition: Any, wanted: int) -> None:
    def literal(value: Any) -> str:
        if isinstance(value, dict):
            enum = {"op"}
            return "{" + ", ".join(f"{k}: {v if k in enum else literal(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(literal, value)) + "]"
        return "null" if value is None else f'"{value}"'

    assert wanted == cost(schema, ", where: $w", w=condition)
    assert wanted == cost(schema, f", where: {literal(condition)}")


@pytest.mark.parametrize(
    ("arguments", "variables", "wanted"),
    [
        (", where: {test: $t}", {"t": TEXT["test"]}, COST_OF_TEXT_TEST),
        (", where: {all: $c}", {"c": [TEXT, TEXT, PLAIN]}, 2 * COST_OF_TEXT_TEST + COST_OF_TEST),
        (", where: {all: [$w, {not: $w}]}", {"w": TEXT}, 2 * COST_OF_TEXT_TEST),
        (', where: {test: {metric: "tag", op: $o}}', {"o": "CONTAINS"}, COST_OF_TEXT_TEST),
        (", where: {test: {metric: $m, op: EQ}}", {"m": "attribute"}, COST_OF_TEXT_TEST),
        (", search: $s", {"s": "ann"}, COST_OF_SEARCH),
        (', search: "ann", orderBy: {by: "name"}', {}, COST_OF_SEARCH + COST_OF_SORT),
        (", orderBy: $by", {"by": {"by": "net_spend"}}, COST_OF_SORT),
        (", search: $s, orderBy: $by", {"s": None}, 0),
        (", where: $w", {"w": "no condition"}, 0),
        (", where: $w", {"w": {"test": 5, "all": 5, "any": {"not": [5]}}}, COST_OF_TEST),
    ],
)
def test_variables_cost_what_they_hold(schema: GraphQLSchema, arguments: str, variables: Any, wanted: int) -> None:
    assert wanted == cost(schema, arguments, **variables)


def test_a_document_that_is_known_is_measured_for_what_it_is_sent(schema: GraphQLSchema) -> None:
    document = parsed(f"{DECLARED} {{ members(where: $w) {{ totalCount }} }}")
    known = Known.of(schema, document)
    (operation,) = operations(document)
    costs = [known.measured(schema, operation, None, {"w": {"any": [TEXT] * count}}).cost for count in (1, 5, 1)]

    assert COST_OF_TEXT_TEST * 4 == costs[1] - costs[0]
    assert costs[0] == costs[2]


def test_what_would_keep_the_database_busy_for_seconds_is_refused(schema: GraphQLSchema) -> None:
    document = parsed(f"{DECLARED} {{ members(where: $w) {{ totalCount }} }}")
    (operation,) = operations(document)
    measured = Known.of(schema, document).measured(schema, operation, None, {"w": {"any": [ATTRIBUTE] * 190}})

    with pytest.raises(Refused) as refused:
        check(measured)
    assert "QUERY_TOO_LARGE" == refused.value.code


def test_counting_ends_with_what_may_be_spent(schema: GraphQLSchema) -> None:
    assert QUERY_COST < cost(schema, ", where: $w", w={"any": [TEXT] * 9_000}) <= QUERY_COST + COST_OF_TEXT_TEST
