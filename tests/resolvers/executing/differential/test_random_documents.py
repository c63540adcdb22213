"""Thousands of random documents, with random faults below them, are answered as by the library."""

from typing import Any

import pytest
from graphql import GraphQLError, parse, validate

from tests.resolvers.executing.differential.answering import Answer, difference
from tests.resolvers.executing.differential.runs import both, random_document, served
from tests.resolvers.executing.differential.shapes import Faults

DOCUMENTS = 400
PLANS = {
    "nothing fails": Faults(),
    "something is missing": Faults(missing=15),
    "something of everything": Faults(missing=15, failing=15, wrong=15, raising=15),
    "whole fields raise": Faults(failing=60, raising=100),
    "much is missing": Faults(missing=150, failing=30, wrong=30, raising=30),
}


@pytest.mark.parametrize("plan", PLANS)
async def test_random_documents_are_answered_as_by_the_library(plan: str) -> None:
    first = list(PLANS).index(plan) * DOCUMENTS
    answered = failed = 0
    for seed in range(first, first + DOCUMENTS):
        document = random_document(seed)
        for salt, variables in ((seed, document.variables), (-seed, document.turned)):
            mine, its = await both(document.text, variables, salt, PLANS[plan])

            assert difference(mine, its) is None, f"seed {seed}: {document}"

            answered += its.data is not None
            failed += bool(its.errors)
    assert answered > DOCUMENTS // 2
    assert (failed > DOCUMENTS // 2) == (plan != "nothing fails")


def test_random_documents_are_valid() -> None:
    for seed in range(60):
        document = random_document(seed)

        assert not validate(served(), parse(document.text)), document


def test_random_documents_have_all_that_a_document_can_have() -> None:
    texts = " ".join(random_document(seed).text for seed in range(200))
    for part in (
        "fragment F1",
        "... on Apple",
        "...F0 @",
        "@skip(if: $",
        "@include(if: false)",
        "$maybe: Boolean = true",
    ):
        assert part in texts
    for part in ("a_fruit: ", "__typename", "kind: __typename", "echo(", "color: RED", "from: "):
        assert part in texts


def said(data: Any, *errors: GraphQLError) -> Answer:
    return Answer(data, list(errors), True)


def failure(message: str, *path: str | int) -> GraphQLError:
    return GraphQLError(message, path=path)


@pytest.mark.parametrize(
    ("mine", "its"),
    [
        (said({"a": 1, "b": 2}), said({"b": 2, "a": 1})),
        (said({"a": 1}), said({"a": 1.0})),
        (said({"a": None}), said({"a": None}, failure("no", "a"))),
        (said({"a": None}, failure("no", "a")), said({"a": None}, failure("never", "a"))),
        (said({"a": None}, failure("no", "a")), said({"a": None}, failure("no", "a", "b"))),
        (said({"a": None, "b": None}, failure("no", "b", "c")), said({"a": None, "b": None}, failure("no", "a", "c"))),
        (said({"a": 1}, failure("no", "a")), said({"a": 1})),
        (said(None), Answer(None, [], False)),
    ],
)
def test_what_differs_is_noticed(mine: Answer, its: Answer) -> None:
    assert difference(mine, its) is not None


def test_of_errors_that_make_the_same_part_null_one_is_enough() -> None:
    few, many = [failure("no", "a", "b")], [failure("no", "a", "c"), failure("no", "a", "b")]

    assert difference(said({"a": None}, *few), said({"a": None}, *many)) is None
