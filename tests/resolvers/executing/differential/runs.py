"""One document with its faults, answered twice over the schema of all shapes."""

from collections.abc import Mapping
from functools import cache, lru_cache
from random import Random
from types import MappingProxyType
from typing import Any

from graphql import DocumentNode, GraphQLSchema, parse

from headless.schema.serving.build import names_of
from headless.services.kernel.principals import Principal
from tests.resolvers.executing.differential.answering import Answer, ours, theirs
from tests.resolvers.executing.differential.documents import Document, Writer
from tests.resolvers.executing.differential.literals import any_leaf
from tests.resolvers.executing.differential.shapes import SCOPE, Faults, Orchard, make_schema

BEARER = Principal(1, "orchard", 1, "test", frozenset({SCOPE}))
NO_FAULTS = Faults()


@cache
def served() -> GraphQLSchema:
    """The schema of all shapes."""
    return make_schema()._schema


@cache
def _names() -> Mapping[type, str]:
    return names_of(served())


def random_document(seed: int) -> Document:
    """The document of a seed."""
    # who selects nothing in the end is tried by itself, in test_chosen_documents.py
    return Writer(served(), Random(seed), any_leaf, something=True).document()


@lru_cache(1)
def _parsed(text: str) -> DocumentNode:
    return parse(text)


async def both(
    text: str, variables: Mapping[str, Any] = MappingProxyType({}), salt: int = 0, faults: Faults = NO_FAULTS
) -> tuple[Answer, Answer]:
    """Our answer and the library's to a document."""
    document = _parsed(text)
    mine = await ours(served(), document, Orchard(salt, faults, BEARER), variables, _names())
    return mine, await theirs(served(), document, Orchard(salt, faults, BEARER), variables)
