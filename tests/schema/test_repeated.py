"""What one variable holds counts in each place where it is used, and work is counted before it is done."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSchema, Node, Source

from headless.engine.values.limits import CONDITIONS_TOGETHER, QUERY_LINES, REPEATED_CHARACTERS
from headless.errors import Refused
from headless.resolvers.executing import variables
from headless.schema.serving.documents.cache import Known
from headless.schema.serving.documents.condition_cost import Parts, condition_cost
from headless.schema.serving.documents.cost import measure, operations
from headless.schema.serving.documents.repeated import check_repeated, uses_again
from headless.schema.serving.documents.source import LinedSource
from headless.schema.serving.documents.validation import parsed, problems_of
from headless.schema.serving.root import make_schema


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return make_schema()._schema


def again(text: str) -> dict[str, int]:
    document = parsed(text)
    return dict(uses_again(document, next(iter(operations(document)))))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{ merchant { name } }", {}),
        ("query($x: ID!) { node(id: $x) { id } }", {}),
        ("query($x: ID!) { a: node(id: $x) { id } b: node(id: $x) { id } }", {"x": 1}),
        ("query($x: ID!) { a: nodes(ids: [$x, $x, $x]) { id } }", {"x": 2}),
        ("query($x: Boolean!) { merchant @include(if: $x) { name @skip(if: $x) } }", {"x": 1}),
        ("query($x: ID!) { a: node(id: $x) { ... @include(if: $x) { id } ...F } } fragment F on Node { id }", {"x": 1}),
        ("query($x: ID!) { ...F ...F ...F } fragment F on Query { node(id: $x) { id } }", {"x": 2}),
        ("query($x: ID!) { ...F ...G } fragment F on Query { ...G ...G } fragment G on Query { node(id: $x) { id } }", {"x": 2}),
        ("query($x: ID!) { ...F } fragment F on Query { a: node(id: $x) { id } ...F ...Gone }", {}),
    ],
)  # fmt: skip
def test_uses_are_counted_wherever_they_stand(text: str, wanted: dict[str, int]) -> None:
    assert wanted == again(text)


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("a" * (REPEATED_CHARACTERS // 10), True),
        ("a" * (REPEATED_CHARACTERS // 10 + 1), False),
        (["a"] * (REPEATED_CHARACTERS // 50), True),
        (["a"] * (REPEATED_CHARACTERS // 30), False),
        ({"a": {"b": ["c" * 100] * (REPEATED_CHARACTERS // 1_000)}}, False),
        ([2**70] * (REPEATED_CHARACTERS // 200), False),
        (5, True),
        (None, True),
    ],
)
def test_what_is_used_again_may_not_be_long(value: Any, fits: bool) -> None:
    variables = {"x": value, "y": "b" * 2_000_000}
    with nullcontext() if fits else pytest.raises(Refused, match="used again"):
        check_repeated({"x": 10}, variables)


def test_a_known_document_counts_its_uses_once(schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch) -> None:
    document = parsed("query($x: ID!) { a: node(id: $x) { id } b: node(id: $x) { id } }")
    known, operation = Known.of(schema, document), next(iter(operations(document)))
    assert {"x": 1} == known.uses_again(operation)

    monkeypatch.setattr("headless.schema.serving.documents.cache.uses_again", None)

    assert {"x": 1} == known.uses_again(operation)


@pytest.mark.parametrize("fields", [1, 10, 100])
def test_parts_of_conditions_are_counted_for_all_fields_together(schema: GraphQLSchema, fields: int) -> None:
    asked = "members(where: $w) { totalCount } " * fields
    document = parsed(f"query($w: Condition) {{ {asked} }}")
    few: dict[str, Any] = {"w": {"any": [{}] * (CONDITIONS_TOGETHER // fields // 2 - 2)}}
    many: dict[str, Any] = {"w": {"any": [{}] * (CONDITIONS_TOGETHER // fields + 1)}}
    (operation,) = operations(document)
    known = Known.of(schema, document)

    measure(schema, document, operation, few)
    known.measured(schema, operation, None, few)
    with pytest.raises(Refused, match="parts"):
        measure(schema, document, operation, many)
    with pytest.raises(Refused, match="parts"):
        known.measured(schema, operation, None, {"w": {"any": [{}] * CONDITIONS_TOGETHER}})


@pytest.mark.parametrize("times", [1, 2, 4])
def test_what_is_looked_at_in_a_condition_grows_with_it(times: int) -> None:
    parts = Parts(100_000)
    condition_cost({"all": [{"any": [{}] * 100 * times}, {"not": {"test": {}}}]}, {}, parts)

    # the parts below `any`, each in its list and for itself, and six others with what they stand in
    assert 2 * 100 * times < 100_000 - parts.left < 2 * 100 * times + 10


SHAPES = {
    "fields": lambda n: "{ merchant {" + "name " * n + "} }",
    "objects": lambda n: "{" + "merchant { name } " * n + "}",
    "fragments": lambda n: "{ merchant {" + "...F " * n + "} } fragment F on Merchant { name }",
    "variables": lambda n: "query($v: Boolean = true) { merchant {" + "name @include(if: $v) " * n + "} }",
    "conditions": lambda n: "query($w: Condition!) { members(where: {all: [" + "$w " * n + "]}) { totalCount } }",
    "ids": lambda n: "{ nodes(ids: [" + '"x" ' * n + "]) { id } }",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_of_validation_grows_with_the_document(schema: GraphQLSchema, shape: str) -> None:
    calls = [_calls(schema, SHAPES[shape](count)) for count in (50, 100, 200)]

    assert calls[1] < 2.2 * calls[0]
    assert calls[2] < 2.2 * calls[1]


def _calls(schema: GraphQLSchema, text: str) -> int:
    """Return how many functions are called from the text to its plan. A first time fills what is kept for all documents."""
    _prepare(schema, text)
    count = 0

    def note(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        _prepare(schema, text + " ")
    finally:
        sys.setprofile(None)
    return count


def _prepare(schema: GraphQLSchema, text: str) -> None:
    document = parsed(text)
    operation = next(iter(operations(document)))
    measure(schema, document, operation, {})
    assert not problems_of(schema, document)
    Known.of(schema, document).uses_again(operation)


BREAKS = ["a\nb\n\nc", "a\r\nb\rc\n\rd", "\n\n\n", "", "one", "\r\n"]


@pytest.mark.parametrize("text", BREAKS)
def test_places_are_told_as_the_library_tells_them(text: str) -> None:
    lined = LinedSource(text)
    for position in range(len(text) + 2):
        assert Source(text).get_location(position) == lined.get_location(position)


def test_lines_are_found_once_however_many_places_are_told() -> None:
    source, asked = LinedSource("\n" * 100 + "x"), []
    for position in range(100):
        asked.append(source.get_location(position))
        source.body = "lost"

    assert list(range(1, 101)) == [place.line for place in asked]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_document_has_so_many_lines(end: str) -> None:
    fits = QUERY_LINES // len(end)

    assert parsed("{ a }" + end * fits)
    with pytest.raises(Refused, match="lines"):
        parsed("{ a }" + end * (fits + 1))


def test_without_a_sign_for_it_there_is_no_variable() -> None:
    def names(node: Node) -> Iterator[str]:
        yield from variables.variables_in(node)

    for text in ("{ a }", "query($x: Int) { a(b: {c: [{d: $x}]}) @e(f: $x) }", '{ a(b: "$") }'):
        document = parsed(text)
        assert variables.has_variables(document) or not list(names(document))
    assert ["x", "x", "x"] == list(names(parsed("query($x: Int) { a(b: {c: [{d: $x}]}) @e(f: $x) }")))


@pytest.mark.parametrize(
    "text",
    ["{ a(b: $x) }", "query($x: Int, $x: Int) { merchant { name } }", "query($x: Merchant) { merchant { name } }"],
)
def test_faults_of_variables_are_found_where_there_are_any(schema: GraphQLSchema, text: str) -> None:
    try:
        assert problems_of(schema, parsed(text))
    except GraphQLError as error:
        pytest.fail(str(error))
