"""Fast paths: what belongs to members, answered straight from the rows that were read, without an object for every row.

A batch function may declare a fast path for its field. What is asked below the field is compiled once, for a configuration
and a token's scopes, into a function from rows to answers:

    def fast_tags(ctx, step) -> FastPath: ...   # raises NoFastPath if it cannot answer what is asked

    @fast_path(fast_tags)
    @reads(lambda ctx, **_: (WORN_TAGS,))
    async def member_tags(ctx, members): ...

The batch function is the authority: a fast path gives the same answer, or none. What it cannot answer (a field that asks the
database, one that the token may not see, a value that is missing where it must be there) is left to the batch function.
`ReadContext.fast_paths` counts for each field how often it was answered here, and for what reason it was not.

Values are completed here row by row, and in the executor column by column. The two stay apart on purpose. The executor places
an error at each value and goes on; a fast path gives up at the first fault, so it needs no places, and its functions are
compiled for the fields asked for. Sharing one implementation would cost a call for every value. Both end in the same
`coerce_output_value` of the type, and the random documents of the tests compare both with the GraphQL library.

Why it exists: `docs/decisions/0025-fast-paths.md`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import GraphQLError, GraphQLList, GraphQLObjectType, get_nullable_type, is_leaf_type

from headless.errors import HeadlessError
from headless.logs import get_logger
from headless.models.base.relations import Relation, RowsByMember
from headless.resolvers.executing.leaves import accepted
from headless.resolvers.executing.plans import Level, Step
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import NoFastPath, fast_path_of

log = get_logger(__name__)

ANSWERED, FAULT, NOT_READ, REFUSED, PARTNER = "answered", "fault", "not_read_ahead", "refused", "partner"
EXPECTED = (NoFastPath, HeadlessError, GraphQLError, KeyError)
"""What compiling or answering may raise: not possible, a wrong argument, a value that its type refuses, rows that were not read
ahead (a list that is filtered in memory finds its members without them).
"""

Make = Callable[[ReadContext, Any], Any]


class FastPath(NamedTuple):
    """The relations that are read for a field, and the answers for members by their ids, from the rows of each relation."""

    relations: Callable[[ReadContext], Sequence[Relation]]
    answer: Callable[[ReadContext, Sequence[int], Sequence[RowsByMember]], list[Any]]


def compiled(ctx: ReadContext, step: Step) -> FastPath | None:
    """Return the fast path of a field for this token, None if there is none. It is compiled once for each configuration."""
    if ctx.sight is not None:
        # what a partner may not see is taken out row by row
        ctx.fast_paths[step.name, PARTNER] += 1
        return None
    key = step, ctx.principal.grants, ctx.lang
    kept = ctx.made.get(key)
    if kept is None:
        try:
            require_scope(ctx, step)
            compile_ = fast_path_of(step.answer.function)
            assert compile_ is not None, "asked of a step without one"
            kept = compile_(ctx, step)
        except EXPECTED as error:
            kept = reason_of(error)
        except Exception:
            kept = fault(step)
        step.keeping.keep(ctx.made, key, kept)
    if isinstance(kept, FastPath):
        return kept
    ctx.fast_paths[step.name, kept] += 1
    return None


def reason_of(error: Exception) -> str:
    """Return why there is no fast path, as the counter names it."""
    if isinstance(error, NoFastPath):
        return error.reason
    return NOT_READ if isinstance(error, KeyError) else REFUSED


def fault(step: Step) -> str:
    """Log a defect of the fast path, and return its name in the counter: the batch function may still answer."""
    log.exception("fast path failed", field=step.name)
    return FAULT


def object_maker(ctx: ReadContext, level: Level, *, lasting: bool = False) -> Make:
    """Return a function from a row to the answer of fields that are there without asking.

    Raise NoFastPath, here or when it is called. lasting: fields that depend on more than row and language have no fast path.
    """
    makers = [(step.key, value_maker(ctx, step, lasting=lasting)) for step in level.steps]
    return lambda ctx, row: {key: make(ctx, row) for key, make in makers}


def value_maker(ctx: ReadContext, step: Step, *, lasting: bool = False) -> Make:
    """Return a function from a row to a field that is there without asking. Raise NoFastPath, here or when it is called."""
    answer, field = step.answer, step.field
    if field is None:
        return lambda ctx, row: step.owner
    require_scope(ctx, step)
    if answer.asks or (lasting and not answer.lasts):
        raise NoFastPath("asks_database" if answer.asks else "depends_on_reader")
    complete, read, told = _completer(ctx, field.type, step, lasting), step.read, answer.told
    if told is not None:
        return lambda ctx, row: complete(ctx, told(ctx, row))
    return lambda ctx, row: complete(ctx, read(row))


def lasting_answer(ctx: ReadContext, step: Step, row: Any) -> Any:
    """Return the answer of a field for a row of the configuration, the same for all members. Raise NoFastPath."""
    return object_maker(ctx, object_level(step), lasting=True)(ctx, row)


def object_level(step: Step) -> Level:
    """Return what is asked below a field that answers one object. Raise NoFastPath for any other field."""
    if step.single is None:
        raise NoFastPath("not_an_object")
    return step.level(step.single)


def list_level(step: Step) -> Level:
    """Return what is asked below a field that answers a list of objects. Raise NoFastPath for any other field."""
    list_ = get_nullable_type(step.field.type) if step.field is not None else None
    item = get_nullable_type(list_.of_type) if isinstance(list_, GraphQLList) else None
    if not isinstance(item, GraphQLObjectType):
        raise NoFastPath("not_a_list_of_objects")
    return step.level(item)


def require_scope(ctx: ReadContext, step: Step) -> None:
    """Raise NoFastPath if the token may not see a field."""
    if step.answer.opens.isdisjoint(ctx.principal.grants):
        raise NoFastPath("scope_missing")


def leaf_coercer(type_: Any) -> Callable[[Any], Any]:
    """Return what a scalar or enum makes of a value. Raise NoFastPath for any other type."""
    bare = get_nullable_type(type_)
    if not is_leaf_type(bare):
        raise NoFastPath("not_a_leaf")
    coerce: Callable[[Any], Any] = bare.coerce_output_value
    return coerce


def generated(fields: Mapping[str, str], takes: str, names: Mapping[str, Any]) -> Callable[..., Any]:
    """Return a function from what it takes to an object, the source of each value written out.

    A call for each value would cost more.
    """
    pairs = ", ".join(f"{key!r}: {source}" for key, source in fields.items())
    make: Callable[..., Any] = eval(f"lambda {takes}: {{{pairs}}}", dict(names))
    return make


def _completer(ctx: ReadContext, type_: Any, step: Step, lasting: bool) -> Make:
    bare = get_nullable_type(type_)
    needed = bare is not type_
    inner: Make
    if isinstance(bare, GraphQLList):
        complete_item = _completer(ctx, bare.of_type, step, lasting)
        inner = lambda ctx, value: [complete_item(ctx, item) for item in value]  # noqa: E731
    elif isinstance(bare, GraphQLObjectType):
        inner = object_maker(ctx, step.level(bare), lasting=lasting)
    else:
        return _leaf_completer(leaf_coercer(bare), accepted(bare, nullable=not needed), needed)

    def complete(ctx: ReadContext, value: Any) -> Any:
        if value is None or isinstance(value, Exception):
            return _nothing(value, needed)
        return inner(ctx, value)

    return complete


def _leaf_completer(coerce: Callable[[Any], Any], accepts: frozenset[object], needed: bool) -> Make:
    def complete(ctx: ReadContext, value: Any) -> Any:
        if type(value) in accepts:
            return value
        if value is None or isinstance(value, Exception):
            return _nothing(value, needed)
        return coerce(value)

    return complete


def _nothing(value: Exception | None, needed: bool) -> None:
    """Return null for a value that is not there. Raise NoFastPath if it failed, or may not be null."""
    if value is not None:
        raise NoFastPath("failed_value")
    if needed:
        raise NoFastPath("null_where_needed")
