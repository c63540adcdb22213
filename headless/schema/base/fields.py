"""How a type of the schema is written: thin, over a plain row, each field with what answers it and the scope it needs.

    @object_type(scope="tiers:read", row=tiers.TierRow, node=(Prefix.TIER, tiers.tiers_by_id))
    class Tier(Node):
        "One rung of a ladder."                                          # the description: required everywhere

        id: strawberry.ID = identity(Prefix.TIER)                        # encodes row.id
        code: str = value("The code that the merchant chose.")           # reads row.code, needs the type's scope
        member_count: int | None = batch(tiers.member_counts, "Members on it now.", scope="members:read")
        members: MemberPage = batch(
            tiers.members, "Members on it.", scope="members:read",
            arguments={"first": argument(int | None, "How many, at most 100.", default=None)},
        )

The class is never instantiated: a field's source is the row itself, so each type that implements an interface has a row
class of its own (`row=`). `headless/resolvers/tiers.py` holds the batch function behind a field:

    async def member_counts(ctx: ReadContext, rows: Sequence[TierRow]) -> list[int]: ...
    async def members(ctx: ReadContext, rows: Sequence[TierRow], first: int | None = None) -> list[Page]: ...

All parents of one level arrive in one call, arguments by their Python names, inputs as plain dicts with the names of
the schema, enums as texts, instants in microseconds, amounts as Decimal. `from_` is the argument `from`. Root fields
get `[None]` as parents. Types of other modules are named lazily (with an import under TYPE_CHECKING):
`tier: Annotated["Tier", strawberry.lazy("headless.schema.tiers")] | None`.
A list field tells the query's cost how long it usually is with `sized=`.
"""

import copy
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from headless.ids import Prefix, encode
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.schema.base.directives import Public, Scope

T = TypeVar("T", bound=type)
Write = Callable[[ReadContext, dict[str, Any]], Awaitable[Any]]
NodeLoader = tuple[Prefix, BatchFunction]
LIST_SIZE = 5


class Field(StrawberryField):
    """A field that knows its scope and what answers it."""

    scope: str | None = None
    public: bool = False
    read: Callable[[Any], Any] | None = None
    told: Callable[[ReadContext, Any], Any] | None = None
    function: BatchFunction | None = None
    write: Write | None = None
    sized: int | None = None
    columns: tuple[str, ...] = ()
    KEPT = ("scope", "public", "read", "told", "function", "write", "sized", "columns")

    def __copy__(self) -> Self:
        found = super().__copy__()
        for name in self.KEPT:
            setattr(found, name, getattr(self, name))
        return found

    def guard(self, scope: str | None, public: bool) -> None:
        """Take the type's scope where the field has none of its own, and show it in the printed schema."""
        if self.scope is None and not self.public:
            self.scope, self.public = scope, public
        if self.scope is not None:
            self.directives = [Scope(name=self.scope)]
        elif self.public:
            self.directives = [Public()]


def _field(description: str, scope: str | None, public: bool, **kept: Any) -> Field:
    field = Field(description=" ".join(description.split()))
    field.scope, field.public = scope, public
    for name, found in kept.items():
        setattr(field, name, found)
    return field


def value(
    description: str,
    *,
    scope: str | None = None,
    public: bool = False,
    read: Callable[[Any], Any] | None = None,
    told: Callable[[ReadContext, Any], Any] | None = None,
    sized: int | None = None,
    name: str | None = None,
    columns: tuple[str, ...] = (),
) -> Any:
    """A field that is there without asking the database: the row's attribute, `read(row)` or `told(ctx, row)`.

    columns: those of the member's that it reads; only what is asked for is read of them.
    """
    field = _field(description, scope, public, read=read, told=told, sized=sized, columns=columns)
    field.graphql_name = name
    return field


def identity(prefix: Prefix) -> Any:
    """The `id` of a node whose row has a whole number as `id`."""
    return value("Opaque and stable; sorts by age.", read=lambda row: encode(prefix, row.id))


