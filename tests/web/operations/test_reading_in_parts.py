"""Long documents are read part by part: others are served in between, and the answer is that of reading them at once."""

import asyncio

import pytest
from graphql import GraphQLError, GraphQLSchema

from headless.schema.serving.documents.parts import Parts, at_once, part_by_part
from headless.schema.serving.documents.validation import parsed, parsed_in_parts, problems_in_parts, problems_of
from headless.schema.serving.root import make_schema

LONG = "{ " + " ".join(f"a{number}: merchant {{ name slug }}" for number in range(60)) + " MORE }"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return make_schema()._schema


def counting(to: int) -> Parts[int]:
    for _ in range(to):
        yield
    return to


def test_work_in_parts_returns_its_result_at_once_as_well() -> None:
    assert 3 == at_once(counting(3))


async def test_others_have_a_turn_after_each_part() -> None:
    turns, done = 0, asyncio.Event()

    async def other() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    assert 5 == await part_by_part(counting(5))
    assert turns == 5
    done.set()
    await task


@pytest.mark.parametrize(
    "more", ["", "unknown { name }", "nothing here a1: viewer { name }", "merchant(x: 1) { name }"]
)
def test_a_long_document_has_the_same_problems_in_parts(schema: GraphQLSchema, more: str) -> None:
    document = parsed(LONG.replace("MORE", more))
    problems = problems_of(schema, document)

    assert [str(problem) for problem in problems] == [str(it) for it in at_once(problems_in_parts(schema, document))]
    assert bool(more) == bool(problems)


def test_all_rules_are_asked_in_parts(schema: GraphQLSchema) -> None:
    faulty = {
        "query($a: String) { merchant { name } }",
        "{ merchant { name } } query B { merchant { name } }",
        "{ merchant { name @skip(if: 1) } }",
        "{ merchant { ...f } }",
        "fragment f on Merchant { name } { merchant { name } }",
        "query($a: Nothing) { merchant { name } }",
        "{ member(by: {number: 1}) { id } }",
        "{ member { id } }",
        "{ merchant }",
        "{ merchant { name { x } } }",
        "query($a: Int) { member(by: {number: $a}) { id } }",
        "{ merchant { name @never } }",
        "{ merchant { name: slug name } }",
    }
    for text in faulty:
        document = parsed(text + " #" + "." * 1_000)
        problems = problems_of(schema, document)
        assert problems, text
        assert [str(problem) for problem in problems] == [
            str(it) for it in at_once(problems_in_parts(schema, document))
        ]


def test_what_is_no_document_is_refused_before_the_first_pause() -> None:
    with pytest.raises(GraphQLError):
        next(parsed_in_parts("{ merchant "))


def test_a_long_document_has_several_parts(schema: GraphQLSchema) -> None:
    document = parsed(LONG.replace("MORE", ""))

    assert 2 <= sum(1 for _ in problems_in_parts(schema, document))
