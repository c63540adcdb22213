"""What happens to a member who is watched: whom to watch, and what is told of each event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.errors import Denied, NotFound
from headless.messages import Message
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.events.changes import ChangeRow, change_rows
from headless.resolvers.nouns.members.members import member, members_by_id
from headless.resolvers.reading.context import ReadContext
from headless.services.intake.duplicate_answers import answer_again
from headless.services.kernel.outcomes import Recorded

READ = "members:read"


@dataclass(frozen=True, slots=True)
class MemberChangeRow:
    """A member to whom something happened, and the event, None if there were many at once."""

    member: MemberRow
    event_id: int | None


async def member_to_watch(ctx: ReadContext, by: Mapping[str, Any] | None) -> int:
    """Return the id of the member of a look-up, without one the member whose token asks.

    Raise NotFound if there is none, and Denied if the token may not see it.
    """
    if by is None:
        if ctx.principal.member_id is None:
            raise Denied(Message("this token belongs to no member: name the member by by"), code="FORBIDDEN")
        return ctx.principal.member_id
    ctx.require(READ)
    (known,) = await member(ctx, [None], by)
    if known is None:
        raise NotFound(Message("there is no such member to watch"), code="UNKNOWN_MEMBER")
    return known.id


async def member_changed(
    ctx: ReadContext, parents: Sequence[None], by: Mapping[str, Any] | None = None
) -> list[MemberChangeRow | None]:
    """Return what has just happened to the member that is watched."""
    news = ctx.news
    if news is None:
        return [None] * len(parents)
    (row,) = await members_by_id(ctx, [news.member_id])
    return [None if row is None else MemberChangeRow(row, news.event_id)] * len(parents)


async def changes(ctx: ReadContext, rows: Sequence[MemberChangeRow]) -> list[list[ChangeRow] | None]:
    """Return what each event did to its member as far as the token may see it, None if it is not one event."""
    recorded = {row.event_id: Recorded("RECORDED", row.event_id, row.member.id) for row in rows if row.event_id}
    async with ctx.read() as session:
        await answer_again(session, ctx.program, recorded.values())
    return [change_rows(ctx, recorded[row.event_id].changes) if row.event_id in recorded else None for row in rows]
