"""The event types of the plugins that the merchant uses."""

from collections.abc import Sequence

from headless.engine.declarations.rules import EventType
from headless.resolvers.reading.context import ReadContext


async def event_types(ctx: ReadContext, parents: Sequence[object], sent_by: str | None = None) -> list[list[EventType]]:
    """Root: all event types by name, or those that one kind of sender may send."""
    known = [ctx.program.event_types[name] for name in sorted(ctx.program.event_types)]
    in_use = [each for each in known if not each.plugin or each.plugin in ctx.program.enabled]
    listed = [each for each in in_use if sent_by is None or sent_by.lower() in each.sent_by]
    return [listed for _ in parents]
