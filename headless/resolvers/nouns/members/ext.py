"""Fields of plugins: what they need is loaded for all members of a page at once, and each that fails is null alone."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import isawaitable, iscoroutine
from typing import Any

from headless.engine.declarations.rules import Events
from headless.engine.evaluation.condition_sources import conditions_of
from headless.engine.evaluation.need_scopes import scopes_of_needs
from headless.engine.evaluation.needs import reads_rankings
from headless.engine.evaluation.runner import Illegal, describe
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.state import MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.errors import HeadlessError
from headless.logs import get_logger
from headless.messages import Message
from headless.models.tables.members.member_reads import MemberRow
from headless.plugins.contract.field_types import Shape, fitted
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.services.settling.facts import load_past
from headless.services.settling.own_facts import load_own, loaders_of
from headless.services.settling.rankings.boards import load_boards
from headless.services.settling.stock_claims import left_on

log = get_logger(__name__)


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
            boards = set(ctx.judge.needs(active).boards_on(ctx.today))
            await load_boards(session, ctx.program, self._states, boards)
            left = _stocks(ctx, active) - self._known
            seen = await left_on(session, ctx.program, left, ctx.today)
            for state in self._states.values():
                state.facts.left.update(seen)
            self._known |= past | own | left
            return self._states


def _stocks(ctx: ReadContext, active: Active) -> set[str]:
    """Return the stocks and budgets of which a field asks what is left, none if a setting names what is not there."""
    try:
        return set(ctx.judge.needs(active).stocks.values())
    except HeadlessError:
        return set()


@dataclass(frozen=True, slots=True)
class ExtRow:
    """One member of those whose fields are asked for together."""

    member_id: int
    states: FieldStates


async def ext(ctx: ReadContext, members: Sequence[MemberRow]) -> list[ExtRow]:
    """Return the members as plugins' fields take them."""
    states = FieldStates([member.id for member in members])
    return [ExtRow(member.id, states) for member in members]


async def absent(ctx: ReadContext, rows: Sequence[ExtRow], plugin: str) -> list[Any]:
    """Raise the error that says why a plugin has no fields here."""
    if plugin in ctx.program.enabled:
        raise HeadlessError(
            Message("the plugin {plugin} gives no fields", plugin=plugin),
            code="PLUGIN_HAS_NO_FIELDS",
            data={"plugin": plugin},
        )
    message = Message("the plugin {plugin} is not installed; what it keeps of members is still there", plugin=plugin)
    raise HeadlessError(message, code="PLUGIN_MISSING", data={"plugin": plugin})


def part_of(plugin: str) -> BatchFunction:
    """Return the batch function behind `ext { <plugin> }`. It raises an error if the merchant has not enabled the plugin."""

    async def part(ctx: ReadContext, rows: Sequence[ExtRow]) -> list[ExtRow]:
        if plugin not in ctx.program.enabled:
            message = Message("the plugin {plugin} is not enabled here; enable it with pluginEnable", plugin=plugin)
            raise HeadlessError(message, code="PLUGIN_NOT_ENABLED", data={"plugin": plugin})
        return list(rows)

    return part


def answer_of(plugin: str, id_: str, shape: Shape) -> BatchFunction:
    """Return the batch function behind one field of a plugin.

    A field that fails is null, with an error that names the plugin. What follows from a fact needs the fact's scope, whatever
    scope the field declares.
    """

    async def answer(ctx: ReadContext, rows: Sequence[ExtRow]) -> list[Any]:
        active = ctx.program.fields.get((plugin, id_))
        if active is None:
            message = Message(
                "the plugin {plugin} does not answer {id}: it is off, or its settings do not fit any more",
                plugin=plugin,
                id=id_,
            )
            raise HeadlessError(message, code="PLUGIN_OFF", data={"plugin": plugin, "field": id_})
        for scope in sorted(_scopes_of(ctx.program, active)):
            ctx.require(scope)
        values: dict[int, Any] = {}
        for together in dict.fromkeys(row.states for row in rows):
            states = await together.states(ctx, active)
            wanted = {row.member_id for row in rows if row.states is together}
            values |= {id_: _guarded(ctx, active, shape, states.get(id_)) for id_ in wanted}
        return [values[row.member_id] for row in rows]

    return answer


def _scopes_of(program: Program, active: Active) -> frozenset[str]:
    """Return the scopes of all that a field reads: of metrics, and of what members are ranked by."""
    scopes = scopes_of_needs(program.metrics, active)
    for ranking in program.rankings.values() if reads_rankings(active) else ():
        scopes |= scopes_of_needs(program.metrics, ranking)
    return scopes


def _guarded(ctx: ReadContext, active: Active, shape: Shape, state: MemberState | None) -> Any:
    if state is None:
        return None
    try:
        return _resolved(ctx, active, shape, state)
    except (Exception, SystemExit, KeyboardInterrupt) as fault:
        log.warning("a plugin's field failed", merchant=ctx.program.slug, field=active.name, error=describe(fault))
        data = {"plugin": active.plugin, "field": active.id}
        message = Message(
            "the plugin {active} failed to answer {active2}: {fault}",
            active=active.plugin,
            active2=active.id,
            fault=describe(fault),
        )
        return HeadlessError(message, code="PLUGIN_FAILED", data=data)


def _resolved(ctx: ReadContext, active: Active, shape: Shape, state: MemberState) -> Any:
    resolve: Callable[[Any], Any] = active.declared.resolve
    today = ctx.today
    value = resolve(context(ctx.judge.needs(active), state, member_view(state), today, ctx.lang))
    if iscoroutine(value):
        value.close()
    if isawaitable(value):
        raise Illegal("it is asynchronous; resolve must be a plain function")
    return fitted(shape, value)
