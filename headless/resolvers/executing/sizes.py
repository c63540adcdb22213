"""How much variables hold, counted before the library makes anything of it.

A list of four hundred thousand ids would be made into values, and an object of a hundred thousand unknown keys into messages,
before anything else could refuse it. JSON values are left alone: they are not made into anything, and have limits of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_nullable_type,
)

from headless.engine.values.limits import JSON_DEPTH, LIST_MOST, LISTS_MOST
from headless.messages import Message


class Sizes:
    """The sizes of what one operation's variables may hold. Types are looked at once."""

    def __init__(self, types: Mapping[str, GraphQLInputType]) -> None:
        self._types = {name: type_ for name, type_ in types.items() if not _is_leaf(type_)}
        self._objects: dict[str, Sequence[tuple[str, GraphQLInputType]]] = {}

    def problem(self, given: Mapping[str, Any]) -> GraphQLError | None:
        """Return what is too large, None if nothing is."""
        left = LISTS_MOST
        try:
            for name, type_ in self._types.items():
                if name in given:
                    left = self._count(type_, given[name], left, 0)
        except GraphQLError as error:
            return error
        return None

    def _count(self, type_: Any, value: Any, left: int, depth: int) -> int:
        """Return how many items of lists may still follow."""
        if depth > JSON_DEPTH:
            message = Message(
                "this is nested more than {json_depth} levels deep: make it flatter", json_depth=JSON_DEPTH
            )
            raise GraphQLError(message)
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(type_, GraphQLList):
            return self._count_list(type_.of_type, value, left, depth)
        if isinstance(value, dict):
            if len(value) > len(type_.fields):
                unknown = next(iter(value.keys() - type_.fields.keys()))
                message = Message("{name} has no field {unknown!r}", name=type_.name, unknown=unknown[:60])
                raise GraphQLError(message)
            for name, below in self._below(type_):
                if name in value:
                    left = self._count(below, value[name], left, depth + 1)
        return left

    def _count_list(self, item: GraphQLInputType, value: Any, left: int, depth: int) -> int:
        if not isinstance(value, list):
            return left if _is_leaf(item) else self._count(item, value, left, depth + 1)
        left -= len(value)
        if len(value) > LIST_MOST or left < 0:
            most = LIST_MOST if len(value) > LIST_MOST else LISTS_MOST
            message = Message(
                "a list has {count} items, at most {most} are taken: split it", count=len(value), most=most
            )
            raise GraphQLError(message)
        if not _is_leaf(item):
            for part in value:
                left = self._count(item, part, left, depth + 1)
        return left

    def _below(self, type_: GraphQLInputObjectType) -> Sequence[tuple[str, GraphQLInputType]]:
        below = self._objects.get(type_.name)
        if below is None:
            below = [(name, field.type) for name, field in type_.fields.items() if not _is_leaf(field.type)]
            self._objects[type_.name] = below
        return below


def _is_leaf(type_: Any) -> bool:
    return not isinstance(get_nullable_type(type_), GraphQLList | GraphQLInputObjectType)
