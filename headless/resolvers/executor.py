"""Answers an operation level by level: each field is resolved for all its parents at once.

Walking field by field, as the GraphQL library does, costs more than the database does. Here a level of a hundred members is a
handful of list comprehensions, and each batch function is called once. What may be null, and how far a failure reaches, is as
the specification says.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
)

from headless.resolvers.context import ReadContext
from headless.resolvers.selections import Selected, Selections

Path = tuple["Path | None", str | int]
Place = Callable[[int], Path]
FAILED: Any = object()
"""Stands for a value whose error is noted already."""
PLAIN_TEXTS = frozenset({str, type(None)})
"""Values of these types are texts as they stand; most columns hold nothing else."""


async def answer_levels(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    ctx: ReadContext,
    variables: Mapping[str, Any],
    names: Mapping[type, str],
) -> tuple[dict[str, Any] | None, list[GraphQLError], bool]:
    """Data, errors, and whether the operation was begun at all; `names` are the types of the rows' classes."""
    coerced = get_variable_values(schema, operation.variable_definitions or (), dict(variables), 20)
    if isinstance(coerced, list):
        return None, coerced, False
    root = schema.get_root_type(operation.operation)
    assert root is not None
    levels = Levels(ctx, Selections(schema, document, coerced), schema, names)
    serially = operation.operation is OperationType.MUTATION
    found = await levels.objects(root, [None], [None], [operation.selection_set], serially=serially)
    return (None if found[0] is FAILED else found[0]), levels.errors, True


