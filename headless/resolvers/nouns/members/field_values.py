"""What a plugin's field answered: checked, cut into pages, members in place of their ids. One that fails is null alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable, iscoroutine
from typing import Any, NamedTuple

from headless.engine.declarations.field_contexts import Page as Asked
from headless.engine.declarations.field_contexts import Rows
from headless.engine.evaluation.runner import Illegal, describe
from headless.engine.program.active_declarations import Active
from headless.errors import HeadlessError, Invalid
from headless.ids import Prefix
from headless.logs import get_logger
from headless.messages import Message
from headless.plugins.contract.field_types import Misshapen, Shape, fitted
from headless.plugins.contract.payloads import EventData, parse_input
from headless.plugins.contract.served.inputs import PAGED, InputShape, as_json
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.resolvers.reading.cursors import Counted, Key, Page, Slice

log = get_logger(__name__)
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Served:
    """A plugin's field as it is served: whose it is, its type, and its arguments."""

    plugin: str
    id: str
    shape: Shape
    takes: InputShape | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a field is asked: its arguments, what says them, and the arguments of its page."""

    arguments: EventData | None
    said: Any
    paged: Mapping[str, Any]

    def slice(self, ctx: ReadContext, served: Served, of: int | None) -> Slice | None:
        """Return the part of a connection that is asked for, None of any other field. of: the member, None for the merchant."""
        if served.shape.rows is None:
            return None
        return ctx.slice(f"ext.{served.plugin}.{served.id}", [of, self.said], **self.paged)


def question_of(ctx: ReadContext, active: Active, served: Served, given: Mapping[str, Any]) -> Question:
    """Return what is asked. Raise Invalid, naming the argument, if the plugin's class does not take it."""
    is_paged = served.shape.rows is not None
    paged = {name: given[name] for name in PAGED if name in given} if is_paged else {}
    if served.takes is None:
        return Question(None, None, paged)
    said = as_json(served.takes, {name: value for name, value in given.items() if name not in paged})
    model = active.declared.arguments
    return Question(parse_input(model, said, served.id, ctx.program.money), said, paged)


def asked_page(part: Slice | None) -> Asked | None:
    """Return a page as a plugin sees it."""
    return None if part is None else Asked(part.limit, part.key, part.backward)


def active_of(ctx: ReadContext, served: Served) -> Active:
    """Return the declaration behind a field. Raise an error if the merchant has it not."""
    active = ctx.program.fields.get((served.plugin, served.id))
    if active is None:
        message = Message(
            "the plugin {plugin} does not answer {id}: it is off, or its settings do not fit any more",
            plugin=served.plugin,
            id=served.id,
        )
        raise HeadlessError(message, code="PLUGIN_OFF", data={"plugin": served.plugin, "field": served.id})
    return active


def require_enabled(ctx: ReadContext, plugin: str) -> None:
    """Raise an error if the merchant has not enabled a plugin."""
    if plugin not in ctx.program.enabled:
        message = Message("the plugin {plugin} is not enabled here; enable it with pluginEnable", plugin=plugin)
        raise HeadlessError(message, code="PLUGIN_NOT_ENABLED", data={"plugin": plugin})


async def absent(ctx: ReadContext, rows: Sequence[Any], plugin: str) -> list[Any]:
    """Raise the error that says why a plugin has no fields here."""
    if plugin in ctx.program.enabled:
        raise HeadlessError(
            Message("the plugin {plugin} gives no fields", plugin=plugin),
            code="PLUGIN_HAS_NO_FIELDS",
            data={"plugin": plugin},
        )
    message = Message("the plugin {plugin} is not installed; what it keeps of members is still there", plugin=plugin)
    raise HeadlessError(message, code="PLUGIN_MISSING", data={"plugin": plugin})


def answered(ctx: ReadContext, active: Active, served: Served, part: Slice | None, making: Callable[[], Any]) -> Any:
    """Return what a field answers, or the error that takes its place. making: makes its context."""
    try:
        return _resolved(served.shape, active, part, making())
    except Invalid as fault:
        if fault.code == "INVALID_CURSOR":
            return fault
        return _failed(ctx, active, fault)
    except (Exception, SystemExit, KeyboardInterrupt) as fault:
        return _failed(ctx, active, fault)


