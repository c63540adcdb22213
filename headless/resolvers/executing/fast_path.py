"""Drawing: what belongs to members, answered straight from the rows that were read, without an object for every row.

A batch function may say how its field is drawn. What is asked below the field is looked at once, and made into a function
from rows to answers:

    @drawn(drawing_of_tags)                     # (ctx, step) -> Drawing; Undrawn where it cannot
    @reads(lambda ctx, **_: (WORN,))
    async def member_tags(ctx, members): ...

The batch function stays what decides: a drawing answers as it does, or not at all. Whatever cannot be drawn (a field that asks
the database, one that the token may not see, a value that is missing where it must be there) is left to it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, is_leaf_type

from headless.resolvers.executing.plans import Level, Step
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, Undrawn, drawing_of

Rows = Mapping[int, Sequence[Any]]


class Drawing(NamedTuple):
    """The parts that are read for a field, and the answers for members by their ids, from the rows of each part."""

    parts: Callable[[ReadContext], Sequence[Part]]
    draw: Callable[[ReadContext, Sequence[int], Sequence[Rows]], list[Any]]


Make = Callable[[ReadContext, Any], Any]


def drawing_for(ctx: ReadContext, step: Step) -> Drawing | None:
    """How a field is drawn for this token; found once for each configuration."""
    key = step, ctx.principal.scopes, ctx.lang
    made = ctx.made
    if key in made:
        found: Drawing | None = made[key]
        return found
    make = drawing_of(step.answer.function)
    try:
        allowed(ctx, step)
        found = None if make is None else make(ctx, step)
    except Exception:
        # an unknown code, a scope that is missing: the batch function tells of it
        found = None
    ctx.keep(key, found)
    return found


def plain(ctx: ReadContext, level: Level, *, lasting: bool = False) -> Make:
    """Makes the answer for a row of what is there without asking. Errors: Undrawn, here or when it is called.

    lasting: what hangs on anything but the row is not drawn.
    """
    makers = [(step.key, value_of(ctx, step, lasting=lasting)) for step in level.steps]
    return lambda ctx, row: {key: make(ctx, row) for key, make in makers}


def value_of(ctx: ReadContext, step: Step, *, lasting: bool = False) -> Make:
    """Makes the answer of a field that is there without asking. Errors: Undrawn, here or when it is called."""
    answer, field = step.answer, step.field
    if field is None:
        return lambda ctx, row: step.owner
    allowed(ctx, step)
    if answer.asks or (lasting and answer.told is not None):
        raise Undrawn
    complete, find = _completer(ctx, field.type, step, lasting), answer.of_row
    return lambda ctx, row: complete(ctx, find(ctx, row))


def still(ctx: ReadContext, step: Step, row: Any) -> Any:
    """The answer of a field for a row of the configuration, which stays what it is. Errors: Undrawn."""
    return plain(ctx, single(step), lasting=True)(ctx, row)


def single(step: Step) -> Level:
    """What is asked below a field that answers one object. Errors: Undrawn."""
    if step.single is None:
        raise Undrawn
    return step.level(step.single)


def listed(step: Step) -> Level:
    """What is asked below a field that answers a list of objects. Errors: Undrawn."""
    list_ = _bare(step.field.type) if step.field is not None else None
    item = _bare(list_.of_type) if isinstance(list_, GraphQLList) else None
    if not isinstance(item, GraphQLObjectType):
        raise Undrawn
    return step.level(item)


def allowed(ctx: ReadContext, step: Step) -> None:
    """Errors: Undrawn where the token may not see a field."""
    if step.scope is not None and not ctx.allows(step.scope):
        raise Undrawn


def leaf(type_: Any) -> Callable[[Any], Any]:
    """What a scalar or enum makes of a value. Errors: Undrawn for any other type."""
    bare = _bare(type_)
    if not is_leaf_type(bare):
        raise Undrawn
    found: Callable[[Any], Any] = bare.coerce_output_value
    return found


def written(fields: Mapping[str, str], takes: str, known: Mapping[str, Any]) -> Callable[..., Any]:
    """A function from what it takes to an object, each key's value written out; calling for each of them costs more."""
    pairs = ", ".join(f"{key!r}: {source}" for key, source in fields.items())
    found: Callable[..., Any] = eval(f"lambda {takes}: {{{pairs}}}", dict(known))
    return found


def _completer(ctx: ReadContext, type_: Any, step: Step, lasting: bool) -> Make:
    bare = _bare(type_)
    inner: Make
    if isinstance(bare, GraphQLList):
        each = _completer(ctx, bare.of_type, step, lasting)
        inner = lambda ctx, value: [each(ctx, item) for item in value]  # noqa: E731
    elif isinstance(bare, GraphQLObjectType):
        inner = plain(ctx, step.level(bare), lasting=lasting)
    else:
        coerce = leaf(bare)
        inner = lambda ctx, value: coerce(value)  # noqa: E731
    needed = bare is not type_

    def complete(ctx: ReadContext, value: Any) -> Any:
        if value is None:
            if needed:
                raise Undrawn
            return None
        if isinstance(value, Exception):
            raise Undrawn
        return inner(ctx, value)

    return complete


def _bare(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_
