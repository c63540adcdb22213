"""What answers a field, free of the library that declared it: kept in the extensions of the served field."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from headless.errors import Denied
from headless.messages import Message
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.resolvers.reading.related import Reads, does_find_owners, fast_path_of, reads_of
from headless.services.kernel.principals import Principal
from headless.services.kernel.scopes import MEMBER, PUBLIC, of_partners

EXTENSION = "headless"
_BY_LANGUAGE = "by_language"
T = TypeVar("T", bound=Callable[..., Any])


def by_language(told: T) -> T:
    """Declare that a function of context and row takes from the context the reader's language and the configuration alone."""
    setattr(told, _BY_LANGUAGE, True)
    return told


@dataclass(frozen=True, slots=True)
class Answer:
    """One of: a batch function, a write, a function of context and row, a function of the row, the row's attribute.

    `arguments` are the Python names of the field's arguments by their names in the schema, `columns` those columns of
    members that a plain field reads. `for_member`, `for_partner`: a member's or a partner's token may use the field.
    `opens`: of these a token must hold one.
    """

    name: str
    scope: str | None
    arguments: Mapping[str, str]
    function: BatchFunction | None = None
    write: Callable[[ReadContext, dict[str, Any]], Awaitable[Any]] | None = None
    told: Callable[[ReadContext, Any], Any] | None = None
    read: Callable[[Any], Any] | None = None
    columns: tuple[str, ...] = ()
    for_member: bool = False
    for_partner: bool = False
    opens: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        opens = {PUBLIC if self.scope is None else self.scope} | ({MEMBER} if self.for_member else set())
        if self.for_partner and self.scope is not None:
            opens.add(of_partners(self.scope))
        object.__setattr__(self, "opens", frozenset(opens))

    def require(self, principal: Principal) -> None:
        """Raise Denied if a token may not use the field: it lacks the scope, or is a member's and the field is not for them."""
        if not self.opens.isdisjoint(principal.grants):
            return
        if principal.member_id is None and self.scope is not None:
            principal.require(self.scope)
        if principal.partner_id is not None:
            raise Denied(Message("a partner's token may not see or do this"), code="FORBIDDEN")
        raise Denied(Message("a member's token sees and does what is the member's own: this is not"), code="FORBIDDEN")

    @property
    def asks(self) -> bool:
        """True if a function of all rows answers it."""
        return self.function is not None or self.write is not None

    @property
    def waits(self) -> bool:
        """True if it asks the database itself, instead of being read together with the members."""
        return self.asks and self.reads is None

    @property
    def reads(self) -> Reads | None:
        """The relations that the batch function reads, if it declares them."""
        return reads_of(self.function)

    @property
    def lasts(self) -> bool:
        """True if its value follows from the row and the reader's language alone."""
        return self.told is None or getattr(self.told, _BY_LANGUAGE, False)

    @property
    def has_fast_path(self) -> bool:
        """True if the batch function declares a fast path."""
        return fast_path_of(self.function) is not None

    @property
    def finds_owners(self) -> bool:
        """True if the batch function finds members, and takes what to read with them."""
        return does_find_owners(self.function)

    def of_row(self, ctx: ReadContext, row: Any) -> Any:
        """Return the value that is there without asking the database."""
        if self.told is not None:
            return self.told(ctx, row)
        return getattr(row, self.name) if self.read is None else self.read(row)
