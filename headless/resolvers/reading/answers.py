"""What answers a field, free of the library that declared it: kept in the extensions of the served field."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.resolvers.reading.related import Reads, does_find_owners, fast_path_of, reads_of

EXTENSION = "headless"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of: a batch function, a write, a function of context and row, a function of the row, the row's attribute.

    `arguments` are the Python names of the field's arguments by their names in the schema, `columns` those columns of
    members that a plain field reads.
    """

    name: str
    scope: str | None
    arguments: Mapping[str, str]
    function: BatchFunction | None = None
    write: Callable[[ReadContext, dict[str, Any]], Awaitable[Any]] | None = None
    told: Callable[[ReadContext, Any], Any] | None = None
    read: Callable[[Any], Any] | None = None
    columns: tuple[str, ...] = ()

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