def _failed(ctx: ReadContext, active: Active, fault: BaseException) -> HeadlessError:
    log.warning("a plugin's field failed", merchant=ctx.program.slug, field=active.name, error=describe(fault))
    message = Message(
        "the plugin {active} failed to answer {active2}: {fault}",
        active=active.plugin,
        active2=active.id,
        fault=describe(fault),
    )
    return HeadlessError(message, code="PLUGIN_FAILED", data={"plugin": active.plugin, "field": active.id})


def _resolved(shape: Shape, active: Active, part: Slice | None, seen: Any) -> Any:
    resolve: Callable[[Any], Any] = active.declared.resolve
    value = resolve(seen)
    if iscoroutine(value):
        value.close()
    if isawaitable(value):
        raise Illegal("it is asynchronous; resolve must be a plain function")
    if shape.rows is None or part is None:
        return fitted(shape, value)
    return None if value is None else _page(shape.rows, part, value)


def _page(shape: Shape, part: Slice, value: Any) -> Page:
    """Return the page that a field gave, or the part of all its rows that was asked for."""
    node = partial(_row, shape)
    if isinstance(value, Rows):
        total = value.total
        if total is not None and (type(total) is not int or total < 0):
            raise Misshapen(f"it gave {total!r} as the total of its rows")
        keys = {id(row): _key(value.key(row)) for row in value.items}
        counted: Counted | None = None if total is None else (totals, total, {})
        return part.page(value.items, lambda row: keys[id(row)], counted=counted, node=node)
    if not isinstance(value, list | tuple):
        raise Misshapen(f"it gave {type(value).__name__}; a Connection is a list, or Rows")
    rows = _cut([_Placed(at, row) for at, row in enumerate(value)], part)
    return part.page(rows, lambda row: (row.at,), counted=(totals, len(value), {}), node=lambda row: node(row.value))


class _Placed(NamedTuple):
    """A row of a list, and its place."""

    at: int
    value: Any


def _cut(placed: list[_Placed], part: Slice) -> list[_Placed]:
    """Return the rows of a page and one more, in the direction asked for."""
    at = _place(part.key)
    if part.backward:
        end = len(placed) if at is None else min(at, len(placed))
        return placed[max(0, end - part.limit - 1) : end][::-1]
    start = 0 if at is None else at + 1
    return placed[start : start + part.limit + 1]


async def totals(ctx: ReadContext, counts: Sequence[int]) -> list[int]:
    """Return how many rows whole lists have, which is known already."""
    return list(counts)


def _row(shape: Shape, value: Any) -> Any:
    if value is None:
        raise Misshapen("it gave None among its rows; leave it out")
    return fitted(shape, value)


def _place(key: Key | None) -> int | None:
    """Return the place in a list that a cursor names. Raise Invalid if the list was paged by keys when it was given."""
    if key is None:
        return None
    (at, *more) = key
    if more or type(at) is not int:
        raise Invalid(Message("this cursor is of another version of the plugin: begin again"), code="INVALID_CURSOR")
    return at


def _key(given: Any) -> Key:
    key = tuple(given) if isinstance(given, tuple | list) else (given,)
    for part in key:
        if not (part is None or type(part) is str or (type(part) is int and abs(part) < LARGEST)):
            raise Misshapen(f"it gave {part!r} in a row's key: a key holds whole numbers and texts")
    return key


async def with_members(ctx: ReadContext, shape: Shape, values: Sequence[Any]) -> list[Any]:
    """Return values of a field with members in place of their ids, read at once. Those that the token may not see are None."""
    if not shape.is_member and shape.items is None:
        return list(values)
    known = await ctx.nodes.rows(ctx, Prefix.MEMBER, [number for value in values for number in _numbers(value)])
    seen = dict(zip(known, ctx.own(list(known.values())), strict=True))
    return [_put(value, seen) for value in values]


def _numbers(value: Any) -> list[int]:
    if isinstance(value, list):
        return [number for item in value for number in _numbers(item)]
    return [value] if isinstance(value, int) else []


def _put(value: Any, members: Mapping[int, Any]) -> Any:
    if isinstance(value, list):
        return [_put(item, members) for item in value]
    return members.get(value) if isinstance(value, int) else value


def members_in(name: str, shape: Shape) -> BatchFunction:
    """Return the batch function behind a part of an object that names members."""

    async def members(ctx: ReadContext, rows: Sequence[Any]) -> list[Any]:
        return await with_members(ctx, shape, [getattr(row, name) for row in rows])

    return members
