"""The executor: answers an operation level by level, each field for all its parents at once.

Walking field by field, as the GraphQL library does, costs more than the database does. Here a level of a hundred rows is a
handful of list comprehensions, and each batch function is called once. What may be null, and how far a failure reaches,
follows the specification.

A column of values is first completed as a whole. If anything in it raises, it is completed once more value by value, so that
each failure is noted at its place; that is why some `except Exception` below only fall through.

Why it exists: `docs/decisions/0013-answers-are-made-level-by-level.md`.
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

from headless.messages import Message
from headless.resolvers.executing.leaves import TEXT, completed, one
from headless.resolvers.executing.paths import Path, Place, among, inside, listed, nowhere, under
from headless.resolvers.executing.plans import Level, Plans, Step
from headless.resolvers.executing.prefetch import Prefetch
from headless.resolvers.reading.context import Outdated, ReadContext
from headless.services.kernel.scopes import PII

FAILED: Any = object()
"""The placeholder of a value whose error is noted already."""
SETTLED = frozenset({type(None), object})
LISTS = frozenset({list, tuple, type(None), object})
"""FAILED is a bare object."""
ALIKE_LEAST, SAMPLE = 4, 12
"""From so many rows on it pays to check if they are a few rows repeated."""


async def answer_levels(
    schema: GraphQLSchema,
    plans: Plans,
    operation: OperationDefinitionNode,
    ctx: ReadContext,
    variables: Mapping[str, Any],
    names: Mapping[type, str],
) -> tuple[dict[str, Any] | None, list[GraphQLError], bool]:
    """Return data, errors, and True if the operation was begun at all. `names` are the types of the rows' classes."""
    given = plans.values(operation, variables)
    if isinstance(given, list):
        return None, given, False
    try:
        level, serially = plans.of(operation, given), operation.operation is OperationType.MUTATION
    except GraphQLError as error:
        return None, [error], False
    if not ctx.is_sure and not (len(level.steps) == 1 and level.steps[0].finds_owners):
        await ctx.refresh()
    while True:
        errors: list[GraphQLError] = []
        try:
            run = Run(ctx, given, schema, names, errors)
            (data,) = await run.objects(level, [None], nowhere, serially=serially)
        except Outdated:
            # only the owners were read, and their statement saw a newer configuration
            await ctx.refresh()
        else:
            return (None if data is FAILED else data), errors, True


