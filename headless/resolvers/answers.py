"""What answers a field, free of the library that drew it: kept in the extensions of the served field."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from headless.resolvers.context import BatchFunction, ReadContext

EXTENSION = "headless"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of: a batch function, a write, a function of context and row, a function of the row, the row's attribute.

    `arguments` are the Python names of the field's arguments by their names in the schema.
    """

    name: str
    scope: str | None
    arguments: Mapping[str, str]
    function: BatchFunction | None = None
    write: Callable[[ReadContext, dict[str, Any]], Awaitable[Any]] | None = None
    told: Callable[[ReadContext, Any], Any] | None = None
    read: Callable[[Any], Any] | None = None

    @property
    def waits(self) -> bool:
        """Whether it asks the database."""
        return self.function is not None or self.write is not None

    def of_row(self, ctx: ReadContext, row: Any) -> Any:
        """The value that is there without asking the database."""
        if self.told is not None:
            return self.told(ctx, row)
        return getattr(row, self.name) if self.read is None else self.read(row)
