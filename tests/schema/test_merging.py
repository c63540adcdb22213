"""Fields that share a name in an answer: our rule says what the library's says, and takes no longer than the document is long."""

from random import Random

import pytest
from graphql import GraphQLError, GraphQLSchema, OverlappingFieldsCanBeMergedRule, build_schema, parse, validate

from headless.errors import Refused
from headless.schema.serving.documents.merging import merging_problem
from headless.schema.serving.documents.validation import parsed, problems_of
from headless.schema.serving.root import make_schema

SCHEMA = build_schema("""
interface Thing { id: ID! name: String size(by: Int, like: Like): Int next: Thing all: [Thing!] }
type Shop implements Thing { id: ID! name: String size(by: Int, like: Like): Int next: Thing all: [Thing!]
  code: Int! label(by: Int, like: Like): String own: Shop others: [Street] }
type Street implements Thing { id: ID! name: String size(by: Int, like: Like): Int next: Thing all: [Thing!]
  code: String label(by: Int, like: Like): String! own: Street others: [Shop!] }
input Like { a: Int b: [Int] }
type Query { thing: Thing shop: Shop street: Street id: ID }
""")
LEAVES = {
    "Thing": ("id", "name", "size", "__typename"), "Shop": ("id", "name", "size", "code", "label", "__typename"),
    "Street": ("id", "name", "size", "code", "label", "__typename"), "Query": ("id", "__typename"),
}  # fmt: skip
BELOW = {
    "Thing": {"next": "Thing", "all": "Thing"},
    "Shop": {"next": "Thing", "all": "Thing", "own": "Shop", "others": "Street"},
    "Street": {"next": "Thing", "all": "Thing", "own": "Street", "others": "Shop"},
    "Query": {"thing": "Thing", "shop": "Shop", "street": "Street"},
}
CONDITIONS = {
    "Thing": ("Thing", "Shop", "Street"),
    "Shop": ("Shop", "Thing"),
    "Street": ("Street", "Thing"),
    "Query": ("Query",),
}
ARGUMENTS = (
    "",
    "(by: 1)",
    "(by: 2)",
    "(by: $v)",
    "(like: {a: 1, b: [1, 2]})",
    "(like: {b: [1, 2], a: 1})",
    "(like: {b: [2, 1], a: 1})",
)
ALIASES = ("", "", "", "x: ", "y: ")
DOCUMENTS = 500


