"""The event types of the plugins that the merchant uses."""

from collections.abc import Sequence

from headless.engine.declarations.rules import EventType
from headless.resolvers.reading.context import ReadContext


async def event_types(ctx: ReadContext, parents: Sequence[object], sent_by: str | None = None) -> list[list[EventType]]:
    """Return all event types by name, or those that one kind of sender may send."""
    known = [ctx.program.event_types[name] for name in sorted(ctx.program.event_types)]
    in_use = [type_ for type_ in known if not type_.plugin or type_.plugin in ctx.program.enabled]
    listed = [type_ for type_ in in_use if sent_by is None or sent_by.lower() in type_.sent_by]
    return [listed for _ in parents]
