"""Introspection in the reader's language: what asks for the schema itself reads its descriptions translated."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, MiddlewareManager, introspection_types

from headless.schema.serving.notes import descriptions_in

Resolver = Callable[..., Any]
DESCRIPTION = "description"


class Translated(MiddlewareManager):
    """Answers the descriptions of a schema in a language, translated once. All other fields are resolved as ever."""

    def __init__(self, schema: GraphQLSchema, lang: str) -> None:
        super().__init__()
        self._told = descriptions_in(schema, lang)
        self._resolvers: Mapping[Resolver, Resolver] = {
            resolve: self._telling(resolve) for resolve in _description_resolvers()
        }

    def get_field_resolver(self, field_resolver: Resolver) -> Resolver:
        """Return what answers a field in place of its resolver."""
        return self._resolvers.get(field_resolver, field_resolver)

    def _telling(self, resolve: Resolver) -> Resolver:
        def translated(source: Any, info: Any) -> str | None:
            text: str | None = resolve(source, info)
            return None if text is None else self._told.get(text, text)

        return translated


def _description_resolvers() -> set[Resolver]:
    return {
        field.resolve
        for type_ in introspection_types.values()
        if isinstance(type_, GraphQLObjectType)
        and (field := type_.fields.get(DESCRIPTION)) is not None
        and field.resolve is not None
    }