class Writer:
    """Writes documents in which names collide often."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.fragments: dict[str, str] = {}

    def document(self) -> str:
        body = self.selection("Query", 4)
        return f"query($v: Int) {{ unused: id {body} }} {' '.join(self.fragments.values())}"

    def selection(self, type_: str, depth: int) -> str:
        return " ".join(self.one(type_, depth) for _ in range(self.random.randint(1, 4)))

    def one(self, type_: str, depth: int) -> str:
        kind = self.random.random()
        if depth and kind < 0.35:
            name, below = self.random.choice(list(BELOW[type_].items()))
            return f"{self.random.choice(ALIASES)}{name} {{ {self.selection(below, depth - 1)} }}"
        if depth and kind < 0.55:
            condition = self.random.choice(CONDITIONS[type_])
            return f"... on {condition} {{ {self.selection(condition, depth - 1)} }}"
        if depth and kind < 0.7:
            return f"...{self.fragment(self.random.choice(CONDITIONS[type_]), depth - 1)}"
        name = self.random.choice(LEAVES[type_])
        arguments = self.random.choice(ARGUMENTS) if name in ("size", "label") else ""
        return f"{self.random.choice(ALIASES)}{name}{arguments}"

    def fragment(self, type_: str, depth: int) -> str:
        known = [name for name in self.fragments if name.startswith(type_) and f"D{depth}" in name]
        if known and self.random.random() < 0.5:
            return self.random.choice(known)
        name = f"{type_}{len(self.fragments)}D{depth}"
        self.fragments[name] = ""
        self.fragments[name] = f"fragment {name} on {type_} {{ {self.selection(type_, depth)} }}"
        return name


def test_ours_refuses_what_the_library_refuses() -> None:
    refused = 0
    for seed in range(DOCUMENTS):
        text = Writer(seed).document()
        document = parse(text)
        theirs = validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule])
        ours = merging_problem(SCHEMA, document)

        assert bool(theirs) == (ours is not None), text
        refused += ours is not None

    assert 0.1 < refused / DOCUMENTS < 0.9


@pytest.mark.parametrize(
    ("selected", "reason"),
    [
        ("x: id x: __typename", "'id' and '__typename' are different fields"),
        ("shop { size(by: 1) size(by: 2) }", "they have differing arguments"),
        ("thing { ... on Shop { code } ... on Street { code } }", "they return conflicting types 'Int!' and 'String'"),
        (
            "thing { ... on Shop { x: own { code } } ... on Street { x: own { code } } }",
            "they return conflicting types",
        ),
        ("thing { next { x: id } } ...F", "'id' and 'name' are different fields"),
    ],
)
def test_a_conflict_is_told_as_the_library_tells_it(selected: str, reason: str) -> None:
    fragment = "fragment F on Query { thing { next { x: name } } }" if "...F" in selected else ""
    problem = merging_problem(SCHEMA, parse(f"{{ {selected} }} {fragment}"))

    assert problem is not None
    assert reason in problem.message
    assert 2 == len(problem.locations or ())


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return make_schema()._schema


def test_what_is_wrong_otherwise_is_told_first(schema: GraphQLSchema) -> None:
    problems = problems_of(schema, parsed("{ x: merchant { name } x: viewer { name } nothing }"))

    assert ["Cannot query field 'nothing' on type 'Query'."] == [problem.message for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        "fragment A on Query { ...B } fragment B on Query { ...A } { ...A }",
        "fragment A on Nothing { name } { ...A }",
        "{ ...A }",
        "subscription { nothing }",
    ],
)
def test_a_document_that_is_wrong_does_not_reach_our_rule(schema: GraphQLSchema, text: str) -> None:
    assert problems_of(schema, parsed(text))


LONG = "9" * 101


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"query Q{number} {{ id }}" for number in range(51)),
        "{ ...F0 } " + " ".join(f"fragment F{number} on Query {{ id }}" for number in range(201)),
        "{" + "id " * 2_001 + "}",
        "{ x(a: [" + "[1] " * 1_001 + "]) }",
        "{ x(" + " ".join(f"a{number}: [" + "1 " * 900 + "]" for number in range(3)) + ") }",
        "{ x(" + " ".join(f"a{number}: {{a: [1, 2, 3]}}" for number in range(420)) + ") }",
    ],
)
def test_what_is_large_is_counted_before_it_is_looked_at(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(text)

    assert "QUERY_TOO_LARGE" == refused.value.code


@pytest.mark.parametrize("number", [LONG, f"-{LONG}", f"1.{LONG}", f"{LONG}e5", "1e100", "1E-999"])
@pytest.mark.parametrize(
    "place", ["{ x(a: %s) }", "{ x(a: [{b: %s}]) }", "query($v: Int = %s) { x }", "{ x @y(a: %s) }"]
)
def test_a_number_that_no_one_writes_is_refused(place: str, number: str) -> None:
    with pytest.raises(GraphQLError, match="digits"):
        parsed(place % number)


@pytest.mark.parametrize(
    "text", [f'{{ x(a: "{LONG}") }}', "{ e100 }", "{ x(a: 1e99) }", '{ x(a: "1e100") }', f"{{ a{LONG} }}"]
)
def test_digits_in_texts_and_names_are_no_number(text: str) -> None:
    assert parsed(text)


def test_the_tokens_of_a_document_are_no_garbage() -> None:
    document = parsed("query { merchant { name } } # and more\n")
    assert document.loc is not None

    assert [None, None] == [document.loc.start_token.next, document.loc.end_token.prev]
    assert 1 == document.definitions[0].loc.start_token.line