class Levels:
    """One operation being answered."""

    def __init__(
        self, ctx: ReadContext, selections: Selections, schema: GraphQLSchema, names: Mapping[type, str]
    ) -> None:
        self.ctx, self.selections, self.schema, self.names = ctx, selections, schema, names
        self.errors: list[GraphQLError] = []

    async def objects(
        self,
        type_: GraphQLObjectType,
        rows: Sequence[Any],
        paths: Sequence[Path | None],
        sets: Sequence[Any],
        *,
        serially: bool = False,
    ) -> list[Any]:
        """The answers for rows of one type; FAILED where something that may not be null is missing."""
        selected = self.selections.of(type_, sets)
        columns = await (self._one_by_one if serially else self._at_once)(type_, selected, rows, paths)
        keys = [each.key for each in selected]
        found: list[Any] = [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]
        for each, column in zip(selected, columns, strict=True):
            if each.field is not None and isinstance(each.field.type, GraphQLNonNull) and FAILED in column:
                found = [FAILED if value is FAILED else row for row, value in zip(found, column, strict=True)]
        return found

    async def _one_by_one(
        self, type_: GraphQLObjectType, selected: Sequence[Selected], rows: Sequence[Any], paths: Sequence[Path | None]
    ) -> list[list[Any]]:
        return [await self.column(type_, each, rows, paths) for each in selected]

    async def _at_once(
        self, type_: GraphQLObjectType, selected: Sequence[Selected], rows: Sequence[Any], paths: Sequence[Path | None]
    ) -> list[list[Any]]:
        waiting: dict[int, asyncio.Task[list[Any]]] = {}
        columns: dict[int, list[Any]] = {}
        async with asyncio.TaskGroup() as group:
            for place, each in enumerate(selected):
                if each.field is not None and each.answer.waits:
                    waiting[place] = group.create_task(self.column(type_, each, rows, paths))
            for place, each in enumerate(selected):
                if place not in waiting:
                    columns[place] = await self.column(type_, each, rows, paths)
        return [columns[place] if place in columns else waiting[place].result() for place in range(len(selected))]

    async def column(
        self, type_: GraphQLObjectType, selected: Selected, rows: Sequence[Any], paths: Sequence[Path | None]
    ) -> list[Any]:
        """One field for all rows."""
        if selected.field is None:
            return [type_.name] * len(rows)

        def place(index: int) -> Path:
            return paths[index], selected.key

        values = await self._values(selected, rows, place)
        return await self._complete(selected.field.type, values, place, selected)

    async def _values(self, selected: Selected, rows: Sequence[Any], place: Place) -> Sequence[Any]:
        answer, ctx = selected.answer, self.ctx
        try:
            if answer.scope is not None:
                ctx.require(answer.scope)
            if answer.function is not None:
                found = await answer.function(ctx, rows, **selected.arguments())
            elif answer.write is not None:
                found = [await answer.write(ctx, selected.arguments()["input"])]
            else:
                return self._plain(selected, rows, place)
            if len(found) != len(rows):
                raise RuntimeError(f"{selected.owner}.{answer.name}: {len(found)} results for {len(rows)} parents")
        except Exception as error:
            self._note(error, selected, place(0))
            return [FAILED] * len(rows)
        return [
            self._note(value, selected, place(index)) if isinstance(value, Exception) else value
            for index, value in enumerate(found)
        ]

    def _plain(self, selected: Selected, rows: Sequence[Any], place: Place) -> Sequence[Any]:
        answer, ctx = selected.answer, self.ctx
        try:
            return [answer.of_row(ctx, row) for row in rows]
        except Exception:
            return self._each(lambda row: answer.of_row(ctx, row), rows, place, selected)

    async def _complete(self, type_: Any, values: Sequence[Any], place: Place, selected: Selected) -> list[Any]:
        if isinstance(type_, GraphQLNonNull):
            found = await self._nullable(type_.of_type, values, place, selected)
            if None in found:
                missing = f"{selected.owner}.{selected.answer.name} gave nothing, though it must"
                return [
                    self._note(RuntimeError(missing), selected, place(index)) if value is None else value
                    for index, value in enumerate(found)
                ]
            return found
        found = await self._nullable(type_, values, place, selected)
        return [None if value is FAILED else value for value in found] if FAILED in found else found

    async def _nullable(self, type_: Any, values: Sequence[Any], place: Place, selected: Selected) -> list[Any]:
        if isinstance(type_, GraphQLList):
            return await self._lists(type_.of_type, values, place, selected)
        if isinstance(type_, GraphQLObjectType):
            return await self._rows(lambda row: type_, values, place, selected)
        if isinstance(type_, GraphQLInterfaceType):
            return await self._rows(self._concrete, values, place, selected)
        return self._leaves(type_, values, place, selected)

    def _leaves(self, type_: Any, values: Sequence[Any], place: Place, selected: Selected) -> list[Any]:
        if type_ is GraphQLString and PLAIN_TEXTS.issuperset(map(type, values)):
            return list(values)

        def coerce(value: Any) -> Any:
            return value if value is None or value is FAILED else type_.coerce_output_value(value)

        try:
            return [coerce(value) for value in values]
        except Exception:
            return self._each(coerce, values, place, selected)

    async def _lists(self, type_: Any, values: Sequence[Any], place: Place, selected: Selected) -> list[Any]:
        items: list[Any] = []
        owners: list[tuple[int, int]] = []
        for index, value in enumerate(values):
            if value is not None and value is not FAILED:
                for position, item in enumerate(value):
                    is_error = isinstance(item, Exception)
                    items.append(self._note(item, selected, (place(index), position)) if is_error else item)
                    owners.append((index, position))

        def item_place(index: int) -> Path:
            owner, position = owners[index]
            return place(owner), position

        completed = iter(await self._complete(type_, items, item_place, selected))
        found: list[Any] = []
        for value in values:
            if value is None or value is FAILED:
                found.append(value)
                continue
            listed = [next(completed) for _ in value]
            found.append(FAILED if FAILED in listed else listed)
        return found

    async def _rows(
        self, type_of: Callable[[Any], GraphQLObjectType], values: Sequence[Any], place: Place, selected: Selected
    ) -> list[Any]:
        found = list(values)
        groups: dict[str, tuple[GraphQLObjectType, list[int]]] = {}
        for index, value in enumerate(values):
            if value is not None and value is not FAILED:
                type_ = type_of(value)
                groups.setdefault(type_.name, (type_, []))[1].append(index)
        sets = [node.selection_set for node in selected.nodes]
        for type_, indexes in groups.values():
            answers = await self.objects(type_, [values[i] for i in indexes], [place(i) for i in indexes], sets)
            for index, each in zip(indexes, answers, strict=True):
                found[index] = each
        return found

    def _concrete(self, row: Any) -> GraphQLObjectType:
        found = self.schema.get_type(self.names[type(row)])
        assert isinstance(found, GraphQLObjectType)
        return found

    def _each(self, work: Callable[[Any], Any], values: Sequence[Any], place: Place, selected: Selected) -> list[Any]:
        """The work on each value; what raises fails alone."""
        found = []
        for index, value in enumerate(values):
            try:
                found.append(work(value))
            except Exception as error:
                found.append(self._note(error, selected, place(index)))
        return found

    def _note(self, error: Exception, selected: Selected, path: Path) -> Any:
        known = error if isinstance(error, GraphQLError) else None
        self.errors.append(
            GraphQLError(
                str(error),
                list(selected.nodes),
                path=_listed(path),
                original_error=error if known is None else known.original_error,
            )
        )
        return FAILED


def _listed(path: Path | None) -> list[str | int]:
    found: list[str | int] = []
    while path is not None:
        path, key = path
        found.append(key)
    return found[::-1]
