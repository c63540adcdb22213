"""Reading ahead: what a level and those below it show of members is read at once, and drawn from what was read."""

from collections.abc import Sequence
from typing import Any

from graphql.execution.values import VariableValues

from headless.resolvers.executing.fast_path import Drawing, drawing_for
from headless.resolvers.executing.plans import Level, Step
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part
from headless.resolvers.reading.rows import MemberRow

MEMBERS = frozenset({MemberRow})
NOT_DRAWN: tuple[None, Sequence[Part]] = (None, ())


class Ahead:
    """What one operation has looked at so far."""

    __slots__ = ("_ctx", "_drawings", "_seen", "_variables")

    def __init__(self, ctx: ReadContext, variables: VariableValues) -> None:
        self._ctx, self._variables = ctx, variables
        self._seen = set[Step]()
        self._drawings: dict[Step, tuple[Drawing, Sequence[Part]]] = {}

    async def read(self, level: Level, rows: Sequence[Any]) -> None:
        """Have what this level and those below it read of members read at once."""
        if self._seen.issuperset(level.reading):
            return
        try:
            ids = {member_id for row in rows if (member_id := _member_of(row)) is not None}
            await self._ctx.parts.load(ids, self.parts(level))
        except Exception:
            # whoever reads it meets the same fault, and it is said there
            return

    def parts(self, level: Level) -> list[Part]:
        """What this level and those below it read of members; nobody below need look again."""
        found: list[Part] = []
        self._seen.update(level.reading)
        for step in level.reading:
            if step.reads is None or (step.scope is not None and not self._ctx.allows(step.scope)):
                continue
            try:
                drawing = drawing_for(self._ctx, step) if step.draws else None
                if drawing is not None:
                    parts = drawing.parts(self._ctx)
                    self._drawings[step] = drawing, parts
                    found += parts
                    continue
                found += step.reads(self._ctx, **step.arguments(self._variables))
            except Exception:
                # it is said where the field is answered
                continue
            below = step.below()
            if below is not None:
                found += self.parts(below)
        return found

    def drawn(self, step: Step, rows: Sequence[Any]) -> Sequence[Any] | None:
        """A field of members drawn from what was read of them; None where it is not, or where anything is wrong."""
        if not step.draws or not MEMBERS.issuperset(map(type, rows)):
            return None
        drawing, parts = self._drawings.get(step, NOT_DRAWN)
        if drawing is None:
            return None
        try:
            found = drawing.draw(self._ctx, [row.id for row in rows], list(map(self._ctx.parts.known, parts)))
        except Exception:
            # the batch function answers, and tells what is wrong
            return None
        return found


def _member_of(row: Any) -> int | None:
    """The member that a row is or belongs to."""
    found: int | None = row.id if type(row) is MemberRow else getattr(row, "member_id", None)
    return found
