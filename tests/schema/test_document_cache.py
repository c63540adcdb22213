"""Documents are kept within a number of bytes, and what was made for one goes with it."""

import gc
import weakref

import pytest
from graphql import GraphQLSchema

from headless.resolvers.executing.plans import Plans
from headless.schema.serving.documents.cache import DocumentCache, Known, weight_of
from headless.schema.serving.documents.validation import parsed
from headless.schema.serving.root import make_schema
from headless.services.kernel.programs import Made

SMALL = "{ merchant { name } }"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return make_schema()._schema


def known(schema: GraphQLSchema, query: str) -> Known:
    return Known.of(schema, parsed(query))


def numbered(number: int) -> str:
    return f"{{ a{number}: merchant {{ name }} }}"


def test_the_least_recently_used_go_first(schema: GraphQLSchema) -> None:
    weight = weight_of(numbered(1), known(schema, numbered(1)))
    cache = DocumentCache(5 * weight)
    for number in range(5):
        cache.put(numbered(number), known(schema, numbered(number)))
    cache.get(numbered(0))
    for number in range(5, 7):
        cache.put(numbered(number), known(schema, numbered(number)))

    assert [0, 3, 4, 5, 6] == [number for number in range(7) if cache.get(numbered(number)) is not None]
    assert 5 * weight == cache.bytes


def test_many_documents_stay_within_the_bytes(schema: GraphQLSchema) -> None:
    cache = DocumentCache(1_000_000)
    for number in range(300):
        cache.put(numbered(number), known(schema, numbered(number)))

    assert 20 < len(cache) < 60
    assert cache.bytes <= 1_000_000


def test_one_that_is_large_does_not_push_the_others_out(schema: GraphQLSchema) -> None:
    cache = DocumentCache(300_000)
    cache.put(SMALL, known(schema, SMALL))
    large = "{ merchant {" + "name " * 900 + "} }"
    cache.put(large, known(schema, large))

    assert cache.get(large) is None
    assert cache.get(SMALL) is not None


def test_asking_again_counts_once(schema: GraphQLSchema) -> None:
    cache = DocumentCache()
    one = known(schema, SMALL)
    for _ in range(3):
        cache.put(SMALL, one)

    assert (1, weight_of(SMALL, one)) == (len(cache), cache.bytes)


def test_a_document_weighs_by_its_tokens_and_the_plans_it_may_have(schema: GraphQLSchema) -> None:
    switched = "query($a: Boolean!, $b: Boolean!) { merchant @include(if: $a) { name @skip(if: $b) } }"
    plain = switched.replace("$a)", "true)").replace("$b)", "true)")

    assert weight_of(switched, known(schema, switched)) > weight_of(plain, known(schema, plain)) + 20_000
    assert weight_of("{" + "a " * 500 + "}", known(schema, SMALL)) > weight_of(
        "{ " + "a" * 1_000 + " }", known(schema, SMALL)
    )


def test_what_was_made_for_a_document_goes_with_it(schema: GraphQLSchema) -> None:
    made, plans = Made(), Plans(schema, parsed(SMALL))
    plans.keeping.keep(made, "key", "value")
    made.keep("other", 1)
    plans.release()
    plans.keeping.keep(made, "late", "value")

    assert {"other": 1} == made


def test_a_configuration_that_is_gone_is_not_kept_by_its_documents(schema: GraphQLSchema) -> None:
    made, plans = Made(), Plans(schema, parsed(SMALL))
    plans.keeping.keep(made, "key", "value")
    reference = weakref.ref(made)
    del made

    assert reference() is None
    plans.release()


def test_a_document_that_is_forgotten_is_freed_without_the_collector(schema: GraphQLSchema) -> None:
    made, one = Made(), known(schema, SMALL)
    cache = DocumentCache(5 * weight_of(SMALL, one))
    one.plans.keeping.keep(made, one.plans, "x")
    cache.put(SMALL, one)
    reference = weakref.ref(one.plans.keeping)
    del one
    gc.disable()
    try:
        for number in range(4):
            assert reference() is not None
            cache.put(numbered(number), known(schema, numbered(number)))

        assert reference() is None
        assert {} == made
    finally:
        gc.enable()
