"""What introspection tells of a field besides its description: who may use it, and what it costs.

Introspection does not show directives, so pages and editors that learn a schema by asking would not tell them. The printed schema
has the directives, and stays without the notes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from headless.engine.texts.descriptions import described
from headless.engine.texts.languages import ENGLISH
from headless.engine.texts.wording import worded
from headless.engine.values.limits import PAGE_DEFAULT
from headless.messages import Message
from headless.schema.base.fields import LIST_SIZE, Field, declared_of
from headless.schema.serving.documents.cost import is_sized_list

Holder = GraphQLObjectType | GraphQLInterfaceType


def add_notes(schema: GraphQLSchema) -> None:
    """Add to each field's description who may use it and what it costs."""
    for declared, served, type_ in _fields(schema):
        served.description = noted(declared, served, type_, ENGLISH)


def descriptions_in(schema: GraphQLSchema, lang: str) -> Mapping[str, str]:
    """Return every description of a schema to which notes were added, in a language, by what it is in English."""
    told = {text: described(text, lang) for part in _parts(schema) if (text := part.description)}
    return told | {
        served.description or "": noted(declared, served, type_, lang) for declared, served, type_ in _fields(schema)
    }


def noted(declared: Field, served: GraphQLField, type_: Holder, lang: str) -> str:
    """Return the description of a field in a language, with who may use it and what it costs."""
    return f"{described(declared.description or '', lang)}\n\n{note(declared, served, type_, lang)}"


def note(declared: Field, served: GraphQLField, type_: Holder, lang: str = ENGLISH) -> str:
    """Return who may use a field and what it costs, as one line."""
    return " · ".join(worded(part, lang) for part in _notes(declared, served, type_))


def _notes(declared: Field, served: GraphQLField, type_: Holder) -> Iterator[Message]:
    if declared.scope is None:
        yield Message("every token of the merchant")
    else:
        yield Message("scope: `{scope}`", scope=declared.scope)
    if declared.for_member:
        yield Message("members themselves")
    if declared.function is not None or declared.write is not None:
        yield Message("cost: {cost}", cost=declared.cost)
    if "first" in served.args:
        yield Message("rows: `first`, {most} if left out", most=PAGE_DEFAULT)
    elif is_sized_list(served, type_):
        yield Message("rows: {count}", count=declared.sized or LIST_SIZE)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[Field, GraphQLField, Holder]]:
    for type_ in schema.type_map.values():
        if isinstance(type_, Holder):
            for served in type_.fields.values():
                declared = declared_of(served)
                if declared is not None:
                    yield declared, served, type_


def _parts(schema: GraphQLSchema) -> Iterator[Any]:
    """Return all that may have a description: types, fields, arguments, values of enums and directives."""
    for part in (schema, *schema.type_map.values(), *schema.directives):
        yield part
        named = getattr(part, "fields", None) or getattr(part, "values", None) or getattr(part, "args", None) or {}
        for inner in named.values():
            yield inner
            yield from (getattr(inner, "args", None) or {}).values()
