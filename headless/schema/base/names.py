"""Names that a merchant may give in several languages."""

from collections.abc import Callable
from typing import Any

from headless.engine.texts.names import name_in
from headless.resolvers.reading.answers import by_language
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import value


def _itself(row: Any) -> Any:
    return row


def name_field(named: Callable[[Any], Any] = _itself, *, for_member: bool | None = None) -> Any:
    """Return the field `name` of a row of the configuration, or of what `named` takes from it."""

    @by_language
    def told(ctx: ReadContext, row: Any) -> str:
        return name_in(ctx.lang, named(row))

    return value("Name in the reader's language.", told=told, for_member=for_member)
