"""Answers an operation level by level: each field is resolved for all its parents at once.

Walking field by field, as the GraphQL library does, costs more than the database does. Here a level of a hundred members is a
handful of list comprehensions, and each batch function is called once. What may be null, and how far a failure reaches, is as
the specification says.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues

from headless.resolvers.executing.leaves import TEXT, completed, one
from headless.resolvers.executing.paths import Path, Place, among, inside, listed, nowhere, under
from headless.resolvers.executing.plans import Level, Plans, Step
from headless.resolvers.executing.prefetch import Ahead
from headless.resolvers.reading.context import Outdated, ReadContext

FAILED: Any = object()
"""Stands for a value whose error is noted already."""
SETTLED = frozenset({type(None), object})
LISTS = frozenset({list, tuple, type(None), object})
"""FAILED is a bare object."""
ALIKE_LEAST, SAMPLE = 4, 12
"""From so many rows on it pays to look whether they are a few, again and again."""


async def answer_levels(
    schema: GraphQLSchema,
    plans: Plans,
    operation: OperationDefinitionNode,
    ctx: ReadContext,
    variables: Mapping[str, Any],
    names: Mapping[type, str],
) -> tuple[dict[str, Any] | None, list[GraphQLError], bool]:
    """Data, errors, and whether the operation was begun at all; `names` are the types of the rows' classes."""
    given = plans.values(operation, variables)
    if isinstance(given, list):
        return None, given, False
    try:
        level, serially = plans.of(operation, given), operation.operation is OperationType.MUTATION
    except GraphQLError as error:
        return None, [error], False
    if not ctx.is_sure and not (len(level.steps) == 1 and level.steps[0].answer.selects):
        await ctx.refresh()
    while True:
        errors: list[GraphQLError] = []
        try:
            run = Run(ctx, given, schema, names, errors)
            found = await run.objects(level, [None], nowhere, serially=serially)
        except Outdated:
            # nothing but members was read, and their statement said that the configuration is another one
            await ctx.refresh()
        else:
            return (None if found[0] is FAILED else found[0]), errors, True


