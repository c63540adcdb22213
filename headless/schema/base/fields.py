"""How a type of the schema is written: thin, over a plain row, each field with what answers it and the scope it needs.

    @object_type(scope="tiers:read", row=tiers.TierRow, node=(Prefix.TIER, tiers.tiers_by_id))
    class Tier(Node):
        "One tier of a track."                                          # the description: required everywhere

        id: strawberry.ID = identity(Prefix.TIER)                        # encodes row.id
        code: str = value("The code that the merchant chose.")           # reads row.code, needs the type's scope
        member_count: int | None = batch(tiers.member_counts, "Members on it now.", scope="members:read")
        members: MemberPage = batch(
            tiers.members, "Members on it.", scope="members:read",
            arguments={"first": argument(int | None, "How many, at most 100.", default=None)},
        )

The class is never instantiated: a field's source is the row itself, so each type that implements an interface has a row
class of its own (`row=`). `headless/resolvers/nouns/.../tiers.py` holds the batch function behind a field:

    async def member_counts(ctx: ReadContext, rows: Sequence[TierRow]) -> list[int]: ...
    async def members(ctx: ReadContext, rows: Sequence[TierRow], first: int | None = None) -> list[Page]: ...

All parents of one level arrive in one call, arguments by their Python names, inputs as plain dicts with the names of
the schema, enums as texts, instants in microseconds, amounts as Decimal. `from_` is the argument `from`. Root fields
get `[None]` as parents. Types of other modules are named lazily (with an import under TYPE_CHECKING):
`tier: Annotated["Tier", strawberry.lazy("headless.schema.types.configuration.tracks")] | None`.
A list field tells the query's cost how long it usually is with `sized=`.
"""

import copy
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self, TypeVar

import strawberry
from graphql import GraphQLField
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from headless.engine.texts.descriptions import in_one_line
from headless.ids import Prefix, encode
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.schema.base.directives import ForMember, ForPartner, Public, Scope

T = TypeVar("T", bound=type)
Write = Callable[[ReadContext, dict[str, Any]], Awaitable[Any]]
NodeLoader = tuple[Prefix, BatchFunction]
LIST_SIZE = 5
DEFINITION = "strawberry-definition"
"""Where the library keeps, with what it serves, what that was declared by."""


class Field(StrawberryField):
    """A field that knows its scope and what answers it."""

    scope: str | None = None
    public: bool = False
    read: Callable[[Any], Any] | None = None
    told: Callable[[ReadContext, Any], Any] | None = None
    function: BatchFunction | None = None
    write: Write | None = None
    sized: int | None = None
    cost: int = 1
    columns: tuple[str, ...] = ()
    published: bool | None = None
    for_member: bool | None = None
    for_partner: bool | None = None
    KEPT = (
        "scope", "public", "read", "told", "function", "write", "sized", "cost", "columns", "published", "for_member",
        "for_partner",
    )  # fmt: skip

    def __copy__(self) -> Self:
        copied = super().__copy__()
        for name in self.KEPT:
            setattr(copied, name, getattr(self, name))
        return copied

    def publish(self, published: bool) -> None:
        """Take from the type that its fields are published, if this one asks nothing of the database and says nothing else."""
        if self.published is None:
            self.published = published and self.function is None

    def guard(self, scope: str | None, public: bool, for_member: bool | None, for_partner: bool | None) -> None:
        """Take from the type what the field does not say itself of who may use it, and show it in the printed schema."""
        if self.scope is None and not self.public:
            self.scope, self.public = scope, public
        if self.scope is not None:
            self.directives = [Scope(name=self.scope)]
        elif self.public:
            self.directives = [Public()]
        if self.for_member is None:
            self.for_member = for_member
        if self.for_member:
            self.directives = [*self.directives, ForMember()]
        if self.for_partner is None:
            self.for_partner = for_partner
        if self.for_partner and self.scope is not None:
            self.directives = [*self.directives, ForPartner()]


def declared_of(served: GraphQLField | None) -> Field | None:
    """Return what declared a field that is served, None if that is not ours."""
    declared = None if served is None else served.extensions.get(DEFINITION)
    return declared if isinstance(declared, Field) else None


def _field(description: str, scope: str | None, public: bool, **kept: Any) -> Field:
    field = Field(description=in_one_line(description))
    field.scope, field.public = scope, public
    for name, attribute in kept.items():
        setattr(field, name, attribute)
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
    published: bool | None = None,
    for_member: bool | None = None,
    for_partner: bool | None = None,
) -> Any:
    """Return a field that is there without asking the database: the row's attribute, `read(row)` or `told(ctx, row)`.

    columns: the columns of a member that it reads; columns that are not asked for are not read. published, for_member,
    for_partner: see `batch`.
    """
    field = _field(
        description, scope, public, read=read, told=told, sized=sized, columns=columns, published=published,
        for_member=for_member, for_partner=for_partner,
    )  # fmt: skip
    field.graphql_name = name
    return field


def identity(prefix: Prefix, *, for_member: bool | None = None, for_partner: bool | None = None) -> Any:
    """Return the `id` of a node whose row has a whole number as `id`."""
    return value(
        "Opaque and stable; sorts by age.",
        read=lambda row: encode(prefix, row.id),
        for_member=for_member,
        for_partner=for_partner,
    )