class Run:
    """One operation being answered."""

    __slots__ = ("ctx", "errors", "grants", "names", "prefetch", "schema", "variables")

    def __init__(
        self,
        ctx: ReadContext,
        variables: VariableValues,
        schema: GraphQLSchema,
        names: Mapping[type, str],
        errors: list[GraphQLError],
        prefetch: Prefetch | None = None,
    ) -> None:
        self.prefetch = Prefetch(ctx, variables) if prefetch is None else prefetch
        self.grants = ctx.principal.grants
        self.ctx, self.variables, self.schema, self.names, self.errors = ctx, variables, schema, names, errors

    async def objects(self, level: Level, rows: Sequence[Any], place: Place, *, serially: bool = False) -> list[Any]:
        """Return the answers for rows of one type, FAILED for a row that lacks something that may not be null."""
        noted = len(self.errors)
        columns: list[Any] = [None] * len(level.steps)
        if level.reads:
            await self.prefetch.load(level, rows)
        if level.is_personal and PII in self.grants:
            self.ctx.persons += len(rows)
        for at, step in level.leaves:
            columns[at] = self._quick_leaf(step, rows) or self._leaf(step, rows, under(place, step.key))
        if serially or len(level.waiting) < 2:
            for at, step in level.waiting:
                columns[at] = await self._column(step, rows, under(place, step.key))
                if serially:
                    self.ctx.related.forget()
        else:
            await self._side_by_side(level, rows, place, columns)
        for at, step in level.below:
            columns[at] = self.prefetch.answered(step, rows) or await self._column(step, rows, under(place, step.key))
        if not columns:
            return [{} for _ in rows]
        objects: list[Any] = level.join(columns)
        if len(self.errors) > noted:
            for step, column in zip(level.steps, columns, strict=True):
                if step.needed and any(value is FAILED for value in column):
                    objects = [FAILED if value is FAILED else row for row, value in zip(objects, column, strict=True)]
        return objects

    async def _side_by_side(self, level: Level, rows: Sequence[Any], place: Place, columns: list[Any]) -> None:
        """Put in the columns of fields that ask the database, all at once."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                (at, group.create_task(self._column(step, rows, under(place, step.key)))) for at, step in level.waiting
            ]
        for at, task in tasks:
            columns[at] = task.result()

    def _quick_leaf(self, step: Step, rows: Sequence[Any]) -> Sequence[Any] | None:
        """Return a column of texts that every token may read, None if it is anything else, or anything is wrong."""
        if not step.accepts or step.answer.told is not None:
            return None
        if step.answer.opens.isdisjoint(self.grants):
            return None
        try:
            values = list(map(step.read, rows))
        except Exception:
            return None  # read again value by value, where the failure is noted
        return values if step.accepts.issuperset(map(type, values)) else None

    def _leaf(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """Return a column of leaves that are there without asking."""
        if step.field is None:
            return [step.owner] * len(rows)
        return self._leaves(step.field.type, self._there(step, rows, here), here, step)

    async def _column(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """Return one field for all rows."""
        assert step.field is not None
        values = await self._asked(step, rows, here) if step.asks else self._there(step, rows, here)
        if self.ctx.is_narrow:
            values = self.ctx.own(values)
        if step.single is None or not SETTLED.isdisjoint(map(type, values)) or not values:
            return await self._complete(step.field.type, values, here, step)
        answers = await self._rows(step.single, values, here, step)
        return self._settled(step.needed, answers, here, step) if self.errors else answers

    async def _asked(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """Return what a function of all rows answers. If it fails, all of them do."""
        ctx = self.ctx
        try:
            values = await self._called(step, rows)
            if not ctx.is_sure:
                # it read nothing that says which configuration is the present one, so it may have used an old one
                raise Outdated
            if len(values) != len(rows):
                raise RuntimeError(f"{step.name}: {len(values)} results for {len(rows)} parents")
        except Outdated:
            raise
        except Exception as error:
            if not ctx.is_sure:
                raise Outdated from error
            return self._note_all(error, step, rows, here)
        if not _has_error(values):
            return values
        return [
            self._note(value, step, here(index)) if isinstance(value, Exception) else value
            for index, value in enumerate(values)
        ]

    async def _called(self, step: Step, rows: Sequence[Any]) -> Sequence[Any]:
        """Call the function that answers a field. Raise Denied if the token lacks its scope, and what the function raises."""
        answer, ctx = step.answer, self.ctx
        # As the library does: what is wrong with the arguments is told first.
        arguments = step.arguments(self.variables)
        answer.require(ctx.principal)
        if answer.write is not None:
            return [await answer.write(ctx, arguments["input"])]
        assert answer.function is not None
        if step.finds_owners and (below := step.below()) is not None:
            # what is read with the owners need not be read ahead below
            arguments = {**arguments, "relations": self.prefetch.relations(below), "columns": below.columns}
        return await answer.function(ctx, rows, **arguments)

    def _there(self, step: Step, rows: Sequence[Any], here: Place) -> Sequence[Any]:
        """Return what is there without asking. A value that raises fails alone, what the token may not see fails once."""
        answer, ctx = step.answer, self.ctx
        if answer.opens.isdisjoint(self.grants):
            try:
                answer.require(ctx.principal)
            except Exception as error:
                return self._note_all(error, step, rows, here)
        try:
            if answer.told is not None:
                return [answer.told(ctx, row) for row in rows]
            return list(map(step.read, rows))
        except Exception:  # noted value by value
            return self._one_by_one(lambda row: answer.of_row(ctx, row), rows, here, step)

    async def _complete(self, type_: Any, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        needed = isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if needed else type_
        answers: Sequence[Any]
        if isinstance(bare, GraphQLList):
            answers = await self._lists(bare.of_type, values, here, step)
        elif isinstance(bare, GraphQLObjectType):
            answers = await self._of_type(bare, values, here, step)
        elif isinstance(bare, GraphQLInterfaceType):
            answers = await self._of_interface(values, here, step)
        else:
            return self._leaves(type_, values, here, step)
        return self._settled(needed, answers, here, step)

    def _settled(self, needed: bool, answers: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Return the answers with null handled: a failure if the field may not be null, and null for a failure if it may."""
        if needed:
            if None not in answers:
                return answers
            missing = f"{step.name} gave nothing, though it must"
            return [
                self._note(RuntimeError(missing), step, here(index)) if value is None else value
                for index, value in enumerate(answers)
            ]
        if not self.errors:
            return answers
        return [None if value is FAILED else value for value in answers]

    def _leaves(self, type_: Any, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        needed = isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if needed else type_
        try:
            leaves = completed(bare, values, FAILED)
        except Exception:  # noted value by value
            leaves = self._one_by_one(lambda value: one(bare, value, FAILED), values, here, step)
        return leaves if TEXT.issuperset(map(type, leaves)) else self._settled(needed, leaves, here, step)

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
                self._note(value, step, item(at)) if isinstance(value, Exception) else value
                for at, value in enumerate(items)
            ]
        completed_items = await self._complete(type_, items, item, step)
        lists: list[Any] = []
        for index, value in enumerate(values):
            if value is None or value is FAILED:
                lists.append(value)
                continue
            own = list(completed_items[starts[index] : starts[index + 1]])
            failed = self.errors and any(value is FAILED for value in own)
            lists.append(FAILED if failed else own)
        return lists

    def _listed(self, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Return the values, each a list, None or a failure."""
        if LISTS.issuperset(map(type, values)):
            return values
        name = step.nodes[0].name.value
        wrong = GraphQLError(
            Message("Expected Iterable, but did not find one for field '{owner}.{name}'.", owner=step.owner, name=name)
        )
        return [
            value if value is None or value is FAILED or isinstance(value, list | tuple) else
            list(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) else
            self._note(wrong, step, here(index))
            for index, value in enumerate(values)
        ]  # fmt: skip

    async def _of_type(self, type_: GraphQLObjectType, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Return the answers for rows of one type. None and failures stay what they are."""
        answers = list(values)
        indexes = [at for at, value in enumerate(values) if value is not None and value is not FAILED]
        await self._put(answers, type_, indexes, here, step)
        return answers

    async def _of_interface(self, values: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Return the answers for rows of several types, each by the class of its row."""
        groups: dict[str, list[int]] = {}
        answers = list(values)
        for index, value in enumerate(values):
            if value is None or value is FAILED:
                continue
            name = self.names.get(type(value))
            if name is None:
                unknown = RuntimeError(f"{step.name} gave a {type(value).__name__}: no type is of it")
                answers[index] = self._note(unknown, step, here(index))
            else:
                groups.setdefault(name, []).append(index)
        for name, indexes in groups.items():
            type_ = self.schema.get_type(name)
            assert isinstance(type_, GraphQLObjectType)
            await self._put(answers, type_, indexes, here, step)
        return answers

    async def _put(
        self, values: list[Any], type_: GraphQLObjectType, indexes: Sequence[int], here: Place, step: Step
    ) -> None:
        """Replace the rows at these indexes by their answers."""
        if indexes:
            answers = await self._rows(type_, [values[at] for at in indexes], among(here, indexes), step)
            for at, answer in zip(indexes, answers, strict=True):
                values[at] = answer

    async def _rows(self, type_: GraphQLObjectType, rows: Sequence[Any], here: Place, step: Step) -> Sequence[Any]:
        """Return the answers for rows of one type, none of them None. All fail if a directive's variable is null."""
        try:
            level = step.level(type_)
        except GraphQLError as error:
            return [self._note(error, step, here(index)) for index in range(len(rows))]
        return await self._alike(level, rows) or await self.objects(level, rows, here)

    async def _alike(self, level: Level, rows: Sequence[Any]) -> Sequence[Any] | None:
        """Return the answers for rows that are few but repeated, such as the kind of every holding, each answered once.

        None if the rows are not of that sort, or anything fails.
        """
        if len(rows) < ALIKE_LEAST or len(set(map(id, rows[:SAMPLE]))) == min(len(rows), SAMPLE):
            return None
        alike = {id(row): row for row in rows}
        if 2 * len(alike) > len(rows):
            return None
        errors: list[GraphQLError] = []
        run = Run(self.ctx, self.variables, self.schema, self.names, errors, self.prefetch)
        known = dict(zip(alike, await run.objects(level, list(alike.values()), nowhere), strict=True))
        return None if errors else [known[id(row)] for row in rows]

    def _one_by_one(self, work: Callable[[Any], Any], values: Sequence[Any], here: Place, step: Step) -> list[Any]:
        """Run the work on each value. One that raises fails alone."""
        results = []
        for index, value in enumerate(values):
            try:
                results.append(work(value))
            except Exception as error:
                results.append(self._note(error, step, here(index)))
        return results

    def _note_all(self, error: Exception, step: Step, rows: Sequence[Any], here: Place) -> list[Any]:
        """Note an error at the place of each row."""
        return [self._note(error, step, here(index)) for index in range(len(rows))]

    def _note(self, error: Exception, step: Step, path: Path | None) -> Any:
        """Note an error at its place, and return the placeholder of its value."""
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
