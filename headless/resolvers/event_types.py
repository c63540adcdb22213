"""The event types that the installed plugins declare."""

from collections.abc import Sequence

from headless.engine.rules import EventType
from headless.resolvers.context import ReadContext


async def event_types(ctx: ReadContext, parents: Sequence[object], sent_by: str | None = None) -> list[list[EventType]]:
    """Root: all event types by name, or those that one kind of sender may send."""
    known = [ctx.program.event_types[name] for name in sorted(ctx.program.event_types)]
    listed = [each for each in known if sent_by is None or sent_by.lower() in each.sent_by]
    return [listed for _ in parents]
