"""Plans: what a document asks for, compiled once, and free of what a request sends."""

import gc
import weakref
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from headless.resolvers.executing.plans import PLANS_MOST, Level, Plans
from headless.resolvers.reading.related import NoFastPath
from headless.schema.serving.execution import Api, Request
from headless.schema.serving.root import make_schema
from tests.web.shop import Shop

SCHEMA = make_schema()._schema


class Sent(dict[str, str]):
    """What a request sends, so that one sees when it is let go of."""


async def test_a_plan_keeps_nothing_of_what_the_first_request_sent(shop: Shop) -> None:
    query = """query($more: Boolean!, $what: JSON) { members { edges { node {
      number @include(if: $more) metric(name: "orders", args: $what) } } } }"""
    sent = Sent()
    kept = weakref.ref(sent)
    api: Api = shop.app.state.endpoints.graphql.__self__.api
    principal = await shop.app.state.endpoints.graphql.__self__.authentication.find(shop.secret)
    found = await api.answer(shop.kernel, principal, Request(query, {"more": True, "what": sent}))
    del sent
    gc.collect()

    assert "errors" not in found
    assert kept() is None


def level_of(text: str, **variables: Any) -> Level:
    """The first level of a document's only operation."""
    document = parse(text)
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    plans = Plans(SCHEMA, document)
    return plans.of(operation, plans.values(operation, variables))


def keys(level: Level | None) -> list[str]:
    """The keys of a level's fields."""
    assert level is not None
    return [step.key for step in level.steps]


def test_fragments_and_directives_are_applied_once() -> None:
    level = level_of(
        "query($no: Boolean!) { ...F m: merchant { slug @skip(if: $no) } } fragment F on Query { m: merchant { name } }",
        no=True,
    )

    assert ["m"] == keys(level)
    assert ["name"] == keys(level.steps[0].below())


def test_a_document_with_many_switches_keeps_few_plans() -> None:
    names = [f"s{at}" for at in range(5)]
    fields = " ".join(f"a{at}: name @include(if: ${name})" for at, name in enumerate(names))
    document = parse(f"query({' '.join(f'${name}: Boolean!' for name in names)}) {{ merchant {{ slug {fields} }} }}")
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    plans = Plans(SCHEMA, document)
    for at in range(2 ** len(names)):
        values = plans.values(operation, {name: bool(at >> place & 1) for place, name in enumerate(names)})

        assert at.bit_count() + 1 == len(keys(plans.of(operation, values).steps[0].below()))
    assert PLANS_MOST == len(plans._known)


def test_a_level_knows_what_is_read_of_members_below_it() -> None:
    root = level_of("{ members { edges { node { number phone tier { code } assets { available } status } } } }")
    level = root.steps[0].below()

    assert level is not None
    assert {"number", "phone"} == level.columns
    assert ["tier", "assets"] == [step.key for step in level.reading]


def test_an_argument_of_a_variable_is_not_constant() -> None:
    (step,) = level_of("query($k: String!) { member(by: {number: $k}) { number } }", k="1").steps

    assert {"by": {"number": "1"}} == step.arguments(step_values("1"))
    with pytest.raises(NoFastPath, match="variable_argument"):
        assert step.constant


def step_values(number: str) -> Any:
    """The values of the variable `k`."""
    document = parse("query($k: String!) { merchant { slug } }")
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return Plans(SCHEMA, document).values(operation, {"k": number})