class Run:
    """One operation being answered."""

    __slots__ = ("ahead", "ctx", "errors", "names", "schema", "scopes", "variables")

    def __init__(
        self,
        ctx: ReadContext,
        variables: VariableValues,
        schema: GraphQLSchema,
        names: Mapping[type, str],
        errors: list[GraphQLError],
        ahead: Ahead | None = None,
    ) -> None:
        self.ahead = Ahead(ctx, variables) if ahead is None else ahead
        self.scopes = ctx.principal.scopes
        self.ctx, self.variables, self.schema, self.names, self.errors = ctx, variables, schema, names, errors

    async def objects(self, level: Level, rows: Sequence[Any], place: Place, *, serially: bool = False) -> list[Any]:
        """The answers for rows of one type; FAILED where something that may not be null is missing."""
        noted = len(self.errors)
        columns: list[Any] = [None] * len(level.steps)
        if level.reads:
            await self.ahead.read(level, rows)
        for at, step in level.leaves:
            columns[at] = self._quick_leaf(step, rows) or self._leaf(step, rows, under(place, step.key))
        if serially or len(level.waiting) < 2:
            for at, step in level.waiting:
                columns[at] = await self._column(step, rows, under(place, step.key))
                if serially:
                    self.ctx.parts.forget()
        else:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    (at, group.create_task(self._column(step, rows, under(place, step.key))))
                    for at, step in level.waiting
                ]
            for at, task in tasks:
                columns[at] = task.result()
        for at, step in level.below:
            columns[at] = self.ahead.drawn(step, rows) or await self._column(step, rows, under(place, step.key))
        if not columns:
            return [{} for _ in rows]
        found: list[Any] = level.join(columns)
        if len(self.errors) > noted:
            for step, column in zip(level.steps, columns, strict=True):
                if step.needed and any(value is FAILED for value in column):
                    found = [FAILED if value is FAILED else row for row, value in zip(found, column, strict=True)]
        return found

    def _quick_leaf(self, step: Step, rows: Sequence[Any]) -> Sequence[Any] | None:
        """A column of texts that stand there for whoever asks; None where it is anything else, or anything is wrong."""
        if not step.accepts or step.answer.told is not None:
            return None
        if step.answer.scope is not None and step.answer.scope not in self.scopes:
            return None
        try:
            found = list(map(step.read, rows))
        except Exception:
            return None
        return found if step.accepts.issuperset(map(type, found)) else None

    def _leaf(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """A column of leaves that are there without asking."""
        if step.field is None:
            return [step.owner] * len(rows)
        return self._leaves(step.field.type, self._there(step, rows, here), here, step)

    async def _column(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """One field for all rows."""
        assert step.field is not None
        values = await self._asked(step, rows, here) if step.answer.asks else self._there(step, rows, here)
        if step.single is None or not SETTLED.isdisjoint(map(type, values)) or not values:
            return await self._complete(step.field.type, values, here, step)
        found = await self._rows(step.single, values, here, step)
        return self._settled(step.needed, found, here, step) if self.errors else found

    async def _asked(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """What a function of all rows answers; where it fails, all of them do."""
        answer, ctx = step.answer, self.ctx
        try:
            if answer.scope is not None:
                ctx.require(answer.scope)
            if answer.write is not None:
                found: Sequence[Any] = [await answer.write(ctx, step.arguments(self.variables)["input"])]
            else:
                assert answer.function is not None
                arguments = step.arguments(self.variables)
                if answer.selects:
                    arguments = {**arguments, **self._beside(step)}
                found = await answer.function(ctx, rows, **arguments)
            if not ctx.is_sure:
                # it failed to ask, or had nothing to ask: all the same it was the present that it should have known
                raise Outdated
            if len(found) != len(rows):
                raise RuntimeError(f"{step.owner}.{answer.name}: {len(found)} results for {len(rows)} parents")
        except Outdated:
            raise
        except Exception as error:
            if not ctx.is_sure:
                raise Outdated from error
            self._note(error, step, here(0))
            return [FAILED] * len(rows)
        if not _has_error(found):
            return found
        return [
            self._note(value, step, here(index)) if isinstance(value, Exception) else value
            for index, value in enumerate(found)
        ]

    def _beside(self, step: Step) -> dict[str, Any]:
        """What to read beside the members that a field finds; nobody below need look again."""
        below = step.below()
        return {} if below is None else {"parts": self.ahead.parts(below), "columns": below.columns}

    def _there(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """What is there without asking; what raises fails alone, what the token may not see fails once."""
        answer, ctx = step.answer, self.ctx
        if answer.scope is not None and answer.scope not in self.scopes:
            try:
                ctx.require(answer.scope)
            except Exception as error:
                self._note(error, step, here(0))
                return [FAILED] * len(rows)
        try:
            if answer.told is not None:
                return [answer.told(ctx, row) for row in rows]
            return list(map(step.read, rows))
        except Exception:
            return self._each(lambda row: answer.of_row(ctx, row), rows, here, step)

    async def _complete(self, type_: Any, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        needed = isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if needed else type_
        found: Sequence[Any]
        if isinstance(bare, GraphQLList):
            found = await self._lists(bare.of_type, values, here, step)
        elif isinstance(bare, GraphQLObjectType):
            found = await self._of_type(bare, values, here, step)
        elif isinstance(bare, GraphQLInterfaceType):
            found = await self._of_interface(values, here, step)
        else:
            return self._leaves(type_, values, here, step)
        return self._settled(needed, found, here, step)

    def _settled(self, needed: bool, found: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Nothing where nothing may be is a failure; a failure where nothing may be is nothing."""
        if needed:
            if None not in found:
                return found
            missing = f"{step.owner}.{step.answer.name} gave nothing, though it must"
            return [
                self._note(RuntimeError(missing), step, here(index)) if value is None else value
                for index, value in enumerate(found)
            ]
        if not self.errors:
            return found
        return [None if value is FAILED else value for value in found]

    def _leaves(self, type_: Any, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        needed = isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if needed else type_
        try:
            found = completed(bare, values, FAILED)
        except Exception:
            found = self._each(lambda value: one(bare, value, FAILED), values, here, step)
        return found if TEXT.issuperset(map(type, found)) else self._settled(needed, found, here, step)

    async def _lists(self, type_: Any, values: Sequence[Any], here: Place, step: Step) -> list[Any]:
        values = self._listed(values, here, step)
        items: list[Any] = []
        starts: list[int] = []
        for value in values:
            starts.append(len(items))
            if value is not None and value is not FAILED:
                items += value
        starts.append(len(items))

        item = inside(here, starts)
        if _has_error(items):
            items = [
                self._note(each, step, item(at)) if isinstance(each, Exception) else each
                for at, each in enumerate(items)
            ]
        completed_items = await self._complete(type_, items, item, step)
        found: list[Any] = []
        for index, value in enumerate(values):
            if value is None or value is FAILED:
                found.append(value)
                continue
            own = list(completed_items[starts[index] : starts[index + 1]])
            failed = self.errors and any(each is FAILED for each in own)
            found.append(FAILED if failed else own)
        return found

    def _listed(self, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """The values, each a list, nothing or a failure."""
        if LISTS.issuperset(map(type, values)):
            return values
        name = step.nodes[0].name.value
        wrong = GraphQLError(f"Expected Iterable, but did not find one for field '{step.owner}.{name}'.")
        return [
            value if value is None or value is FAILED or isinstance(value, list | tuple) else
            list(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) else
            self._note(wrong, step, here(index))
            for index, value in enumerate(values)
        ]  # fmt: skip

    async def _of_type(self, type_: GraphQLObjectType, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Rows of one type; nothing and failures stay what they are."""
        found = list(values)
        indexes = [at for at, value in enumerate(values) if value is not None and value is not FAILED]
        await self._put(found, type_, indexes, here, step)
        return found

    async def _of_interface(self, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Rows of several types, each by the class of its row."""
        groups: dict[str, list[int]] = {}
        found = list(values)
        for index, value in enumerate(values):
            if value is None or value is FAILED:
                continue
            name = self.names.get(type(value))
            if name is None:
                unknown = RuntimeError(
                    f"{step.owner}.{step.answer.name} gave a {type(value).__name__}: no type is of it"
                )
                found[index] = self._note(unknown, step, here(index))
            else:
                groups.setdefault(name, []).append(index)
        for name, indexes in groups.items():
            type_ = self.schema.get_type(name)
            assert isinstance(type_, GraphQLObjectType)
            await self._put(found, type_, indexes, here, step)
        return found

    async def _put(
        self, found: list[Any], type_: GraphQLObjectType, indexes: Sequence[int], here: Place, step: Step
    ) -> None:
        """Put the answers for the rows at these indexes in their place."""
        if indexes:
            answers = await self._rows(type_, [found[at] for at in indexes], among(here, indexes), step)
            for at, each in zip(indexes, answers, strict=True):
                found[at] = each

    async def _rows(self, type_: GraphQLObjectType, rows: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """The answers for rows of one type, none of them missing; all fail where a directive's variable is null."""
        try:
            level = step.level(type_)
        except GraphQLError as error:
            return [self._note(error, step, here(index)) for index in range(len(rows))]
        return await self._alike(level, rows) or await self.objects(level, rows, here)

    async def _alike(self, level: Level, rows: Sequence[Any]) -> Sequence[Any] | None:
        """Rows that stand there many times, such as the kind of every holding, answered once; None if anything fails."""
        if len(rows) < ALIKE_LEAST or len(set(map(id, rows[:SAMPLE]))) == min(len(rows), SAMPLE):
            return None
        alike = {id(row): row for row in rows}
        if 2 * len(alike) > len(rows):
            return None
        errors: list[GraphQLError] = []
        run = Run(self.ctx, self.variables, self.schema, self.names, errors, self.ahead)
        known = dict(zip(alike, await run.objects(level, list(alike.values()), nowhere), strict=True))
        return None if errors else [known[id(row)] for row in rows]

    def _each(self, work: Callable[[Any], Any], values: Sequence[Any], here: Place, step: Step) -> list[Any]:
        """The work on each value; what raises fails alone."""
        found = []
        for index, value in enumerate(values):
            try:
                found.append(work(value))
            except Exception as error:
                found.append(self._note(error, step, here(index)))
        return found

    def _note(self, error: Exception, step: Step, path: Path | None) -> Any:
        known = error if isinstance(error, GraphQLError) else None
        self.errors.append(
            GraphQLError(
                str(error) if known is None else known.message,
                list(step.nodes) if known is None or not known.nodes else known.nodes,
                path=listed(path),
                original_error=error if known is None else known.original_error,
            )
        )
        return FAILED


def _has_error(values: Sequence[Any]) -> bool:
    for kind in set(map(type, values)):  # noqa: SIM110  # a plain loop is half the time of any() over a generator
        if issubclass(kind, Exception):
            return True
    return False
