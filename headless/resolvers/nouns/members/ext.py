"""Fields of plugins: what they need is loaded for all members of a page at once, and each that fails is null alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from headless.engine.declarations.rules import Events
from headless.engine.evaluation.condition_sources import conditions_of
from headless.engine.evaluation.need_scopes import scopes_of_needs
from headless.engine.evaluation.needs import Needs, reads_rankings
from headless.engine.evaluation.views import field_context
from headless.engine.member.state import MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.errors import HeadlessError
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.nouns.members.field_values import (
    Question,
    Served,
    active_of,
    answered,
    asked_page,
    question_of,
    require_enabled,
    with_members,
)
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.services.settling.facts import load_past
from headless.services.settling.own_facts import load_own, loaders_of
from headless.services.settling.rankings.boards import load_boards
from headless.services.settling.stock_claims import left_on


class FieldStates:
    """The states of members whose fields are asked for together: read once, with what else a field needs added."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = tuple(dict.fromkeys(ids))
        self._lock = asyncio.Lock()
        self._states: dict[int, MemberState] | None = None
        self._known: set[Any] = set()

    async def states(self, ctx: ReadContext, active: Active) -> dict[int, MemberState]:
        """Return the members with all the facts that a field needs."""
        needs = list(active.declared.needs.values())
        async with self._lock, ctx.kernel.db.read() as session:
            if self._states is None:
                asked = [
                    condition
                    for field in ctx.program.fields.values()
                    for condition in conditions_of(ctx.program, field)
                ]
                self._states = await read_states(ctx, session, self._ids, asked)
            past = {need.type for need in needs if isinstance(need, Events)} - self._known
            own = loaders_of(needs) - self._known
            await load_past(session, ctx.program, self._states, past)
            await load_own(session, ctx.program, self._states, own)
            ready = _needs(ctx, active)
            await load_boards(session, ctx.program, self._states, set(ready.boards_on(ctx.today)) if ready else ())
            left = set(ready.stocks.values() if ready else ()) - self._known
            seen = await left_on(session, ctx.program, left, ctx.today)
            for state in self._states.values():
                state.facts.left.update(seen)
            self._known |= past | own | left
            return self._states


def _needs(ctx: ReadContext, active: Active) -> Needs | None:
    """Return a field's needs made ready, None if a setting names what is not there: then the field fails when it is answered."""
    try:
        return ctx.judge.needs(active)
    except HeadlessError:
        return None


@dataclass(frozen=True, slots=True)
class ExtRow:
    """One member of those whose fields are asked for together."""

    member_id: int
    states: FieldStates


async def ext(ctx: ReadContext, members: Sequence[MemberRow]) -> list[ExtRow]:
    """Return the members as plugins' fields take them."""
    states = FieldStates([member.id for member in members])
    return [ExtRow(member.id, states) for member in members]


def part_of(plugin: str) -> BatchFunction:
    """Return the batch function behind `ext { <plugin> }`. It raises an error if the merchant has not enabled the plugin."""

    async def part(ctx: ReadContext, rows: Sequence[Any]) -> list[Any]:
        require_enabled(ctx, plugin)
        return list(rows)

    return part


def answer_of(served: Served) -> BatchFunction:
    """Return the batch function behind one field of a plugin.

    A field that fails is null, with an error that names the plugin. What follows from a fact needs the fact's scope, whatever
    scope the field declares.
    """

    async def answer(ctx: ReadContext, rows: Sequence[ExtRow], /, **given: Any) -> list[Any]:
        active = active_of(ctx, served)
        for scope in sorted(_scopes_of(ctx.program, active)):
            ctx.require(scope)
        question = question_of(ctx, active, served, given)
        values: dict[int, Any] = {}
        for together in dict.fromkeys(row.states for row in rows):
            states = await together.states(ctx, active)
            wanted = {row.member_id for row in rows if row.states is together}
            values |= {id_: _answer(ctx, active, served, question, states.get(id_)) for id_ in wanted}
        return await with_members(ctx, served.shape, [values[row.member_id] for row in rows])

    return answer


def _scopes_of(program: Program, active: Active) -> frozenset[str]:
    """Return the scopes of all that a field reads: of metrics, and of what members are ranked by."""
    scopes = scopes_of_needs(program.metrics, active)
    for ranking in program.rankings.values() if reads_rankings(active) else ():
        scopes |= scopes_of_needs(program.metrics, ranking)
    return scopes


def _answer(ctx: ReadContext, active: Active, served: Served, question: Question, state: MemberState | None) -> Any:
    if state is None:
        return None
    part = question.slice(ctx, served, state.id)
    making = partial(
        field_context, ctx.judge.needs(active), state, ctx.today, ctx.lang, question.arguments, asked_page(part)
    )
    return answered(ctx, active, served, part, making)
