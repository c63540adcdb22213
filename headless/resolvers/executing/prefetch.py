"""Prefetching: the relations that a level and those below it show are read at once, and answered on fast paths if possible."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from headless.errors import HeadlessError, StorageError
from headless.models.base.relations import Relation
from headless.resolvers.executing.fast_path import ANSWERED, EXPECTED, FastPath, compiled, fault, reason_of
from headless.resolvers.executing.plans import Level, Step
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import OWNERS, owner_ids


class Prefetch:
    """What one operation has read ahead so far."""

    __slots__ = ("_ctx", "_done", "_fast", "_variables")

    def __init__(self, ctx: ReadContext, variables: VariableValues) -> None:
        self._ctx, self._variables = ctx, variables
        self._done = set[Step]()
        self._fast: dict[Step, tuple[FastPath, Sequence[Relation]]] = {}

    async def load(self, level: Level, rows: Sequence[Any]) -> None:
        """Read what this level and those below it show of the owners of these rows, all at once."""
        if self._done.issuperset(level.reading):
            return
        try:
            await self._ctx.related.load(owner_ids(rows), self.relations(level))
        except StorageError:
            # not lost: each field that reads it asks again, meets the same fault, and reports it at its place
            return

    def relations(self, level: Level) -> list[Relation]:
        """Return what this level and those below it read of owners. Levels below need not look again."""
        relations: list[Relation] = []
        self._done.update(level.reading)
        for step in level.reading:
            if step.reads is None or step.answer.opens.isdisjoint(self._ctx.principal.grants):
                continue
            path = compiled(self._ctx, step) if step.has_fast_path else None
            try:
                if path is not None:
                    needed = path.relations(self._ctx)
                    self._fast[step] = path, needed
                    relations += needed
                    continue
                relations += step.reads(self._ctx, **step.arguments(self._variables))
            except (GraphQLError, HeadlessError):
                # a wrong argument: reported where the field is answered
                continue
            below = step.below()
            if below is not None:
                relations += self.relations(below)
        return relations

    def answered(self, step: Step, rows: Sequence[Any]) -> Sequence[Any] | None:
        """Return a field's answers on its fast path, None if its batch function has to answer."""
        path = self._fast.get(step)
        if path is None or not OWNERS.issuperset(map(type, rows)):
            return None
        answers = None
        try:
            known = self._ctx.related.known
            answers = path[0].answer(self._ctx, [row.id for row in rows], [known(relation) for relation in path[1]])
            outcome = ANSWERED
        except EXPECTED as error:
            outcome = reason_of(error)
        except Exception:
            # a defect of ours, logged and counted: the batch function may still answer
            outcome = fault(step)
        self._ctx.fast_paths[step.name, outcome] += 1
        return answers
