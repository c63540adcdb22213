"""What answers a field, free of the library that drew it: kept in the extensions of the served field."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.resolvers.reading.parts import Reading, drawing_of, reading_of, selects_members

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
        """Whether it is answered by a function of all rows."""
        return self.function is not None or self.write is not None

    @property
    def waits(self) -> bool:
        """Whether it asks the database itself, instead of being read beside the members."""
        return self.asks and self.reads is None

    @property
    def reads(self) -> Reading | None:
        """Which parts of members the batch function reads, where it says so."""
        return reading_of(self.function)

    @property
    def draws(self) -> bool:
        """Whether the batch function says how its field is drawn from what was read."""
        return drawing_of(self.function) is not None

    @property
    def selects(self) -> bool:
        """Whether the batch function finds members, and takes what to read beside them."""
        return selects_members(self.function)

    def of_row(self, ctx: ReadContext, row: Any) -> Any:
        """The value that is there without asking the database."""
        if self.told is not None:
            return self.told(ctx, row)
        return getattr(row, self.name) if self.read is None else self.read(row)