def batch(
    function: BatchFunction,
    description: str,
    *,
    scope: str | None = None,
    public: bool = False,
    arguments: Mapping[str, StrawberryArgument] | None = None,
    sized: int | None = None,
) -> Any:
    """A field answered for all its parents at once."""
    field = _field(description, scope, public, function=function, sized=sized)
    field.arguments = _named(arguments or {})
    return field


def mutation(function: Write, description: str, *, scope: str, takes: Any) -> Any:
    """A mutation: `await function(ctx, input)` with the input as a plain dict; answers the payload's row."""
    field = _field(description, scope, False, write=function)
    field.arguments = _named({"input": argument(takes, "What to do.")})
    return field


def argument(type_: Any, description: str, *, default: object = strawberry.UNSET, name: str | None = None) -> Any:
    """An argument of a batch field; without `default` it is required or simply absent."""
    return StrawberryArgument("", name, StrawberryAnnotation(type_), description=description, default=default)


def given(description: str, *, default: object = strawberry.UNSET, name: str | None = None) -> Any:
    """A field of an input that may be left out; `required` is for those that may not."""
    return strawberry.field(description=description, default=default, name=name)


def required(description: str, *, name: str | None = None) -> Any:
    """A field of an input that must be given."""
    return strawberry.field(description=description, name=name)


def object_type(
    *,
    scope: str | None = None,
    public: bool = False,
    row: type | None = None,
    node: NodeLoader | None = None,
    node_scope: str | None = None,
    name: str | None = None,
) -> Callable[[T], T]:
    """A type over rows of class `row`; `scope` is what its fields need where they do not say.

    `node` loads it by id, for whoever has `node_scope`, by default the type's scope.
    """

    def decorate(cls: T) -> T:
        made: Any = strawberry.type(cls, name=name, description=described(cls))
        definition = made.__strawberry_definition__
        definition.fields = [copy.copy(field) for field in definition.fields]
        for field in definition.fields:
            if isinstance(field, Field):
                field.guard(scope, public)
        made.row, made.node, made.node_scope = row, node, node_scope or scope
        return made  # type: ignore[no-any-return]

    return decorate


def interface_type(cls: T) -> T:
    """An interface; each type that implements it has a row class of its own, and fields with scopes of their own."""
    made: Any = strawberry.interface(cls, description=described(cls))
    for field in made.__strawberry_definition__.fields:
        if isinstance(field, Field):
            field.guard(None, True)
    return made  # type: ignore[no-any-return]


def input_type(cls: T | None = None, *, one_of: bool = False) -> Any:
    """An input; with `one_of` exactly one of its fields is given."""

    def decorate(found: T) -> T:
        return strawberry.input(found, one_of=one_of, description=described(found))

    return decorate if cls is None else decorate(cls)


def enum_type(descriptions: Mapping[str, str]) -> Callable[[T], T]:
    """An enum of texts: a StrEnum, with the description of each of its members."""

    def decorate(cls: T) -> T:
        plain: Any = cls
        made: Any = strawberry.enum(plain, description=described(cls))
        for item in made.__strawberry_definition__.values:
            item.description = descriptions[item.name]
        return made  # type: ignore[no-any-return]

    return decorate


def described(cls: type) -> str:
    """The docstring of a class in one line; TypeError where it has none."""
    if not cls.__doc__:
        raise TypeError(f"{cls.__name__} needs a docstring: it is the description in the schema")
    return " ".join(inspect.cleandoc(cls.__doc__).split())


def _named(arguments: Mapping[str, StrawberryArgument]) -> list[StrawberryArgument]:
    for name, found in arguments.items():
        found.python_name = name
        found.graphql_name = found.graphql_name or (name.rstrip("_") if name.endswith("_") else None)
    return list(arguments.values())


def rows_of(types: Sequence[type]) -> Mapping[type, str]:
    """The GraphQL name of each row class."""
    found: dict[type, str] = {}
    for each in types:
        row = getattr(each, "row", None)
        if row is not None:
            found[row] = each.__strawberry_definition__.name  # type: ignore[attr-defined]
    return found