def batch(
    function: BatchFunction,
    description: str,
    *,
    scope: str | None = None,
    public: bool = False,
    arguments: Mapping[str, StrawberryArgument] | None = None,
    sized: int | None = None,
    cost: int = 1,
    name: str | None = None,
    published: bool = False,
    for_member: bool | None = None,
    for_partner: bool | None = None,
) -> Any:
    """Return a field answered for all its parents at once.

    cost: what each parent adds to the cost of the operation.
    published: it is configuration that changes when it is saved and at no other time, so browsers may keep it for a while.
    for_member, for_partner: members' or partners' tokens may use it, None: if they may use the type.
    """
    field = _field(
        description,
        scope,
        public,
        function=function,
        sized=sized,
        cost=cost,
        published=published,
        for_member=for_member,
        for_partner=for_partner,
    )
    field.graphql_name = name
    field.arguments = _named(arguments or {})
    return field


def mutation(
    function: Write, description: str, *, scope: str, takes: Any, for_member: bool = False, for_partner: bool = False
) -> Any:
    """Return a mutation: `await function(ctx, input)` takes the input as a plain dict and returns the payload's row."""
    field = _field(description, scope, False, write=function, for_member=for_member, for_partner=for_partner)
    field.arguments = _named({"input": argument(takes, "What to do.")})
    return field


def argument(type_: Any, description: str, *, default: object = strawberry.UNSET, name: str | None = None) -> Any:
    """Return an argument of a batch field. Without `default` it is required, or absent if it is nullable."""
    return StrawberryArgument("", name, StrawberryAnnotation(type_), description=description, default=default)


def given(description: str, *, default: object = strawberry.UNSET, name: str | None = None) -> Any:
    """Return a field of an input that may be left out. `required` is for those that may not."""
    return strawberry.field(description=description, default=default, name=name)


def required(description: str, *, name: str | None = None) -> Any:
    """Return a field of an input that must be given."""
    return strawberry.field(description=description, name=name)


def object_type(
    *,
    scope: str | None = None,
    public: bool = False,
    row: type | None = None,
    node: NodeLoader | None = None,
    node_scope: str | None = None,
    name: str | None = None,
    published: bool = False,
    for_member: bool = False,
    for_partner: bool = False,
    node_for_partner: bool = False,
    owner: str | None = None,
) -> Callable[[T], T]:
    """Declare a type over rows of class `row`. `scope` is what its fields need unless they name another.

    `node` loads it by id, for tokens that hold `node_scope`, by default the type's scope. `published`: its fields are
    configuration that browsers may keep, unless they say otherwise or ask the database. `for_member`: members' tokens may use
    its fields unless these say otherwise. `for_partner`: likewise partners' tokens, if they hold the scope. `node_for_partner`:
    they find it by id, and its fields say which they may use. `owner`: the attribute of a row that holds the id of the member
    whom it belongs to, who alone may use its fields by a token of its own.
    """

    def decorate(cls: T) -> T:
        made: Any = strawberry.type(cls, name=name, description=described(cls))
        definition = made.__strawberry_definition__
        definition.fields = [copy.copy(field) for field in definition.fields]
        for field in definition.fields:
            if isinstance(field, Field):
                field.guard(scope, public, for_member or owner is not None, for_partner)
                field.publish(published)
        made.row, made.node, made.node_scope = row, node, node_scope or scope
        made.owner, made.for_member = owner, for_member or owner is not None
        made.for_partner = for_partner or node_for_partner
        return made  # type: ignore[no-any-return]

    return decorate


def interface_type(cls: T) -> T:
    """Declare an interface. Each type that implements it has a row class of its own, and fields with scopes of their own."""
    made: Any = strawberry.interface(cls, description=described(cls))
    for field in made.__strawberry_definition__.fields:
        if isinstance(field, Field):
            field.guard(None, True, None, None)
    return made  # type: ignore[no-any-return]


def input_type(cls: T | None = None, *, one_of: bool = False) -> Any:
    """Declare an input. With `one_of` exactly one of its fields is given."""

    def decorate(declared: T) -> T:
        return strawberry.input(declared, one_of=one_of, description=described(declared))

    return decorate if cls is None else decorate(cls)


def enum_type(descriptions: Mapping[str, str]) -> Callable[[T], T]:
    """Declare an enum of texts: a StrEnum, with the description of each of its members."""

    def decorate(cls: T) -> T:
        plain: Any = cls
        made: Any = strawberry.enum(plain, description=described(cls))
        for item in made.__strawberry_definition__.values:
            item.description = descriptions[item.name]
        return made  # type: ignore[no-any-return]

    return decorate


def described(cls: type) -> str:
    """Return the docstring of a class in one line. Raise TypeError if it has none."""
    if not cls.__doc__:
        raise TypeError(f"{cls.__name__} needs a docstring: it is the description in the schema")
    return in_one_line(cls.__doc__)


def _named(arguments: Mapping[str, StrawberryArgument]) -> list[StrawberryArgument]:
    for name, argument_ in arguments.items():
        argument_.python_name = name
        argument_.graphql_name = argument_.graphql_name or (name.rstrip("_") if name.endswith("_") else None)
    return list(arguments.values())


def rows_of(types: Sequence[type]) -> Mapping[type, str]:
    """Return the GraphQL name of each row class."""
    names: dict[type, str] = {}
    for type_ in types:
        row = getattr(type_, "row", None)
        if row is not None:
            names[row] = type_.__strawberry_definition__.name  # type: ignore[attr-defined]
    return names
